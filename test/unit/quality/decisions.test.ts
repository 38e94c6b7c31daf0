import { describe, expect, it } from 'vitest'
import type { Candidate, Final, Issue } from '../../../supabase/functions/_shared/contract/session.ts'
import { planSchema } from '../../../supabase/functions/_shared/contract/plan.ts'
import { answerIssues } from '../../../supabase/functions/_shared/domain/quality/answerIssues.ts'
import { arrangePlan, findStrategy } from '../../../supabase/functions/_shared/domain/quality/arrangePlan.ts'
import {
  hasTimeForRound,
  laterBudgetMs,
  modelBudgetMs,
} from '../../../supabase/functions/_shared/domain/quality/budget.ts'
import { describeEnd } from '../../../supabase/functions/_shared/domain/quality/describeEnd.ts'
import { mayJudge, settleJudgement } from '../../../supabase/functions/_shared/domain/quality/judgement.ts'
import { decideMove } from '../../../supabase/functions/_shared/domain/quality/nextMove.ts'
import { pickBest, settleWinner } from '../../../supabase/functions/_shared/domain/quality/pickBest.ts'
import {
  PRESETS,
  resolveSettings,
  STRATEGIES,
} from '../../../supabase/functions/_shared/domain/quality/presets.ts'
import { repairPlan } from '../../../supabase/functions/_shared/domain/quality/repairPlan.ts'
import { servePlan } from '../../../supabase/functions/_shared/domain/quality/servePlan.ts'
import { capOf, weighScores } from '../../../supabase/functions/_shared/domain/quality/weighScores.ts'
import { goodPlan } from '../../bench/plans/scoreAttacks.ts'

const { plan } = goodPlan()
const kindsOf = ({ steps }: typeof plan) => steps.map(({ kind }) => kind)

describe('settings', () => {
  it('are the preset of the mode when nobody speaks', () => {
    expect(resolveSettings('fast', {}, {})).toEqual(PRESETS.fast)
    expect([PRESETS.fast, PRESETS.balanced, PRESETS.quality].map(({ parallelVariants, maxIterations }) => [
      parallelVariants.length,
      maxIterations,
    ])).toEqual([[2, 0], [3, 1], [3, 3]])
    expect(PRESETS.quality.qualityThreshold).toBe(0.85)
  })

  it('take each from the request, else from what is stored, else from the preset; 0 is a wish too', () => {
    const stored = { maxIterations: 5, qualityThreshold: 0.9, judge: true }
    expect(resolveSettings('quality', stored, { maxIterations: 0, qualityThreshold: 0 })).toEqual({
      maxIterations: 0,
      qualityThreshold: 0,
      parallelVariants: STRATEGIES,
      judge: true,
    })
  })
})

describe('the next move', () => {
  const move = (changes: object) => {
    const standing = { iterations: 1, best: 0.7, before: 0.6, has_budget: true, ...changes }
    const decided = decideMove(standing, { ...PRESETS.quality, parallelVariants: [] })
    return decided.kind === 'stop' ? decided.because : decided.kind
  }

  it.each([
    [{}, 'refine'],
    [{ best: 0.85 }, 'threshold'],
    [{ iterations: 3 }, 'iterations'],
    [{ has_budget: false }, 'budget'],
    [{ before: 0.69 }, 'no_gain'],
    [{ before: 0.68 }, 'refine'],
    [{ best: 0.71, before: 0.69 }, 'refine'],
    [{ best: 0.8, before: 0.78 }, 'refine'],
    [{ best: 0.8, before: 0.781 }, 'no_gain'],
    [{ before: null }, 'refine'],
  ])('%j: %s', (changes, decided) => expect(move(changes)).toBe(decided))
})

describe('budgets', () => {
  it('keep the end, and the quick scorer when there is one, out of what a model may take', () => {
    expect(modelBudgetMs({ left_ms: 20_000, has_quick_scorer: false })).toBe(18_000)
    expect(modelBudgetMs({ left_ms: 20_000, has_quick_scorer: true })).toBe(13_000)
    expect(modelBudgetMs({ left_ms: 300_000, has_quick_scorer: true })).toBe(60_000)
    expect(modelBudgetMs({ left_ms: -5, has_quick_scorer: false })).toBe(0)
    expect([3_000, 2_999].map((left_ms) => hasTimeForRound({ left_ms, has_quick_scorer: false }))).toEqual([
      true,
      false,
    ])
    expect([100_000, 30_000, 1_000].map(laterBudgetMs)).toEqual([60_000, 28_000, 0])
  })
})

