import { describe, expect, it } from 'vitest'
import { PART_WEIGHTS } from '../../../supabase/functions/_shared/domain/rubric/planScore.ts'
import { scorePlan } from '../../../supabase/functions/_shared/domain/rubric/scorePlan.ts'
import { ADDED, SEEN } from '../../bench/plans/adversarial.ts'
import { reportsOf } from '../../bench/plans/histories.ts'
import { fillerPlan, oldFallback, README_SAMPLE } from '../../bench/plans/rivals.ts'
import { contextOfLived } from '../../bench/plans/runBench.ts'
import { goodPlan, scoreAttack } from '../../bench/plans/scoreAttacks.ts'
import { liveThrough, makeIntent } from './learnerFixture.ts'

const CURATED = makeIntent()
const OUTLINE = makeIntent({
  topic: 'Estate law',
  meta: { outline: ['Intestate succession', 'Wills and their form', 'Compulsory share', 'Joint wills'] },
})
const NO_OUTLINE = makeIntent({ topic: 'Beekeeping', end_goal: 'Keep one colony alive over the winter' })

/** Mean over a course in which the same rival is served every day. */
function meanOf(intent: typeof CURATED, days: number, plan: unknown): number {
  const lived = liveThrough(intent, reportsOf('steady', days, 1))
  const totals = lived.map((day, index) =>
    scorePlan(plan, contextOfLived(day, lived.slice(0, index).map(() => plan))).total
  )
  return totals.reduce((sum, total) => sum + total, 0) / days
}

describe('the parts', () => {
  it('weigh 110 together', () => {
    expect(Object.values(PART_WEIGHTS).reduce((sum, weight) => sum + weight, 0)).toBe(110)
  })

  it('give a plan of the machine learning track at least 95 and raise no flag', () => {
    const { plan, context } = goodPlan()
    const score = scorePlan(plan, context)
    expect(score.flags).toEqual([])
    expect(score.total).toBeGreaterThanOrEqual(95)
  })

  it('cap a plan without content at 69 and say that an outline lifts the cap', () => {
    const [day] = liveThrough(NO_OUTLINE, reportsOf('steady', 1, 1))
    if (!day) throw new Error('Cannot score: no day was lived')
    const score = scorePlan(day.plan, contextOfLived(day, []))
    expect(score.total).toBe(69)
    expect(score.flags.find((flag) => flag.name === 'process_only')?.says).toContain(
      'an outline lifts the cap',
    )
  })

  it("let a learner's own words be: a TODO app, an address in the goal, a unit about NULL", () => {
    const intent = makeIntent({
      topic: 'TODO apps',
      end_goal: 'Rebuild https://todo.example/app without {{mustache}}',
      meta: { outline: ['NULL and undefined', 'TODO lists', 'The [insert] key', 'Lorem ipsum generators'] },
    })
    for (const day of liveThrough(intent, reportsOf('steady', 6, 1), true)) {
      expect(scorePlan(day.plan, contextOfLived(day, [])).flags.filter((flag) => flag.cap === 49)).toEqual([])
    }
  })
})

it("a learner's address that was cut at the end of a text is still the learner's", () => {
  const intent = makeIntent({ topic: '![i](http://own.example/x.png) www.own.example', time_per_day_min: 20 })
  const [day] = liveThrough(intent, reportsOf('steady', 1, 1))
  if (!day) throw new Error('Cannot score: no day was lived')
  expect(day.plan.if_then).toMatch(/http.*…$/)
  expect(scorePlan(day.plan, contextOfLived(day, [])).flags.map((flag) => flag.name)).not.toContain(
    'invented_url',
  )
})

describe('known scores', () => {
  // The prototype's scores, within 3 points: curated 30 days, outline 30 days, none 10 days, none 30 days.
  it.each([
    ['README sample', README_SAMPLE, [6.2, 15.3, 16.1, 15.3]],
    ['v1.1 fallback', oldFallback('Beekeeping'), [3.8, 12.9, 13.4, 12.9]],
  ])('%s scores as it did in the prototype', (_, plan, known) => {
    const ours = [
      meanOf(CURATED, 30, plan),
      meanOf(OUTLINE, 30, plan),
      meanOf(NO_OUTLINE, 10, plan),
      meanOf(NO_OUTLINE, 30, plan),
    ]
    ours.forEach((mean, index) => expect(Math.abs(mean - (known[index] ?? NaN))).toBeLessThanOrEqual(3))
  })

  it('filler scores as in the prototype where nothing is known, and lower than 49 everywhere', () => {
    // The prototype had reviews due and other filler texts, so only its last column (43.0) can be met.
    expect(Math.abs(meanOf(NO_OUTLINE, 30, fillerPlan('Beekeeping')) - 43)).toBeLessThanOrEqual(3)
    expect(meanOf(CURATED, 30, fillerPlan('Machine Learning'))).toBeCloseTo(31.4, 0)
    expect(meanOf(OUTLINE, 30, fillerPlan('Estate law'))).toBeCloseTo(41.5, 0)
  })
})

describe('adversarial plans', () => {
  it.each([...SEEN, ...ADDED])('$name gets at most $cap', (attack) => {
    const { total } = scoreAttack(attack)
    expect(total).toBeLessThanOrEqual(attack.cap)
    // A cap that is not reached by its own flag would prove nothing: the plan around it is good.
    expect(total).toBeGreaterThanOrEqual(attack.cap === 69 ? 50 : attack.cap === 49 ? 49 : 90)
  })

  it.each([
    ['one minute off', 'minutes'],
    ['placeholder', 'placeholder'],
    ['invented URL', 'invented_url'],
    ['advanced unit first', 'prerequisites'],
    ['reviews dropped', 'reviews_dropped'],
    ['vague verbs', 'vague'],
    ['yesterday again', 'repeats_a_day'],
    ['all passive', 'passive'],
    ['unlinked', 'unlinked'],
    ['unit names stuffed into filler', 'vague'],
    ['twelve 2-minute steps', 'micro_steps'],
    ['fake retrieve steps', 'reviews_dropped'],
    ['one step with 90 % of the time', 'lopsided'],
    ['a break for half of the time', 'lopsided'],
    ['synonyms of yesterday', 'repeats_a_day'],
    ['"it is all done" as check', 'vague'],
    ['unknown unit ids', 'unknown_units'],
    ['curated host with another path', 'invented_url'],
    ["instructions to the reader's model", 'speaks_to_a_model'],
    ['filler in another language', 'ungrounded'],
    ['a score nobody measured', 'score_without_evidence'],
  ])('%s is caught as %s', (name, flag) => {
    const attack = [...SEEN, ...ADDED].find((each) => each.name === name)
    if (!attack) throw new Error(`Cannot find the attack ${name}`)
    expect(scoreAttack(attack).flags.map((each) => each.name)).toContain(flag)
  })
})

it('a plan is scored in less than a millisecond', () => {
  const { plan, context } = goodPlan()
  const runs = Array.from({ length: 400 }, () => {
    const startedAt = performance.now()
    scorePlan(plan, context)
    return performance.now() - startedAt
  })
  // The fastest run: what scoring costs while nothing else takes the processor.
  expect(Math.min(...runs)).toBeLessThan(1)
})
