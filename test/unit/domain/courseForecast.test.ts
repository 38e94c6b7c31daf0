import { describe, expect, it } from 'vitest'
import { unitsOfWeek, weeksNeeded } from '../../../supabase/functions/_shared/domain/planner/courseWeek.ts'
import { forecastOf } from '../../../supabase/functions/_shared/domain/planner/forecast.ts'
import {
  bloomOf,
  goalKindOf,
  goalLinkOf,
  goalOf,
  milestoneOf,
} from '../../../supabase/functions/_shared/domain/planner/goal.ts'
import { readMeta } from '../../../supabase/functions/_shared/domain/planner/readMeta.ts'
import { resolveContent } from '../../../supabase/functions/_shared/domain/planner/resolveContent.ts'
import type { PastDay } from '../../../supabase/functions/_shared/domain/planner/situation.ts'
import { makeIntent } from './learnerFixture.ts'

const SECTIONS = ['One', 'Two', 'Three', 'Four', 'Five', 'Six']

/** A course of sections of one visit's size each, so that every unit takes two visits. */
function courseOf(sections: string[], more: Record<string, unknown> = {}, time_per_day_min = 60) {
  const meta = readMeta({ outline: sections, ...more })
  const intent = makeIntent({ topic: 'Beekeeping', time_per_day_min, meta: { outline: sections, ...more } })
  return { meta, intent, content: resolveContent(intent, meta, []) }
}
const weekOf = (course: ReturnType<typeof courseOf>, week: number) =>
  unitsOfWeek(course.content, course.intent, course.meta, week).map(({ name }) => name)

describe('the course of a learner who never misses a day', () => {
  it('visits a unit twice, keeps the last day of a week for its milestone, and ends with the last unit', () => {
    const course = courseOf(SECTIONS)

    expect([1, 2, 3].map((week) => weekOf(course, week))).toEqual([
      ['One', 'Two'],
      ['Three', 'Four'],
      ['Five', 'Six'],
    ])
    expect(weeksNeeded(course.content, course.intent, course.meta)).toBe(3)
  })

  it('shows the units of the last week after the end', () => {
    expect(weekOf(courseOf(SECTIONS), 50)).toEqual(['Five', 'Six'])
  })

  it('leaves out what is known, and has no week where everything is', () => {
    expect(weekOf(courseOf(SECTIONS, { known: ['One', 'Three'] }), 1)).toEqual(['Two', 'Four'])
    const all = courseOf(['One'], { known: ['One'] })
    expect(weekOf(all, 1)).toEqual([])
    expect(weeksNeeded(all.content, all.intent, all.meta)).toBe(0)
  })

  it('of one day a week has one unit a week, and its first day is no milestone', () => {
    const course = courseOf(SECTIONS.slice(0, 2), { days_per_week: 1, weeks: 8 })

    expect([1, 2, 3, 4, 5, 6, 7].map((week) => weekOf(course, week).join())).toEqual([
      ...['One', 'One', 'One', 'One', 'Two', 'Two', 'Two'],
    ])
    expect(weekOf(courseOf(['One'], { days_per_week: 1, weeks: 1 }), 1)).toEqual(['One'])
  })

  it('is shorter with longer sessions and longer with fewer of them', () => {
    const needed = (course: ReturnType<typeof courseOf>) =>
      weeksNeeded(course.content, course.intent, course.meta)

    expect(needed(courseOf(SECTIONS, {}, 120))).toBeLessThan(3)
    expect(needed(courseOf(SECTIONS, { days_per_week: 3 }))).toBeGreaterThan(3)
  })
})