describe('the best', () => {
  it('is the earlier of two equals, and never one without a score', () => {
    const scored = [{ n: 1, score: null }, { n: 2, score: 0.5 }, { n: 3, score: 0.5 }, { n: 4, score: 0 }]
    expect(pickBest(scored)).toEqual({ n: 2, score: 0.5 })
    expect(pickBest([{ score: null }])).toBeNull()
  })

  it('stays the winner while a late score does not take it down', () => {
    const [best, other] = [{ n: 1, score: 0.7 }, { n: 2, score: 0.75 }]
    expect(settleWinner(best, { n: 1, score: 0.8 }, [other]).n).toBe(1)
    expect(settleWinner(best, { n: 1, score: 0.7 }, [other]).n).toBe(1)
    expect(settleWinner(best, { n: 1, score: 0.6 }, [other]).n).toBe(2)
    expect(settleWinner(best, { n: 1, score: 0.6 }, [{ n: 3, score: 0.1 }]).n).toBe(1)
  })
})

describe('the judge', () => {
  it('is believed when it says the same in both orders and does not follow length', () => {
    const equal = { a: 100, b: 100 }
    expect(settleJudgement({ ab: 'first', ba: 'second' }, equal)).toBe('a')
    expect(settleJudgement({ ab: 'second', ba: 'first' }, equal)).toBe('b')
    for (const ab of ['first', 'second', 'tie'] as const) {
      expect(settleJudgement({ ab, ba: ab }, equal)).toBe('tie')
    }
    expect(settleJudgement({ ab: 'tie', ba: 'first' }, equal)).toBe('tie')
    expect(settleJudgement({ ab: 'first', ba: 'second' }, { a: 126, b: 100 })).toBe('tie')
    expect(settleJudgement({ ab: 'second', ba: 'first' }, { a: 100, b: 126 })).toBe('tie')
  })

  it('may decide between equals of one author on one side of the threshold alone', () => {
    const of = (score: number, source: 'builtin' | 'instructor' = 'instructor') => ({
      score,
      plan: { ...plan, source },
    })
    expect(mayJudge(of(0.9), of(0.89), 0.85)).toBe(true)
    expect(mayJudge(of(0.9), of(0.88), 0.85)).toBe(false)
    expect(mayJudge(of(0.86), of(0.845), 0.85)).toBe(false)
    expect(mayJudge(of(0.9), of(0.9, 'builtin'), 0.85)).toBe(false)
    expect(mayJudge(of(0.9), { score: 0.9, plan: null }, 0.85)).toBe(false)
  })
})

describe('scores', () => {
  it('are the mean of rubric and outside scorer, and never over a cap', () => {
    expect(weighScores({ total: 90, cap: 100 }, null)).toBe(0.9)
    expect(weighScores({ total: 90, cap: 100 }, 0.5)).toBe(0.7)
    expect(weighScores({ total: 49, cap: 49 }, 1)).toBe(0.49)
    expect(weighScores({ total: 69, cap: 49 }, null)).toBe(0.49)
  })

  it('are capped at 49 when hardly anything is done, and that on nothing in particular', () => {
    const flag = (name: 'passive' | 'vague' | 'unlinked' | 'ungrounded' | 'process_only') => ({
      name,
      cap: 69,
    })
    expect(capOf([flag('passive'), flag('vague')])).toBe(49)
    expect(capOf([flag('passive'), flag('ungrounded')])).toBe(49)
    expect(capOf([flag('ungrounded'), flag('process_only')])).toBe(69)
    expect(capOf([flag('passive')])).toBe(69)
    expect(capOf([])).toBe(100)
  })
})

describe('a strategy', () => {
  it('puts its kinds first and leaves diagnosis, break and reflection where they are', () => {
    const arranged = arrangePlan(plan, 'project-first')
    const fixed = (kinds: string[]) =>
      kinds.map((kind) => ['diagnose', 'break', 'reflect'].includes(kind) ? kind : '-')
    expect(fixed(kindsOf(arranged))).toEqual(fixed(kindsOf(plan)))
    expect([...kindsOf(arranged)].sort()).toEqual([...kindsOf(plan)].sort())
    expect(kindsOf(arranged).find((kind) => !['diagnose', 'break', 'reflect'].includes(kind))).toBe(
      'practice',
    )
    expect(planSchema.safeParse(arranged).success).toBe(true)
  })

  it('is found by name, then by the words of the wish; names that objects have by nature are none', () => {
    const of = (name: string, modifier = 'Be quick') => findStrategy({ name, modifier })
    expect(STRATEGIES.map(({ name }) => of(name))).toEqual(['project-first', 'theory-first', 'review-first'])
    expect(STRATEGIES.map(({ modifier }) => of('mine', modifier))).toEqual(STRATEGIES.map(({ name }) => name))
    expect([of('constructor'), of('toString'), of('valueOf')]).toEqual([null, null, null])
    expect(arrangePlan(plan, null)).toBe(plan)
  })
})

