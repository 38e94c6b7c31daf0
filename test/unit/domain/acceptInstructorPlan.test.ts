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

  it.each([
    ['no steps', { title: 'x' }],
    ['too few steps', { steps: ['Only one step here, sadly'] }],
    ['too many steps', { steps: Array.from({ length: 13 }, (_, index) => `Do part ${index} of the work`) }],
    ['an empty step', { steps: ['Read the chapter', '', 'Write it down'] }],
    ['a placeholder', { steps: ['Read [insert topic]', 'Practise it well', 'Write it down'] }],
    ['a template value', { title: 'undefined', steps: ['Read the chapter', 'Practise it', 'Write it down'] }],
  ])('rejects %s', (_, plan_json) => {
    expect(accept(plan_json)).toHaveProperty('rejected')
  })

  it('lets a plan teach NULL', () => {
    const steps = ['Study how NULL compares with undefined values', 'Practise three joins', 'Write it down']

    expect(accept({ steps })).toHaveProperty('plan')
  })

  it('puts due reviews back that were left out', () => {
    const due = {
      ...baseline,
      reviews_due: ['ml-table-audit'],
      reviews_included: ['ml-table-audit'],
      steps: baseline.steps.map((each, index) =>
        index === 0 ? { ...each, kind: 'retrieve' as const, unit_ids: ['ml-table-audit'] } : each
      ),
    }
    const steps = ['Study the next chapter', 'Practise three joins', 'Write it down']
    const plan = planOf(acceptInstructorPlan({ plan_json: { steps } }, due, []))

    expect(plan.steps[0]).toMatchObject({ kind: 'retrieve', unit_ids: ['ml-table-audit'] })
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
