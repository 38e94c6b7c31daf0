import { createAgentState, resolveEndpoints } from '../../../supabase/functions/_shared/agentClients.ts'
import { resolveFastAgent } from '../../../supabase/functions/_shared/agents/fastAgent.ts'
import {
  BUILTIN,
  type Candidate,
  type EffectiveSettings,
} from '../../../supabase/functions/_shared/contract/session.ts'
import { pickBest } from '../../../supabase/functions/_shared/domain/quality/pickBest.ts'
import { PRESETS } from '../../../supabase/functions/_shared/domain/quality/presets.ts'
import { explore } from '../../../supabase/functions/_shared/quality/explore.ts'
import { improve } from '../../../supabase/functions/_shared/quality/improve.ts'
import { playSession } from '../../../supabase/functions/_shared/quality/qualityRun.ts'
import type { Session } from '../../../supabase/functions/_shared/quality/session.ts'
import { createMemoryRun } from '../../support/memoryRun.ts'
import { memoryStore } from '../../support/memoryApp.ts'
import { createScriptedModel, MODEL_URL } from '../../support/scriptedModel.ts'
import { createVirtualTimer } from '../../support/virtualTimer.ts'
import { answerAs, type Temper, TEMPERS } from './draftModel.ts'
import { type BenchSituation, listSituations } from './situations.ts'

export type Way = 'fast' | 'balanced' | 'quality'
export type Outcome = { score: number; calls: number }
/** One line of a table: what a way of working came to in each situation. */
export type Row = { generator: string; way: string; outcomes: Outcome[]; rival: Outcome[] | null }

const WAYS: readonly Way[] = ['fast', 'balanced', 'quality']
/** Served: the built-in plan competes, as in the product. Own: the model's plans alone, which shows what the loop does. */
export type View = 'served' | 'own'

/** The first three are the presets' own, so that a longer list differs from them by what it adds alone. */
function listVariants(count: number): EffectiveSettings['parallelVariants'] {
  const more = Array.from(
    { length: count },
    (_, index) => ({ name: `draft-${index + 1}`, modifier: 'Another draft' }),
  )
  return [...PRESETS.quality.parallelVariants, ...more].slice(0, count)
}

/** Best of n: as many drafts as the other way cost calls, and no refinement. */
const bestOf = (calls: number): EffectiveSettings => ({
  ...PRESETS.fast,
  parallelVariants: listVariants(Math.max(1, calls)),
})

async function play(
  { id, situation }: BenchSituation,
  settings: EffectiveSettings,
  temper: Temper | null,
  view: View,
): Promise<Outcome> {
  const timer = createVirtualTimer()
  const model = createScriptedModel((request) => temper === null ? 'fail' : answerAs(temper, id, request))
  const input = {
    prompt: situation.input.intent.topic,
    mode: 'quality' as const,
    generator: temper === null ? 'builtin' as const : 'agent' as const,
    asked: {},
    stored: {},
    target: null,
    depth: null,
    time_per_day_min: null,
  }
  const { context } = createMemoryRun(input, { timer })
  const session: Session = {
    input,
    settings,
    situation,
    context,
    ports: {
      store: memoryStore({}),
      agents: {
        fetch: model.fetch,
        inProcess: () => Promise.reject(new TypeError('the bench has no agents')),
        timer,
        random: () => 0,
        state: createAgentState(),
        endpoints: resolveEndpoints({}),
        pairwise_secret: 'bench',
        log: () => {},
      },
      fast_agent: temper === null
        ? null
        : resolveFastAgent({ FAST_AGENT_URL: MODEL_URL, FAST_AGENT_KEY: 'bench' }),
      scorers: null,
      makeId: () => 'bench',
    },
  }
  const score = view === 'served' ? (await playSession(session)).best.score : await playOwn(session)
  return { score, calls: model.asked.length }
}

async function playOwn(session: Session): Promise<number> {
  const drafts = (await explore(session)).filter(({ name }) => name !== BUILTIN)
  const best = pickBest<Candidate>(drafts)
  if (best === null || best.plan === null) return 0
  return (await improve(session, { ...best, plan: best.plan }, drafts)).best.score
}

async function playAll(
  situations: readonly BenchSituation[],
  settingsOf: (index: number) => EffectiveSettings,
  temper: Temper | null,
  view: View,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const [index, situation] of situations.entries()) {
    outcomes.push(await play(situation, settingsOf(index), temper, view))
  }
  return outcomes
}

/** Every way of working in every situation, each beside best-of-n at as many calls as it cost there. */
export async function runBench(view: View): Promise<Row[]> {
  const situations = listSituations()
  const rows: Row[] = []
  for (const temper of view === 'served' ? [null, ...TEMPERS] : TEMPERS) {
    for (const way of WAYS) {
      const outcomes = await playAll(situations, () => PRESETS[way], temper, view)
      const calls = (index: number) => outcomes[index]?.calls ?? 1
      const rival = temper === null || way === 'fast'
        ? null
        : await playAll(situations, (index) => bestOf(calls(index)), temper, view)
      rows.push({ generator: temper?.name ?? 'built-in strategies', way, outcomes, rival })
    }
  }
  return rows
}