describe('a repair', () => {
  it('moves minutes to doing, to the exact total, and touches nothing else', () => {
    const repaired = repairPlan(plan, ['part:active_share'])
    const textOf = ({ steps }: typeof plan) => steps.map(({ minutes: _minutes, ...rest }) => rest)
    expect(textOf(repaired)).toEqual(textOf(plan))
    expect(repaired.steps).not.toEqual(plan.steps)
    expect(planSchema.safeParse(repaired).success).toBe(true)
  })

  it('leaves alone what needs words', () => {
    expect(repairPlan(plan, ['part:specificity', 'alex:1:1'])).toBe(plan)
  })
})

describe('the answers to issues', () => {
  const issue = (id: string): Issue => ({ id, by: 'alex', says: 's', evidence: 'e', answer: null })
  const served = { iteration: 1, found: new Set(['part:goal']), stopped_by: 'iterations' as const }

  it('say what is settled, what is still there and why, and what nobody can tell', () => {
    const rounds = [
      { issues: [issue('part:goal'), issue('part:load'), issue('alex:1:1')], iteration: 1 },
      { issues: [issue('part:goal'), issue('alex:2:1')], iteration: 2 },
      { issues: [issue('part:goal'), issue('socratic:3:1')], iteration: null },
    ]
    expect(Object.fromEntries(answerIssues(rounds, served).map(({ id, answer }) => [id, answer]))).toEqual({
      'part:goal': 'Still there: refinement 2 did not settle it; no refinement was left.',
      'part:load': 'Settled: the plan that is served does not have it.',
      'alex:1:1': 'Worked on in refinement 1, which is served; no check measures whether it is settled.',
      'alex:2:1': 'Worked on in refinement 2, which scored no better and is not served.',
      'socratic:3:1': 'Not worked on: no refinement was left.',
    })
  })
})

describe('the end', () => {
  const final = (score: number, more: Partial<Final> = {}): Final => ({
    name: 'x',
    iteration: 0,
    score,
    plan_md: '',
    plan_json: plan,
    issues: [],
    stopped_by: 'threshold',
    ...more,
  })
  const failed = { name: 'y', error_code: 'TIMEOUT' } as Candidate // Of it only the code is read.

  it('is a success at the threshold, degraded when an attempt came to nothing, and a review below', () => {
    expect(describeEnd(final(0.85), 0.85, []).status).toBe('succeeded')
    expect(describeEnd(final(0.85), 0.85, [failed]).status).toBe('degraded')
    expect(describeEnd(final(0.849), 0.85, [])).toMatchObject({
      status: 'needs_review',
      data: { code: 'LOW_QUALITY', cause: 'low_score', threshold: 0.85 },
    })
  })

  it('names the missing outline as the cause when no plan could do better', () => {
    const end = describeEnd(final(0.69, { plan_json: { ...plan, grounding: 'process_only' } }), 0.85, [])
    expect(end.data['cause']).toBe('process_only')
    expect(end.message).toContain('an outline of the topic would lift it')
  })
})

describe('the plan that is served', () => {
  const theirs = {
    plan: { ...plan, source: 'instructor' as const, title: 'Another day' },
    rubric: { total: 91 },
  }
  const ours = { plan, rubric: { total: 95 } }

  it('names the best of each source and why the other was left, as its contract says', () => {
    const served = servePlan(plan, [ours, theirs, { plan: null, rubric: null }], null)
    expect(served.candidates).toEqual([
      { source: 'builtin', score: 95 },
      { source: 'instructor', score: 91, rejected: 'another plan scored higher in the session' },
    ])
    expect(planSchema.safeParse(served).success).toBe(true)
    expect(servePlan(theirs.plan, [ours, theirs], null).candidates[1]).toEqual({
      source: 'instructor',
      score: 91,
    })
    expect(servePlan(plan, [ours, ours, ours, ours, ours], null).candidates).toHaveLength(1)
  })

  it('says what changed since the version before', () => {
    const previous = { plan_json: plan as unknown as Record<string, unknown>, plan_version: 3 } // As it is stored.
    const served = servePlan(arrangePlan(plan, 'project-first'), [ours], previous)
    expect(served.changes).toMatchObject({ from_version: 3, minutes: 0 })
    expect(served.changes?.moved.length).toBeGreaterThan(0)
    expect(planSchema.safeParse(served).success).toBe(true)
  })
})
