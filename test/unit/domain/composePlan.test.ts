import { describe, expect, it } from 'vitest'
import { type Plan, planSchema } from '../../../supabase/functions/_shared/contract/plan.ts'
import { composePlan } from '../../../supabase/functions/_shared/domain/planner/composePlan.ts'
import { foldCompletions } from '../../../supabase/functions/_shared/domain/planner/foldCompletions.ts'
import { visitedUnitIds } from '../../../supabase/functions/_shared/domain/planner/visitedUnits.ts'
import { liveThrough, makeDone, makeInput, makeIntent, NO_SIGNALS, signalsOf } from './learnerFixture.ts'

const steady = (count: number) =>
  Array.from({ length: count }, () => ({ confidence: 7, minutesShare: 1, gapDays: 1 }))
const textOf = (plan: Plan) => plan.steps.map((step) => `${step.action} ${step.done_when}`).join('\n')
const rulesOf = (plan: Plan) => plan.adaptation.map((entry) => entry.rule)

describe('content ladder', () => {
  it('takes the curated track for an exact alias, whatever its case and spacing', () => {
    for (const topic of ['Machine Learning', '  machine   learning ', 'ML', 'AI/ML']) {
      expect(composePlan(makeInput({ intent: makeIntent({ topic }) })).grounding).toBe('curated')
    }
  })

  it('takes no track for a topic that only resembles one', () => {
    for (const topic of ['machine learning history', 'mlops', 'washing machine']) {
      expect(composePlan(makeInput({ intent: makeIntent({ topic }) })).grounding).toBe('process_only')
    }
  })

  it('lets track_label decide before the topic', () => {
    const intent = makeIntent({ topic: 'Something else', track_label: 'ai_ml' })

    expect(composePlan(makeInput({ intent })).grounding).toBe('curated')
  })

  it("names the sections of the learner's outline and links only the learner's source", () => {
    const meta = {
      outline: ['The hive', 'The queen', 'Swarming'],
      source: { title: 'Bees', url: 'https://bees.example/book' },
    }
    const plan = composePlan(makeInput({ intent: makeIntent({ topic: 'Beekeeping', meta }) }))

    expect(plan.grounding).toBe('learner_outline')
    expect(plan.title).toBe('The hive')
    expect(plan.steps.flatMap((step) => step.resource ?? [])).toEqual([
      { title: 'Bees', url: 'https://bees.example/book', from: 'learner' },
    ])
  })

  it("takes an agent's units where nothing better is known, and says so", () => {
    const unit = { id: 'hive', name: 'The hive', prereqs: [], kind: 'fact', est_min: 60, source: 'agent' }
    const signals = { ...NO_SIGNALS, clo: { units: [unit], grounding: 'agent' } }
    const intent = makeIntent({ topic: 'Beekeeping' })

    expect(composePlan(makeInput({ intent, signals })).grounding).toBe('agent')
    expect(composePlan(makeInput({ signals })).grounding).toBe('curated')
    const ungrounded = { ...NO_SIGNALS, clo: { units: [unit], grounding: 'process_only' } }
    expect(composePlan(makeInput({ intent, signals: ungrounded })).grounding).toBe('process_only')
  })

  it('makes sentences of a task and a check of a few letters, so that every step says enough', () => {
    const words = { task: 'Do it', check: 'ok' }
    const own = makeIntent({ topic: 'Beekeeping', meta: { outline: [{ name: 'The hive', ...words }] } })
    const unit = { id: 'hive', name: 'The hive', prereqs: [], kind: 'skill', est_min: 60, source: 'agent' }
    const signals = (more: object) => ({
      ...NO_SIGNALS,
      clo: { units: [{ ...unit, ...more }], grounding: 'agent' },
    })
    const intent = makeIntent({ topic: 'Beekeeping' })

    const plans = [
      composePlan(makeInput({ intent: own })),
      composePlan(makeInput({ intent, signals: signals(words) })),
      composePlan(makeInput({ intent, signals: signals({ task: '', check: ' ' }) })),
      // Six letters that are eight code units.
      composePlan(makeInput({ intent, signals: signals({ check: 'abcd🐝🐝' }) })),
    ]

    expect(plans.map((plan) => planSchema.safeParse(plan).error?.issues ?? [])).toEqual([[], [], [], []])
    expect(plans.map((plan) => plan.grounding)).toEqual(['learner_outline', 'agent', 'agent', 'agent'])
    expect(textOf(plans[0] as Plan)).toContain('Do it')
  })

  it('asks for an outline first when there is none, then goes by items of the source', () => {
    const days = liveThrough(makeIntent({ topic: 'Beekeeping' }), steady(6)).map(({ plan }) => plan)

    expect(days[0]?.risk_flags).toEqual(['outline_missing'])
    expect(textOf(days[0]!)).toContain('meta.outline')
    expect(days.map((plan) => plan.title)).toEqual([
      'Find your outline: Beekeeping',
      'Beekeeping: item 1 of your source',
      'Beekeeping: item 2 of your source',
      'Beekeeping: item 3 of your source',
      'Milestone of week 1: a version that runs end to end',
      'Beekeeping: item 4 of your source',
    ])
    expect(days.flatMap((plan) => plan.steps.flatMap((step) => step.unit_ids))).toEqual([])
  })

  it('still speaks of a topic when nothing readable is left of its name', () => {
    const [first] = liveThrough(makeIntent({ topic: '\u0000\u202e' }), steady(1))

    expect(first?.plan.title).toBe('Find your outline: your topic')
  })

  it('gives everything back under changed conditions to who knows it all', () => {
    const meta = { outline: ['The hive', 'The queen'], known: ['The hive', 'the queen'] }
    const plan = composePlan(makeInput({ intent: makeIntent({ topic: 'Beekeeping', meta }) }))

    expect(plan.description).toBe('With a changed task: "The hive".')
  })

  it('leaves out what the learner knows', () => {
    const meta = { known: ['Auditing a data table', 'ml-split'] }

    expect(composePlan(makeInput({ intent: makeIntent({ meta }) })).title).toBe('Baselines worth beating')
  })
})

