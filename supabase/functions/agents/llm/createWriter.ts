import type { z } from 'zod'
import type { Participant } from '../../_shared/contract/agentMessages.ts'
import type { Log, Timer } from '../../_shared/contract/ports.ts'
import { canonicalJson, sha256Hex } from '../../_shared/domain/canonicalJson.ts'
import type { Usage, Written } from '../author.ts'
import { createAnswerMemory } from './answerMemory.ts'
import { askModel, type ModelAnswer } from './askModel.ts'
import type { Assignment } from './assignment.ts'
import { checkWriting } from './checkWriting.ts'
import { composePrompt, serializeMaterial } from './composePrompt.ts'
import { failAsk, type ModelFailure, type TokenCount } from './judgeModelError.ts'
import type { LlmSettings } from './llmSettings.ts'
import type { LoadedModel } from './loadModel.ts'
import { createTokenBudget } from './tokenBudget.ts'

export type WriterPorts = {
  settings: LlmSettings
  /** Called once, at the first question; called again after it failed. */
  load(): Promise<LoadedModel>
  timer: Pick<Timer, 'now'>
  /** An id that nobody can foresee. */
  makeId(): string
  log: Log
}

/** Kept back from the deadline for the way home (a timeout of 700 ms fired at 704 ms). */
const RETURN_MS = 300
/** No model writes an answer in less. */
const LEAST_TIMEOUT_MS = 200
/** Bytes of a prompt per token at least, and what a provider adds for the schema. */
const BYTES_PER_TOKEN = 3
const SCHEMA_TOKENS = 500

export type Order<Draft> = {
  agent: Participant
  learner_ref: string
  assignment: Assignment<Draft>
  /** The contract of the merged answer. */
  contract: z.ZodType<Record<string, unknown>>
  allowed_urls: string[]
  leftMs: number
}

type Data = Record<string, unknown>
export type Write = <Draft>(
  order: Omit<Order<Draft>, 'assignment'>,
  assign: () => Assignment<Draft> | null,
) => Promise<Written<Data>>

/** Carries an assignment out: recall, reserve, ask once, settle, check, keep. Never throws. */
export function createWriter({ settings, load, timer, makeId, log }: WriterPorts): Write {
  const budget = createTokenBudget(settings, timer.now)
  const memory = createAnswerMemory(timer.now)
  let loading: Promise<LoadedModel> | null = null
  const loadOnce = () => {
    loading ??= load().catch((error) => {
      loading = null
      throw error
    })
    return loading
  }

  const usageOf = (tokens: TokenCount | null): Usage | null =>
    tokens === null || tokens.input + tokens.output === 0
      ? null
      : { input_tokens: tokens.input, output_tokens: tokens.output, model: settings.model }

  const tell = (agent: Participant, { failure, tokens, retry_after, http_status }: ModelFailure) => {
    // Only the operator can cure a refused request, a wrong key above all.
    const level = failure === 'misconfigured' ? 'error' : 'warn'
    log(level, { event: 'llm_writes_nothing', agent, failure, http_status })
    return { kind: 'failed', failure, usage: usageOf(tokens), retry_after } as const
  }

  /** The model's own words, not checked yet. */
  const ask = async <Draft>(order: Order<Draft>, material: string): Promise<ModelAnswer<Draft>> => {
    const { assignment } = order
    const startedMs = timer.now()
    const { instructions, schema } = assignment
    const max_output_tokens = settings.max_output_tokens ?? assignment.max_output_tokens
    const prompt = composePrompt(material, makeId())
    const bytes = new TextEncoder().encode(instructions + prompt).length
    const most = Math.ceil(bytes / BYTES_PER_TOKEN) + SCHEMA_TOKENS + max_output_tokens

    const loaded = await loadOnce()
    const timeout_ms = Math.floor(order.leftMs - RETURN_MS - (timer.now() - startedMs))
    if (timeout_ms < LEAST_TIMEOUT_MS) return failAsk('deadline')
    const reservation = budget.reserve(order.learner_ref, most)
    if (reservation === null) return failAsk('budget')

    const answer = await askModel({ instructions, prompt, schema, max_output_tokens, timeout_ms }, loaded)
    reservation.settle(answer.tokens === null ? null : answer.tokens.input + answer.tokens.output)
    return answer
  }

  const write = async <Draft>(order: Order<Draft>): Promise<Written<Data>> => {
    const { agent, assignment, contract } = order
    const material = serializeMaterial(assignment.material)
    const key = sha256Hex(canonicalJson([agent, order.learner_ref, assignment.instructions, material]))
    const known = memory.recall(key)
    const asked = known === null ? await ask(order, material) : null
    if (asked?.kind === 'failed') return tell(agent, asked)

    const output = asked === null ? assignment.schema.parse(known) : asked.output
    const tokens = asked?.tokens ?? null
    const draft = checkWriting(output, order.allowed_urls)
    const merged = draft === null ? null : contract.safeParse(assignment.merge(draft))
    if (!merged?.success) return tell(agent, failAsk('bad_output', { tokens }))
    if (asked !== null) memory.keep(key, output)
    return { kind: 'written', data: merged.data, usage: usageOf(tokens) }
  }

  return async (order, assign) => {
    try {
      const assignment = assign()
      return assignment === null ? { kind: 'nothing_to_write' } : await write({ ...order, assignment })
    } catch {
      // The SDK cannot be loaded. Not logged in its words: they may name more than an operator should find in a log.
      return tell(order.agent, failAsk('unreachable'))
    }
  }
}
