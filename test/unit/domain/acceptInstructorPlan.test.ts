import { describe, expect, it } from 'vitest'
import { acceptInstructorPlan } from '../../../supabase/functions/_shared/domain/planner/acceptInstructorPlan.ts'
import { composePlan } from '../../../supabase/functions/_shared/domain/planner/composePlan.ts'
import { makeInput } from './learnerFixture.ts'

const baseline = composePlan(makeInput())
const step = (action: string, more: object = {}) => ({ action, done_when: 'a page with the result', ...more })
const accept = (plan_json: unknown, urls: string[] = []) =>
  acceptInstructorPlan({ plan_json }, baseline, urls)

function planOf(result: ReturnType<typeof acceptInstructorPlan>) {
  if ('rejected' in result) throw new Error(`Cannot read plan: rejected because ${result.rejected}`)
  return result.plan
}

describe('acceptInstructorPlan', () => {
  it("lifts the seed's list of sentences", () => {
    const plan = planOf(accept({
      title: 'Neural Network Fundamentals',
      description: 'Deep dive into neural network architecture',
      steps: ['Review basics', 'Implement simple NN', 'Test with data'],
    }))

    expect(plan.title).toBe('Neural Network Fundamentals')
    expect(plan.source).toBe('instructor')
    expect(plan.steps.map(({ kind, minutes }) => ({ kind, minutes }))).toEqual([
      { kind: 'retrieve', minutes: 20 },
      { kind: 'build', minutes: 20 },
      { kind: 'practice', minutes: 20 },
    ])
  })

  it('rescales minutes to the exact budget', () => {
    const steps = [90, 45, 45].map((minutes, index) =>
      step(`Work through part number ${index + 1}`, { minutes })
    )

    expect(planOf(accept({ steps })).steps.map((each) => each.minutes)).toEqual([29, 16, 15])
  })

  it("accepts the planner's own plan, bare or in an envelope", () => {
    expect(planOf(accept(baseline)).steps).toEqual(baseline.steps)
    expect(planOf(acceptInstructorPlan({ ok: true, data: { plan_json: baseline } }, baseline, [])).steps)
      .toEqual(baseline.steps)
  })

  it("drops addresses nobody vouched for and keeps the learner's", () => {
    const own = 'https://learn.example/book'
    const steps = [
      step('Read https://evil.example/x and take notes on it'),
      step(`Read ${own} and take notes on it`, { resource: { title: 'Book', url: own, from: 'learner' } }),
      step('Write the summary down', {
        resource: { title: 'X', url: 'https://evil.example', from: 'curated' },
      }),
    ]
    const plan = planOf(accept({ steps }, [own]))

    expect(JSON.stringify(plan)).not.toContain('evil.example')
    expect(plan.steps[1]?.action).toContain(own)
    expect(plan.steps.map((each) => each.resource?.url)).toEqual([undefined, own, undefined])
  })

  it('leaves out steps on units whose prerequisites are not known to be met', () => {
    const steps = [
      step('Write the audit of your table', { unit_ids: ['ml-table-audit'] }),
      step('Deploy the drift monitor now', { unit_ids: ['ml-drift'] }),
      step('Explain the audit to a friend'),
      step('Reflect on what was hard today'),
    ]

    expect(planOf(accept({ steps })).steps.map((each) => each.unit_ids)).toEqual([['ml-table-audit'], [], []])
  })

  const thirteen = Array.from({ length: 13 }, (_, index) => `Do part ${index} of the work`)
  it.each<[string, object, string]>([
    ['no steps', { title: 'x' }, 'no plan_json with steps'],
    ['too few steps', { steps: ['Only one step here, sadly'] }, 'fewer than 3 usable steps'],
    ['too many steps', { steps: thirteen }, 'more than 12 steps'],
    ['an empty step', { steps: ['Read the chapter', '', 'Write it down'] }, 'step 2 has no action'],
    ['an empty first step', { steps: [' ', 'Read the chapter', 'Write it down'] }, 'step 1 has no action'],
    [
      'a placeholder',
      { steps: ['Read [insert topic]', 'Practise it well', 'Write it down'] },
      'a placeholder is left in the text',
    ],
    [
      'a template value',
      { title: 'undefined', steps: ['Read the chapter', 'Practise it', 'Write it down'] },
      'a placeholder is left in the text',
    ],
  ])('rejects %s and says so', (_, plan_json, rejected) => {
    expect(accept(plan_json)).toEqual({ rejected })
  })

  it('takes twelve steps', () => {
    expect(planOf(accept({ steps: thirteen.slice(1) })).steps).toHaveLength(12)
  })

  it('names what the schema refuses by its place', () => {
    const resource = { title: 'Book', url: 'https://learn.example/book', from: 'learner' } as const
    const broken = { ...baseline, goal_link: '', steps: [{ ...baseline.steps[0]!, resource }] }
    const result = acceptInstructorPlan({ plan_json: { steps: thirteen.slice(1) } }, broken, [])

    expect(result).toEqual({ rejected: expect.stringMatching(/^goal_link: ./) })
  })

  it('weighs a step without minutes as the others on average', () => {
    const steps = [
      step('Read the first chapter', { minutes: 10 }),
      step('Practise what it says'),
      step('Write the summary down', { minutes: 30 }),
    ]

    expect(planOf(accept({ steps })).steps.map(({ minutes }) => minutes)).toEqual([10, 20, 30])
  })

  it("keeps the baseline's words where it has none, its goal, milestone and objectives always", () => {
    const plan = planOf(accept({ title: ' ', steps: ['Study the chapter', 'Practise it', 'Write it down'] }))
    const { title, description, goal_link, milestone, objectives, if_then, candidates } = plan

    expect({ title, description, goal_link, milestone, objectives }).toEqual({
      title: baseline.title,
      description: baseline.description,
      goal_link: baseline.goal_link,
      milestone: baseline.milestone,
      objectives: baseline.objectives,
    })
    expect(if_then).toBeUndefined()
    expect(candidates).toEqual([{ source: 'builtin', score: null }, { source: 'instructor', score: null }])
  })

  it('serves with each step the objectives of its units, and one without units with every step but a break', () => {
    const two = {
      ...baseline,
      objectives: [
        { ...baseline.objectives[0]!, id: 'own', unit_ids: ['ml-table-audit', 'ml-split'] },
        { ...baseline.objectives[0]!, id: 'whole', unit_ids: [] },
      ],
    }
    const steps = [
      step('Write the audit of your table', { unit_ids: ['ml-table-audit'] }),
      step('Take a break of some minutes', { kind: 'break' }),
      step('Read on in your own source', { kind: 'study' }),
    ]
    const plan = planOf(acceptInstructorPlan({ plan_json: { steps } }, two, []))

    expect(plan.steps.map(({ id, objective_ids }) => [id, objective_ids])).toEqual([
      ['w1d1s1', ['own', 'whole']],
      ['w1d1s2', []],
      ['w1d1s3', ['whole']],
    ])
  })

  it("keeps an address that the baseline's own steps have", () => {
    const url = 'https://curated.example/table'
    const resource = { title: 'Table', url, from: 'curated' } as const
    const curated = { ...baseline, steps: baseline.steps.map((each) => ({ ...each, resource })) }
    const steps = [`Read ${url} once more`, 'Practise what it says', 'Write it down']

    expect(planOf(acceptInstructorPlan({ plan_json: { steps } }, curated, [])).steps[0]?.action).toContain(
      url,
    )
  })

  it('lets a plan teach NULL', () => {
    const steps = ['Study how NULL compares with undefined values', 'Practise three joins', 'Write it down']

    expect(accept({ steps })).toHaveProperty('plan')
  })

  const withReviews = (...ids: string[]) => ({
    ...baseline,
    reviews_due: ['ml-table-audit', 'ml-split', 'ml-metrics'],
    reviews_included: ids,
    steps: baseline.steps.map((each, index) =>
      index === 0
        ? { ...each, kind: 'retrieve' as const, unit_ids: ids }
        : { ...each, unit_ids: ['ml-table-audit'] }
    ),
  })
  const chapter = ['Study the next chapter', 'Practise three joins', 'Write it down']

  it('puts due reviews back that were left out', () => {
    const due = withReviews('ml-table-audit')
    const plan = planOf(acceptInstructorPlan({ plan_json: { steps: chapter } }, due, []))

    expect(plan.steps).toHaveLength(4)
    expect(plan.steps[0]).toMatchObject({ kind: 'retrieve', unit_ids: ['ml-table-audit'] })
    expect(plan.reviews_included).toEqual(['ml-table-audit'])
  })

  it('puts a recall back when it leaves out one of its units, and counts what is recalled, not what is due', () => {
    const due = withReviews('ml-table-audit', 'ml-split')
    const recall = (ids: string[]) => ({
      plan_json: {
        steps: [step('Recall from memory what it said', { unit_ids: ids, kind: 'retrieve' }), ...chapter],
      },
    })
    const partly = planOf(acceptInstructorPlan(recall(['ml-split']), due, []))
    const whole = planOf(acceptInstructorPlan(recall(['ml-table-audit', 'ml-split']), due, []))

    expect(partly.steps.map(({ kind }) => kind)).toEqual([
      'retrieve',
      'retrieve',
      'study',
      'practice',
      'build',
    ])
    expect(whole.steps.map(({ kind }) => kind)).toEqual(['retrieve', 'study', 'practice', 'build'])
    expect([partly, whole].map((plan) => plan.reviews_included)).toEqual(
      Array(2).fill(['ml-table-audit', 'ml-split']),
    )
  })

  it('takes work on a due unit for no recall of it', () => {
    const work = step('Practise the audit of a table', { unit_ids: ['ml-table-audit'], kind: 'practice' })
    const plan = planOf(
      acceptInstructorPlan({ plan_json: { steps: [work, ...chapter] } }, withReviews('ml-table-audit'), []),
    )

    expect(plan.steps.map(({ kind }) => kind)).toEqual(['retrieve', 'practice', 'study', 'practice', 'build'])
    expect(plan.reviews_included).toEqual(['ml-table-audit'])
  })

  it.each([null, undefined, 7, 'plan', [], { plan_json: null }, { plan_json: { steps: 'x' } }, {
    data: { plan_json: [] },
  }])(
    'rejects %j without throwing',
    (answer) => {
      expect(acceptInstructorPlan(answer, baseline, [])).toHaveProperty('rejected')
    },
  )
})