describe('a week of machine learning', () => {
  it('opens a unit, returns to it on another day, and ends with a milestone that names units', () => {
    const plans = liveThrough(makeIntent(), steady(5)).map(({ plan }) => plan)

    expect(plans.map((plan) => plan.title)).toEqual([
      'Auditing a data table',
      'Auditing a data table',
      'Train, validation and test split',
      'Train, validation and test split',
      'Milestone of week 1: a version that runs end to end',
    ])
    expect(plans[4]?.milestone.text).toBe(
      'Week 1: a version that runs end to end, made with "Auditing a data table" and "Train, validation and test split".',
    )
  })

  it('asks for something else when a unit returns, with and without signals', () => {
    for (const withSignals of [true, false]) {
      const [first, second] = liveThrough(makeIntent(), steady(2), withSignals)
      const actions = new Set(first?.plan.steps.map((step) => step.action))

      expect(second?.plan.steps.filter((step) => actions.has(step.action))).toEqual([])
    }
  })

  it('reads richer with the four signals: exercises, a real question, a project', () => {
    const rich = liveThrough(makeIntent(), steady(5), true).map(({ plan }) => plan)
    const plain = liveThrough(makeIntent(), steady(5)).map(({ plan }) => plan)

    expect(textOf(rich[0]!)).toContain('What exactly is one row of your table')
    expect(textOf(plain[0]!)).not.toContain('What exactly is one row of your table')
    expect(textOf(rich[1]!)).toContain('If you are stuck for five minutes')
    expect(textOf(rich[4]!)).toContain('One piece of work towards "Build production ML models"')
    expect(rich.every((plan) => planSchema.safeParse(plan).success)).toBe(true)
  })
})

