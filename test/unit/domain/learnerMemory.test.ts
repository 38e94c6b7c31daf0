import { describe, expect, it } from 'vitest'
import type { CompletedDay } from '../../../supabase/functions/_shared/contract/facts.ts'
import { composePlan } from '../../../supabase/functions/_shared/domain/planner/composePlan.ts'
import { foldCompletions } from '../../../supabase/functions/_shared/domain/planner/foldCompletions.ts'
import { forecastOf } from '../../../supabase/functions/_shared/domain/planner/forecast.ts'
import { learnerState } from '../../../supabase/functions/_shared/domain/planner/learnerState.ts'
import { readMeta } from '../../../supabase/functions/_shared/domain/planner/readMeta.ts'
import { renderPlan } from '../../../supabase/functions/_shared/domain/planner/renderPlan.ts'
import { resolveContent } from '../../../supabase/functions/_shared/domain/planner/resolveContent.ts'
import { addDays } from '../../../supabase/functions/_shared/domain/time/calendar.ts'
import { liveThrough, makeDone, makeInput, makeIntent, type Report, SESSION_ID } from './learnerFixture.ts'

const ITEMS = [
  'hive',
  'queen',
  'drones',
  'comb',
  'swarm',
  'honey',
  'wax',
  'mites',
  'winter',
  'smoke',
  'frames',
  'feed',
]
const beekeeping = (changes: object = {}) =>
  makeIntent({
    topic: 'Beekeeping',
    meta: { outline: ITEMS.map((name) => `The ${name}`), weeks: 12 },
    ...changes,
  })
const idOf = (name: string) => `the-${name}`

/** A day on which those units were worked on, one step each. */
const dayOn = (names: readonly string[], changes: Partial<CompletedDay> = {}) =>
  makeDone({
    unit_ids: names.map(idOf),
    steps: names.map((name, index) => ({ id: `w1d1s${index + 1}`, kind: 'study', unit_ids: [idOf(name)] })),
    ...changes,
  })

const planAfter = (
  history: CompletedDay[],
  local_date: string,
  changes: Parameters<typeof makeInput>[0] = {},
) =>
  composePlan(makeInput({
    intent: beekeeping(),
    position: { week: 1, day: 3 },
    local_date,
    history,
    units: foldCompletions([], history),
    sessions_completed: history.length,
    ...changes,
  }))

describe('due reviews', () => {
  it('are recalled in steps that name them, oldest first, and the rest is told', () => {
    const early = dayOn(ITEMS.slice(6, 12), { local_date: '2025-01-13' })
    const late = dayOn(ITEMS.slice(0, 6), { local_date: '2025-01-20' })
    const plan = planAfter([early, late], '2025-01-23')
    const [step] = plan.steps

    expect(plan.reviews_due).toEqual([
      ...ITEMS.slice(6).map(idOf).sort(),
      ...ITEMS.slice(0, 6).map(idOf).sort(),
    ])
    expect(plan.reviews_included).toEqual(plan.reviews_due.slice(0, 9))
    expect(step).toMatchObject({ kind: 'retrieve', minutes: 18, unit_ids: plan.reviews_included })
    expect(step?.action).toContain('"The feed", "The frames"')
    expect(step?.why).toMatch(
      /^Due review: the oldest of these is due since 2025-01-16; by the memory model about \d\d % /,
    )
    expect(renderPlan(plan, [])).toContain(
      '- **Due today:** 12, of which 9 in step 1\n- **Next sessions:** 3, oldest first',
    )
  })

  it('take half of the session after a break', () => {
    const plan = planAfter([dayOn(ITEMS, { local_date: '2025-01-13' })], '2025-01-23')

    expect(plan.reviews_included).toHaveLength(12)
    expect(plan.steps[0]?.minutes).toBe(24)
  })

  it('are none when the outline no longer has the units, and none for what the learner knows', () => {
    const meta = { outline: ['The hive', 'The queen', 'The moon'], known: ['The queen'] }
    const plan = planAfter([dayOn(['hive', 'queen', 'drones'])], '2025-01-23', {
      intent: beekeeping({ meta }),
    })

    expect(plan.reviews_due).toEqual([idOf('hive')])
  })

  it('are in the milestone day too', () => {
    const plan = planAfter([dayOn(['hive'])], '2025-01-23', { position: { week: 1, day: 5 } })

    expect(plan.title).toContain('Milestone')
    expect(plan.steps[0]?.unit_ids).toEqual([idOf('hive')])
    expect(plan.reviews_included).toEqual([idOf('hive')])
  })

  it('keep new units back once they filled their share three sessions running', () => {
    const full = { due: 12, included: 9 }
    const rulesAfter = (reviews: (typeof full)[]) =>
      planAfter(
        reviews.map((each, index) =>
          dayOn([ITEMS[index] ?? ''], {
            reviews: each,
            local_date: addDays('2025-01-20', index),
            day: 1 + index,
          })
        ),
        '2025-01-23',
        { intent: beekeeping({ time_per_day_min: 120 }), position: { week: 1, day: 4 } },
      )
    const braked = rulesAfter([full, full, full])
    const free = rulesAfter([full, { due: 3, included: 3 }, full])
    const opened = (plan: typeof free) => plan.description.includes('New:')

    expect(braked.adaptation.map((entry) => entry.rule)).toContain('review_load')
    expect(free.adaptation.map((entry) => entry.rule)).not.toContain('review_load')
    expect([opened(braked), opened(free)]).toEqual([false, true])
  })
})

