// Plans as a learner reads them, one page per situation, in test/golden. Accident this prevents: a changed rule or word
// that nobody meant to change in the plans of everybody else. A page that is missing is written, for review; to renew
// one, delete it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Plan } from '../../../supabase/functions/_shared/contract/plan.ts'
import { composePlan } from '../../../supabase/functions/_shared/domain/planner/composePlan.ts'
import { renderPlan, summarizePlan } from '../../../supabase/functions/_shared/domain/planner/renderPlan.ts'
import { REPOSITORY } from '../../support/stack.ts'
import { scorePlan } from '../../../supabase/functions/_shared/domain/rubric/scorePlan.ts'
import { contextOfLived } from '../../bench/plans/runBench.ts'
import {
  type Lived,
  liveThrough,
  makeDone,
  makeInput,
  makeIntent,
  type Report,
  signalsOf,
} from './learnerFixture.ts'

const GOOD: Report = { confidence: 8, minutesShare: 1, gapDays: 1, recallShare: 0.9 }
const days = (count: number, report: Partial<Report> = {}): Report[] =>
  Array(count).fill({ ...GOOD, ...report })
const BEES = { outline: ['The hive', 'The queen', 'Swarming', 'Honey'], days_per_week: 3 }

type Page = { lived: Lived; before: Plan[] }

/** The day after these reports, and the plans before it. */
function after(reports: Report[], changes: Parameters<typeof makeIntent>[0] = {}, withSignals = false): Page {
  const lived = liveThrough(makeIntent(changes), [...reports, GOOD], withSignals)
  return { lived: lived.at(-1)!, before: lived.slice(0, -1).map(({ plan }) => plan) }
}

const SITUATIONS: Record<string, () => Page> = {
  'first day': () => after([]),
  'first day with signals': () => after([], {}, true),
  'second visit': () => after(days(1)),
  'second visit with signals': () => after(days(1), {}, true),
  'two strong days': () => after(days(2, { confidence: 9 }), { time_per_day_min: 90 }, true),
  'milestone of a week': () => after(days(4), {}, true),
  'long milestone with signals': () => after(days(4), { time_per_day_min: 120 }, true),
  'long milestone': () => after(days(9, { recallShare: null }), { time_per_day_min: 90 }),
  'short milestone': () => after(days(4), { time_per_day_min: 30 }),
  'source without outline': () =>
    after(days(2), {
      topic: 'Beekeeping',
      time_per_day_min: 120,
      meta: { source: { title: 'The hive and the honey bee', url: 'https://bees.example/book' } },
    }),
  'third week of an expert': () => after(days(11), { depth: 'expert', time_per_day_min: 120 }, true),
  'last stage': () => after(days(17), { depth: 'surface', meta: { weeks: 4 }, time_per_day_min: 180 }, true),
  'twenty minutes': () => after(days(2), { time_per_day_min: 20, end_goal: 'Pass the exam' }),
  'a shaky day': () => after(days(2, { confidence: 2, recallShare: null })),
  'trouble noted': () => after(days(2, { notes: 'I am stuck' }), {}, true),
  'trouble noted without signals': () => after(days(2, { notes: 'I am stuck' })),
  'confident and wrong': () => after(days(3, { confidence: 9, recallShare: 0.2 })),
  'overtime': () => after(days(3, { minutesShare: 1.8 })),
  'unfinished': () => after(days(3, { minutesShare: 0.3, skipsFirstStep: true })),
  'back after nine days': () => after([...days(5), { ...GOOD, gapDays: 9 }]),
  'reviews pile up': () =>
    after(days(12, { gapDays: 3, recallShare: 0.5, result: 'again' }), { time_per_day_min: 45 }),
  'three dates a week missed': () => after(days(14, { gapDays: 3 })),
  'Mondays and Thursdays': () =>
    after(days(3, { gapDays: 3 }), { meta: { study_weekdays: [1, 4], days_per_week: 2 } }),
  'no outline': () => after([], { topic: 'Beekeeping' }),
  'no outline, third day': () => after(days(2), { topic: 'Beekeeping' }),
  'no outline, milestone': () => after(days(4), { topic: 'Beekeeping', end_goal: 'Understand bees' }),
  'no outline, struggling': () => after(days(7, { confidence: 3, notes: 'lost' }), { topic: 'Beekeeping' }),
  'own outline': () => after([], { topic: 'Beekeeping', meta: BEES, end_goal: 'Speak about bees' }),
  'own outline, later': () => after(days(4), { topic: 'Beekeeping', meta: BEES }, true),
  'own outline, finished': () => after(days(14), { topic: 'Beekeeping', meta: BEES, time_per_day_min: 45 }),
  'a language': () => after(days(6), { topic: 'Spanish A1', end_goal: 'Speak with my neighbour' }, true),
  'an exam in statistics': () =>
    after(days(9), { topic: 'Statistics', end_goal: 'Pass my exam', depth: 'surface' }),
  'changed since the first version': () => {
    const before = composePlan(makeInput())
    const intent = makeIntent({ time_per_day_min: 30 })
    const input = makeInput({ intent, previous: { plan_json: before, plan_version: 1 } })
    const rich = { ...input, signals: signalsOf(input) }
    return { lived: { input: rich, plan: composePlan(rich), done: makeDone() }, before: [] }
  },
}

test.each(Object.entries(SITUATIONS))('%s reads as on its page', (name, compose) => {
  const file = join(REPOSITORY, 'test', 'golden', `${name.replaceAll(/[ ,]+/g, '-')}.txt`)
  const page = writePage(compose())
  if (!existsSync(file)) {
    writeFileSync(file, page)
    throw new Error(`${file} was missing and is written: read it, then commit it`)
  }

  expect(page).toBe(readFileSync(file, 'utf8'))
})

/** What the learner reads, then what only programs read. */
function writePage({ lived, before }: Page): string {
  const { plan } = lived
  const { steps, title: _title, description: _description, ...rest } = plan
  const lines = steps.map(({ action: _action, done_when: _done, why, ...step }) =>
    `${JSON.stringify(step)}\n  ${why}`
  )
  return [
    renderPlan(plan, ['ta:timeout']),
    '-'.repeat(60),
    ...lines,
    JSON.stringify(rest, null, 1),
    JSON.stringify(summarizePlan(plan), null, 1),
    JSON.stringify(scorePlan(plan, contextOfLived(lived, before)), null, 1),
    '',
  ].join('\n')
}
