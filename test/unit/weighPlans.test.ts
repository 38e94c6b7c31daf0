import { describe, expect, it } from 'vitest'
import { resolveEndpoints } from '../../supabase/functions/_shared/agents/endpoints.ts'
import type { FlagName, PlanScore } from '../../supabase/functions/_shared/domain/rubric/planScore.ts'
import { weighPlans } from '../../supabase/functions/_shared/day/weighPlans.ts'
import type { SaveDayRequest } from '../../supabase/functions/_shared/store/learnerStore.ts'
import { goodPlan } from '../bench/plans/scoreAttacks.ts'
import { DAY, dayStore, memoryApp } from '../support/memoryApp.ts'

const { plan } = goodPlan()
const parts = {} as PlanScore['parts'] // Weighing reads the total and the flags alone.

function scored(total: number, gate?: FlagName) {
  const flags = gate ? [{ name: gate, cap: 49, says: `failed ${gate}` }] : []
  return { plan, score: { rubric: '1' as const, total, parts, flags } }
}
const theirs = (total: number, gate?: FlagName) => {
  const each = scored(total, gate)
  return { ...each, plan: { ...plan, source: 'instructor' as const, title: 'Theirs' } }
}

describe("an instructor's plan", () => {
  it('is served when it scores no less than ours', () => {
    expect(weighPlans(scored(90), theirs(90), 'beat')).toMatchObject({
      plan: {
        title: 'Theirs',
        candidates: [{ source: 'builtin', score: 90 }, { source: 'instructor', score: 90 }],
      },
      plan_score: 90,
      instructor_failure: null,
    })
  })

  it('below ours is left, without making the day degraded, and both scores are told', () => {
    expect(weighPlans(scored(90), theirs(80), 'beat')).toMatchObject({
      plan: {
        source: 'builtin',
        candidates: [
          { source: 'builtin', score: 90 },
          { source: 'instructor', score: 80, rejected: 'scores below the built-in plan' },
        ],
      },
      plan_score: 90,
      instructor_failure: null,
    })
  })

  it('below ours is served where the operator trusts the instructor', () => {
    expect(weighPlans(scored(90), theirs(60), 'trust')).toMatchObject({
      plan: { title: 'Theirs' },
      plan_score: 60,
      instructor_failure: null,
    })
  })

  it.each(['beat', 'trust'] as const)(
    'that fails a gate is rejected under %s and degrades the day',
    (policy) => {
      expect(weighPlans(scored(40), theirs(49, 'invented_url'), policy)).toMatchObject({
        plan: { source: 'builtin', candidates: [{}, { rejected: 'failed invented_url' }] },
        plan_score: 40,
        instructor_failure: 'rejected',
      })
    },
  )
})

describe('the policy', () => {
  it('is to beat the built-in plan unless the operator trusts', () => {
    expect(resolveEndpoints({}).instructor_policy).toBe('beat')
    expect(resolveEndpoints({ WISELY_INSTRUCTOR_POLICY: 'trust' }).instructor_policy).toBe('trust')
  })

  it('that nobody knows stops the boot with its name', () => {
    expect(() => resolveEndpoints({ WISELY_INSTRUCTOR_POLICY: 'canary' })).toThrow('WISELY_INSTRUCTOR_POLICY')
  })
})

describe('day.run', () => {
  it('answers and stores the score of the served plan', async () => {
    const saved: SaveDayRequest[] = []
    const response = await memoryApp(dayStore(DAY, saved)).send('day.run', { body: {} })
    const { plan_score, plan_json } = await response.json()

    expect(plan_score).toBeGreaterThanOrEqual(90)
    expect(saved[0]?.plan?.plan_score).toBe(plan_score)
    expect(plan_json.candidates).toEqual([{ source: 'builtin', score: plan_score }])
  })

  it('gives a plan fewer points that repeats one of the last five', async () => {
    const first: SaveDayRequest[] = []
    await memoryApp(dayStore(DAY, first)).send('day.run', { body: {} })
    const actions = first[0]?.plan?.plan_json.steps.map((step) => step.action) ?? []
    const response = await memoryApp(dayStore({ ...DAY, recent_plans: [[], actions] })).send('day.run', {
      body: {},
    })

    expect((await response.json()).plan_score).toBe(69)
  })
})
