import fc from 'fast-check'
import type { Signals } from '../../supabase/functions/_shared/contract/agentMessages.ts'
import type { PlanInput } from '../../supabase/functions/_shared/domain/planner/composePlan.ts'
import { liveThrough, makeIntent, NO_SIGNALS, type Report } from '../unit/domain/learnerFixture.ts'

const anyText = (maxLength: number) => fc.string({ unit: 'binary', minLength: 1, maxLength })

export const topicArb = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.constantFrom('Machine Learning', 'ai/ml', 'SQL', 'Bienenzucht'),
  },
  { weight: 2, arbitrary: anyText(200) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '<script>alert(1)</script>',
      '[x](javascript:alert(1))',
      '# heading\n\n- list',
      '![i](http://evil.example/x.png) www.evil.example a@evil.example',
      '`code` **bold** _it_ ~~s~~ | a | b |',
      '\u202eevil\u0000\ud800',
      '1. one\n2. two',
    ),
  },
)

const outlineArb = fc.array(
  fc.oneof(
    anyText(120),
    fc.record({
      name: anyText(120).filter((name) => name.trim() !== ''),
      prereqs: fc.array(fc.constantFrom('u1', 'u2', 'u3', 'u4'), {
        maxLength: 3,
      }),
      id: fc.constantFrom('u1', 'u2', 'u3', 'u4', 'u5'),
    }),
    // Short words are what people write; a step needs a sentence.
    fc.record({ name: anyText(120), task: anyText(30), check: anyText(12) }, { requiredKeys: ['name'] }),
  ),
  { maxLength: 20 },
)

const metaArb = fc.record({
  outline: outlineArb,
  weeks: fc.integer({ min: 1, max: 104 }),
  days_per_week: fc.integer({ min: 1, max: 7 }),
  known: fc.array(fc.constantFrom('Auditing a data table', 'ml-split', 'u1'), {
    maxLength: 2,
  }),
  study_weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), {
    minLength: 1,
  }),
  goal_kind: fc.constantFrom('build', 'exam', 'perform', 'understand'),
  source: fc.record({
    title: anyText(80),
    url: fc.constant('https://learn.example/book'),
  }),
}, { requiredKeys: [] })

export const intentArb = fc.record({
  topic: topicArb,
  depth: fc.constantFrom('surface' as const, 'informed' as const, 'expert' as const),
  end_goal: fc.oneof(anyText(1000), fc.constant('Pass the exam')),
  time_per_day_min: fc.integer({ min: 20, max: 180 }),
  meta: metaArb,
}).map((intent) => makeIntent(intent))

export const reportArb: fc.Arbitrary<Report> = fc.record({
  confidence: fc.option(fc.integer({ min: 1, max: 10 })),
  minutesShare: fc.double({ min: 0.1, max: 2.5, noNaN: true }),
  gapDays: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, fc.integer({ min: 0, max: 40 })),
  notes: fc.constantFrom('', 'stuck again', 'fine'),
  recallShare: fc.option(fc.constantFrom(0, 0.4, 0.6, 0.8, 0.9, 1)),
  result: fc.option(fc.constantFrom('again' as const, 'hard' as const, 'good' as const, 'easy' as const)),
  skipsFirstStep: fc.boolean(),
})

/** JSON an agent could send that nobody asked for. */
const junkArb = fc.option(
  fc.dictionary(
    fc.constantFrom(
      'units',
      'objectives',
      'grounding',
      'project',
      'gaps',
      'exercises',
      'blockers',
      'questions',
      'x',
    ),
    fc.jsonValue({ maxDepth: 3 }).map((value): unknown => value),
  ),
)

export const junkSignalsArb: fc.Arbitrary<Signals> = fc.record({
  clo: junkArb,
  alex: junkArb,
  ta: junkArb,
  socratic: junkArb,
})

/** A day somewhere in a learner's course, with our agents, with none, or with junk. */
export const inputArb: fc.Arbitrary<PlanInput> = fc.tuple(
  intentArb,
  fc.array(reportArb, { minLength: 1, maxLength: 12 }),
  fc.oneof(fc.constant('none' as const), fc.constant('own' as const), junkSignalsArb),
  fc.record({
    week: fc.integer({ min: 1, max: 104 }),
    day: fc.integer({ min: 1, max: 7 }),
  }),
  fc.boolean(),
).map(([intent, reports, signals, position, moved]) => {
  const lived = liveThrough(intent, reports, signals === 'own')
  const last = lived[lived.length - 1]
  if (!last) throw new Error('Cannot make input: no session was lived through')
  const input = moved ? { ...last.input, position } : last.input
  if (typeof signals === 'string') {
    return signals === 'own' ? input : { ...input, signals: NO_SIGNALS }
  }
  return { ...input, signals }
})