describe('adaptation', () => {
  const after = (changes: Parameters<typeof makeDone>[0], local_date = '2025-01-21') => {
    const done = makeDone(changes)
    return composePlan(makeInput({
      position: { week: 1, day: 2 },
      local_date,
      history: [done],
      units: foldCompletions([], [done]),
      sessions_completed: 1,
    }))
  }

  it('lowers the level after a shaky day and says why', () => {
    const plan = after({ confidence: 3 })

    expect(plan.difficulty).toBe(1)
    expect(rulesOf(plan)).toEqual(['level_down', 'shaky', 'forecast'])
  })

  it('raises the level after two strong days at one level', () => {
    const history = [makeDone({ confidence: 9 }), makeDone({ confidence: 8, day: 2 })]

    expect(composePlan(makeInput({ history })).difficulty).toBe(3)
    expect(composePlan(makeInput({ history: history.slice(1) })).difficulty).toBe(2)
  })

  it('does not raise it after a word of struggle or without a rating', () => {
    for (const changes of [{ notes: 'I was stuck' }, { confidence: null }]) {
      const history = [makeDone({ confidence: 9 }), makeDone({ confidence: 9, day: 2, ...changes })]

      expect(composePlan(makeInput({ history })).difficulty).toBe(2)
    }
  })

  it('clears a blocker before anything new', () => {
    const plan = after({ notes: 'stuck at the key column' })
    const blocker = plan.steps.findIndex((step) => step.why.startsWith('Blocker first: '))
    const work = plan.steps.findIndex((step) => step.why.startsWith('Second visit: '))

    expect(blocker).toBeGreaterThanOrEqual(0)
    expect(blocker).toBeLessThan(work)
    expect(JSON.stringify(plan)).not.toContain("key column'")
  })

  it('says after how many days the learner is back', () => {
    expect(after({}, '2025-01-27').adaptation[0]?.reason).toBe(
      '7 days since the last session: more recall, fewer new units.',
    )
  })

  it('is no re-entry when no scheduled date was missed', () => {
    const done = makeDone()
    const plan = composePlan(makeInput({
      intent: makeIntent({ meta: { study_weekdays: [1] } }),
      local_date: '2025-01-27',
      history: [done],
    }))

    expect(rulesOf(plan)).not.toContain('re_entry')
  })
})

describe('changes', () => {
  it('are absent when the same day is composed again', () => {
    const plan = composePlan(makeInput())

    expect(composePlan(makeInput({ previous: { plan_json: plan, plan_version: 1 } })).changes).toBeUndefined()
    expect(composePlan(makeInput({ previous: { plan_json: { broken: true }, plan_version: 1 } })).changes)
      .toBeUndefined()
  })

  it('name what was added and removed, the minutes and the reason', () => {
    const plan = composePlan(makeInput())
    const intent = makeIntent({ time_per_day_min: 30 })
    const { changes } = composePlan(makeInput({ intent, previous: { plan_json: plan, plan_version: 3 } }))

    expect(changes).toMatchObject({ from_version: 3, added: [], minutes: -30 })
    expect(changes?.removed.map((label) => label.split(':')[0])).toEqual(['diagnose', 'socratic'])
    expect(changes?.reason).toBe('Your daily time changed from 60 to 30 minutes.')
  })
})

describe('visitedUnitIds', () => {
  it('counts units worked on, not units only recalled', () => {
    const [, , third] = liveThrough(makeIntent(), steady(3))

    expect(third?.plan.steps.flatMap((step) => step.unit_ids)).toContain('ml-table-audit')
    expect(visitedUnitIds(third!.plan)).toEqual(['ml-split'])
  })
})

describe('signals', () => {
  it('cost only the field that does not validate', () => {
    const input = makeInput()
    const signals = signalsOf(input)
    const plan = composePlan({ ...input, signals: { ...signals, ta: { ...signals.ta, exercises: 'none' } } })

    expect(textOf(plan)).toContain('What exactly is one row of your table')
  })

  it('bring no address and no invisible character into the plan', () => {
    const question = {
      id: 'q',
      unit_id: 'ml-table-audit',
      type: 'evidence',
      level: 1,
      text: 'Did you see\u202e https://evil.example/x today, or www.evil.example yesterday?',
      expects: '',
    }
    const plan = composePlan(makeInput({ signals: { ...NO_SIGNALS, socratic: { questions: [question] } } }))

    expect(textOf(plan)).toContain('Did you see (link removed) today, or (link removed) yesterday?')
  })
})
