import { randomUUID } from 'node:crypto'
import { createAgentState, resolveEndpoints } from '../../../supabase/functions/_shared/agentClients.ts'
import { resolveFastAgent } from '../../../supabase/functions/_shared/agents/fastAgent.ts'
import type { ModelAnswer, ModelRequest } from '../../../supabase/functions/_shared/contract/model.ts'
import type { Plan } from '../../../supabase/functions/_shared/contract/plan.ts'
import type { Send } from '../../../supabase/functions/_shared/contract/ports.ts'
import type { Candidate, Final, QualityInput } from '../../../supabase/functions/_shared/contract/session.ts'
import type { QualityPorts, Scorers } from '../../../supabase/functions/_shared/quality/ports.ts'
import { qualityRun } from '../../../supabase/functions/_shared/quality/qualityRun.ts'
import type { Outcome } from '../../../supabase/functions/_shared/runs/worker.ts'
import { createMemoryRun, type MemoryRun } from '../../support/memoryRun.ts'
import { memoryStore } from '../../support/memoryApp.ts'
import { createScriptedModel, MODEL_URL, type ScriptedModel } from '../../support/scriptedModel.ts'
import { createSteadyTimer, type SteadyTimer } from '../../support/steadyTimer.ts'

export function makeQualityInput(changes: Partial<QualityInput> = {}): QualityInput {
  return {
    prompt: 'Machine Learning',
    mode: 'balanced',
    generator: 'builtin',
    asked: {},
    stored: {},
    target: null,
    depth: null,
    time_per_day_min: null,
    ...changes,
  }
}

export const FAST_AGENT = resolveFastAgent({ FAST_AGENT_URL: MODEL_URL, FAST_AGENT_KEY: 'a-key' })

export const SCORERS: Scorers = {
  secret: 'a-secret-of-the-scorer',
  quick_url: 'https://checks.example/quick',
  async_url: null,
  callback_base: 'https://us.example/functions/v1',
}

type Scene = {
  input?: Partial<QualityInput>
  model?: ScriptedModel
  /** Answers outside scorers. */
  scorer?: Send
  scorers?: Scorers
  store?: QualityPorts['store']
  left_ms?: number
  timer?: SteadyTimer
}

export type Told = {
  outcome: Outcome
  run: MemoryRun
  elapsed_ms: number
  final: Final
  candidates: Candidate[]
}

export function createQualityPorts(scene: Scene, timer: SteadyTimer): QualityPorts {
  const { model, scorer } = scene
  const refuse: Send = () => Promise.reject(new TypeError('not in this test'))
  return {
    store: scene.store ?? memoryStore({}),
    agents: {
      fetch: (url, init) => (url === MODEL_URL ? model?.fetch ?? refuse : scorer ?? refuse)(url, init),
      inProcess: () => Promise.reject(new TypeError('not in this test')),
      timer,
      random: () => 0,
      state: createAgentState(),
      endpoints: resolveEndpoints({}),
      pairwise_secret: 'a-test-secret',
      log: () => {},
    },
    fast_agent: model === undefined ? null : FAST_AGENT,
    scorers: scene.scorers ?? null,
    makeId: randomUUID,
  }
}

/** One session from start to end on a virtual clock. */
export async function tellStory(scene: Scene = {}): Promise<Told> {
  const timer = scene.timer ?? createSteadyTimer()
  const generator = scene.model === undefined ? 'builtin' : 'agent'
  const input = makeQualityInput({ generator, ...scene.input })
  const run = createMemoryRun(input, {
    timer,
    ...(scene.left_ms === undefined ? {} : { left_ms: scene.left_ms }),
  })
  const startedAt = timer.now()
  const outcome = await timer.finish(qualityRun(run.context, createQualityPorts(scene, timer)))
  return { outcome, run, elapsed_ms: timer.now() - startedAt, ...readOutcome(outcome) }
}

export function readOutcome(outcome: Outcome): { final: Final; candidates: Candidate[] } {
  // The result of a quality run, as its schema says.
  return outcome.end.result as { final: Final; candidates: Candidate[] }
}

export const typesOf = (run: MemoryRun) => run.events.map(({ type }) => type)

/** The built-in plan that a question carries. */
export function baselineOf(request: ModelRequest): Plan {
  return request.baseline_plan as Plan
}

/** A plan as good as the built-in one. */
export function goodAnswer(request: ModelRequest): ModelAnswer {
  return { plan_json: { title: 'A good day', steps: baselineOf(request).steps } }
}

/** One that says little: the same steps with hollow checks. */
export function weakAnswer(request: ModelRequest): ModelAnswer {
  const steps = baselineOf(request).steps.map((step) => ({
    ...step,
    done_when: 'you feel confident about it',
  }))
  return { plan_json: { steps } }
}

/** Words without content. */
export function junkAnswer(request: ModelRequest): ModelAnswer {
  const action = `Learn the key concepts of ${request.day?.topic ?? 'it'} and get familiar with the basics.`
  return { plan_json: { steps: [1, 2, 3].map(() => ({ kind: 'study', action, done_when: 'done' })) } }
}

export { createScriptedModel }