describe('what agents are told', () => {
  it('is due reviews and shown mastery, from completions not yet stored as well', () => {
    const done = dayOn(['hive', 'queen'], { results: [{ unit_id: idOf('hive'), outcome: 'good' }] })
    const state = learnerState({
      now: '2025-01-23T12:00:00.000Z',
      local_date: '2025-01-23',
      intent: beekeeping(),
      position: { week: 1, day: 2 },
      sessions_completed: 1,
      last_completed_session_id: SESSION_ID,
      session: null,
      signals: [],
      history: [done],
      units: [],
      unfolded: [done],
      recent_plans: [],
      stamp: '1 2026-01-05 none 0 0',
      fence: 1,
    })

    expect(state.reviews_due).toEqual([idOf('hive'), idOf('queen')])
    expect(state.mastery).toEqual([{ unit_id: idOf('hive'), p: 0.5, n: 1 }])
  })
})

describe('the level', () => {
  const levelAfter = (changes: Partial<CompletedDay>) =>
    composePlan(
      makeInput({ history: [makeDone({ confidence: 9 }), makeDone({ confidence: 9, day: 2, ...changes })] }),
    )

  it('follows recall, not the rating, where both are known', () => {
    expect(levelAfter({}).difficulty).toBe(3)
    expect(levelAfter({ recall: { right: 2, total: 5 } }).difficulty).toBe(1)
    expect(levelAfter({ recall: { right: 3, total: 5 } }).difficulty).toBe(2)
    expect(levelAfter({ confidence: 3, recall: { right: 5, total: 5 } }).difficulty).toBe(2)
    expect(levelAfter({ results: [{ unit_id: 'ml-split', outcome: 'again' }] }).difficulty).toBe(1)
  })

  it('says so, and that the rating was off', () => {
    expect(levelAfter({ recall: { right: 2, total: 5 } }).adaptation.slice(0, 2)).toEqual([
      { rule: 'level_down', reason: 'Level 1 instead of 2: 2 of 5 recalled on the last day.' },
      {
        rule: 'calibration_gap',
        reason: 'You rated 9 of 10 and recalled 2 of 5: the recall decides what comes back.',
      },
    ])
  })
})

describe('pace', () => {
  const sessions = (count: number, changes: Partial<Report> = {}) =>
    Array.from({ length: count }, (): Report => ({ confidence: 7, minutesShare: 1, gapDays: 1, ...changes }))
  const ruleOf = (plan: ReturnType<typeof composePlan>, rule: string) =>
    plan.adaptation.find((entry) => entry.rule === rule)?.reason

  it('is told with the week in which all units are done, when that is later than planned', () => {
    const [tight] = liveThrough(beekeeping({ meta: { outline: [...ITEMS], weeks: 4 } }), sessions(1))
    const [roomy] = liveThrough(beekeeping(), sessions(1))

    expect(ruleOf(tight!.plan, 'forecast')).toBe(
      'At this pace all units are done in week 6, 2 after the 4 planned.',
    )
    expect(ruleOf(roomy!.plan, 'forecast')).toBeUndefined()
  })

  it('offers a smaller day to who uses less than 60 % of the dates, and changes nothing', () => {
    const rare = liveThrough(beekeeping(), sessions(8, { gapDays: 2 })).at(-1)!.plan
    const often = liveThrough(beekeeping(), sessions(12)).at(-1)!.plan

    expect(ruleOf(rare, 'smaller_budget_offer')).toBe(
      'You studied on 5 of the last 10 dates. intent.sync with time_per_day_min 30 makes days of 30 minutes, with which the course ends in week 9. Nothing changes by itself.',
    )
    expect(rare.minutes_total).toBe(60)
    expect(ruleOf(often, 'smaller_budget_offer')).toBeUndefined()
  })

  it.each([
    'SQL',
    'Machine Learning',
    'Spanish A1',
  ])('lets a shaky learner of %s meet every unit within 1.25 of the forecast of day 1', (topic) => {
    for (const depth of ['surface', 'informed', 'expert'] as const) {
      const intent = makeIntent({ topic, depth })
      const meta = readMeta(intent.meta)
      const { units } = resolveContent(intent, meta, [])
      const forecast = forecastOf({
        units,
        intent,
        meta,
        known: new Set(),
        position: { week: 1, day: 1 },
        visits: new Map(),
        mastered: new Set(),
        past: [],
      })
      // Two shaky days in three, a note of trouble now and then, a break of five days every fortnight.
      const shaky = Array.from({ length: 5 * 30 }, (_, index): Report => ({
        confidence: [3, 7, 4][index % 3] ?? 3,
        minutesShare: index % 4 === 0 ? 0.4 : 1,
        gapDays: index % 10 === 9 ? 5 : 1,
        recallShare: index % 2 === 0 ? 0.4 : 0.7,
        notes: index % 7 === 0 ? 'stuck' : '',
      }))
      const met = new Set<string>()
      const sessionsNeeded = liveThrough(intent, shaky, true).findIndex(({ done }) => {
        for (const id of done.unit_ids) met.add(id)
        return units.every((unit) => met.has(unit.id))
      }) + 1

      expect(forecast).not.toBeNull()
      expect(sessionsNeeded, depth).toBeGreaterThan(0)
      expect(sessionsNeeded / 5 / forecast!.finish_week, depth).toBeLessThanOrEqual(1.25)
    }
  })
})
