import { createAgentsApp } from '../agents/app.ts'
import { createAgentState, resolveEndpoints } from '../_shared/agentClients.ts'
import { resolveFastAgent } from '../_shared/agents/fastAgent.ts'
import type { Settings } from '../_shared/platform/env.ts'
import { makeId, random } from '../_shared/platform/ids.ts'
import { createLog } from '../_shared/platform/log.ts'
import { systemTimer } from '../_shared/platform/timer.ts'
import { qualityRun } from '../_shared/quality/qualityRun.ts'
import { resolveScorers } from '../_shared/quality/scorers.ts'
import type { RunContextPorts } from '../_shared/runs/runContext.ts'
import { type WorkerOptions, workRuns } from '../_shared/runs/worker.ts'
import { createDatabase } from '../_shared/store/database.ts'
import { createLearnerStore } from '../_shared/store/learnerStore.ts'
import { createRunStore } from '../_shared/store/runStore.ts'

export type Work = (
  options: Pick<WorkerOptions, 'poll_ms' | 'until_idle'>,
  signal: AbortSignal,
) => Promise<void>

/** A worker with its ports, for whichever process runs it. A wrong setting stops the boot with an error that names it. */
export function composeWorker(settings: Settings): { work: Work; end(): Promise<void> } {
  const timer = systemTimer
  const log = createLog(settings.log_level, timer)
  const database = createDatabase({ url: settings.database_url, max: settings.database_pool_max, timer })
  const endpoints = resolveEndpoints(settings.agents)
  const inProcess = createAgentsApp({ acceptedTokens: [], allowAnonymous: true, now: timer.now }).fetch
  const agents = {
    fetch,
    inProcess,
    timer,
    random,
    state: createAgentState(),
    endpoints,
    pairwise_secret: settings.pseudonym_key,
    log,
  }
  const quality = {
    store: createLearnerStore(database),
    agents,
    fast_agent: resolveFastAgent(settings.agents),
    scorers: resolveScorers(settings.agents, `${settings.supabase_url}/functions/v1`),
    makeId,
  }
  const ports: RunContextPorts = { store: createRunStore(database), timer, random, makeId, log }
  const worker = makeId()
  return {
    work: (options, signal) =>
      workRuns(
        {
          ...options,
          worker,
          slots: settings.worker_slots,
          handlers: { quality: (context) => qualityRun(context, quality) },
        },
        ports,
        signal,
      ),
    end: () => database.end(),
  }
}
