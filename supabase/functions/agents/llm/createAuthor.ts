import {
  type AgentRequest,
  instructorDataSchema,
  SIGNAL_SCHEMAS,
} from '../../_shared/contract/agentMessages.ts'
import { readMeta } from '../../_shared/domain/planner/readMeta.ts'
import { AGENT_VERSION } from '../agentVersion.ts'
import type { Author } from '../author.ts'
import { assignAlex } from './assignAlex.ts'
import { assignClo } from './assignClo.ts'
import { assignPlan } from './assignPlan.ts'
import { assignSocratic } from './assignSocratic.ts'
import { assignTa } from './assignTa.ts'
import { createWriter, type WriterPorts } from './createWriter.ts'

/** Changes with the instructions and the assignments: a new version makes the orchestrator ask again. */
const PROMPTS_VERSION = 1

function listAllowedUrls(ask: AgentRequest): string[] {
  const own = readMeta(ask.intent.meta).source?.url
  return own === undefined ? [] : [own]
}

/** The author of the agents that WISELY_LLM_AGENTS names: each has its assignment, all share one writer. */
export function createAuthor(ports: WriterPorts): Author {
  const { settings } = ports
  const write = createWriter(ports)

  return {
    writesFor: (participant) => settings.agents.includes(participant),
    version: `${AGENT_VERSION}+llm${PROMPTS_VERSION}-${settings.model}`.slice(0, 64),
    writeSignal(agent, ask, twin, leftMs) {
      const order = {
        agent,
        learner_ref: ask.learner.ref,
        contract: SIGNAL_SCHEMAS[agent],
        allowed_urls: listAllowedUrls(ask),
        leftMs,
      }
      switch (agent) {
        case 'clo':
          return write(order, () => assignClo(ask, twin))
        case 'alex':
          return write(order, () => assignAlex(ask, twin))
        case 'ta':
          return write(order, () => assignTa(ask, twin))
        case 'socratic':
          return write(order, () => assignSocratic(ask, twin))
        default:
          return agent satisfies never
      }
    },
    writePlan(ask, leftMs) {
      return write({
        agent: 'instructor',
        learner_ref: ask.learner.ref,
        contract: instructorDataSchema,
        allowed_urls: listAllowedUrls(ask),
        leftMs,
      }, () => assignPlan(ask))
    },
  }
}