describe('a forecast', () => {
  const course = courseOf(SECTIONS)
  const seen = (ids: string[], visits: number) =>
    new Map(ids.map((id) => [id, { visits, introduced_on: '2025-01-20', last_local_date: '2025-01-20' }]))
  const idsOf = (...names: string[]) =>
    course.content.units.filter(({ name }) => names.includes(name)).map(({ id }) => id)
  const forecast = (more: Partial<Parameters<typeof forecastOf>[0]> = {}) =>
    forecastOf({
      units: course.content.units,
      known: new Set(),
      intent: course.intent,
      meta: course.meta,
      position: { week: 1, day: 1 },
      visits: new Map(),
      mastered: new Set(),
      past: [],
      ...more,
    })
  const idle: PastDay = {
    ...{
      week: 1,
      day: 1,
      local_date: '2025-01-20',
      planned_min: 60,
      minutes: 60,
      confidence: 7,
      recall: null,
    },
    ...{ unit_ids: [], struggle: false },
  }

  it("on the first day is the plan's own", () => {
    expect(forecast()).toEqual({ finish_week: 3, slip_weeks: 0 })
  })

  it('counts nothing for a unit that is known or mastered', () => {
    const some = idsOf('One', 'Two', 'Three', 'Four')

    expect(forecast({ known: new Set(some) })?.finish_week).toBe(1)
    expect(forecast({ mastered: new Set(some) })?.finish_week).toBe(1)
  })

  it('is none when nothing is left', () => {
    const all = course.content.units.map(({ id }) => id)

    expect(forecast({ known: new Set(all) })).toBeNull()
    expect(forecast({ mastered: new Set(all) })).toBeNull()
    expect(forecast({ visits: seen(all, 2) })).toBeNull()
  })

  it('starts from where the learner stands', () => {
    expect(forecast({ position: { week: 4, day: 1 } })?.finish_week).toBe(6)
    expect(
      forecast({ position: { week: 4, day: 1 }, visits: seen(idsOf('One', 'Two', 'Three', 'Four'), 2) })
        ?.finish_week,
    )
      .toBe(4)
  })

  it('says the last week there is when ten sessions brought nothing', () => {
    const past = Array<PastDay>(10).fill(idle)

    expect(forecast({ past })?.finish_week).toBe(104)
  })
})

describe('the goal', () => {
  const kindOf = (end_goal: string) => goalKindOf(makeIntent({ end_goal }), readMeta({}))

  it.each([
    ['Ship my own shop', 'build'],
    ['Pass the certification', 'exam'],
    ['Certified in first aid', 'exam'],
    ['IELTS 7', 'exam'],
    ['Speak with my neighbour', 'perform'],
    ['Learn how bees live', 'understand'],
    ['Explains it to others', 'understand'],
    ['Understand it, then build it', 'understand'],
    ['Build it, then understand it', 'build'],
    ['42', 'understand'],
    ['Pass it, then explain it', 'exam'],
    ['grasp bees', 'understand'],
    ['My certificate, certainly', 'exam'],
    ['Speaking, and making things', 'perform'],
  ])('%s is to %s', (text, kind) => {
    expect(kindOf(text)).toBe(kind)
  })

  it("is what the learner's own word says, before any verb", () => {
    expect(goalKindOf(makeIntent({ end_goal: 'Build it' }), readMeta({ goal_kind: 'exam' }))).toBe('exam')
  })

  it('has a name even where nothing readable is left of it', () => {
    const goal = goalOf(makeIntent({ end_goal: '\u0000', topic: '\u202e' }), readMeta({}), 1)

    expect([goal.text, goal.topic]).toEqual(['your goal', 'your topic'])
  })

  it('goes from stage to stage as deep as the depth allows', () => {
    const levels = (depth: 'surface' | 'informed' | 'expert') =>
      [1, 2, 3, 4].map((stage) => bloomOf(makeIntent({ depth }), stage))

    expect(levels('surface')).toEqual(['remember', 'understand', 'apply', 'apply'])
    expect(levels('informed')).toEqual(['understand', 'apply', 'apply', 'analyze'])
    expect(levels('expert')).toEqual(['apply', 'analyze', 'evaluate', 'create'])
  })

  it('has a milestone a week that names at most four of what it is made from', () => {
    const goal = goalOf(makeIntent({ end_goal: 'Build it' }), readMeta({ weeks: 4 }), 2)

    expect(milestoneOf(goal, 2, ['A', 'B', 'C', 'D', 'E'])).toEqual({
      id: 'w2',
      text: `Week 2: ${goal.proof.text}, made with "A", "B", "C" and "D".`,
      stage: 2,
      evidence: goal.proof.evidence,
    })
    expect(milestoneOf(goal, 2, []).text).toBe(`Week 2: ${goal.proof.text}.`)
    expect(goalLinkOf(goal, 'Today: A.')).toBe(`Build it (stage 2 of 4: ${goal.proof.text}). Today: A.`)
  })
})
