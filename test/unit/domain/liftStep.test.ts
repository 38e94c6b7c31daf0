import { describe, expect, it } from 'vitest'
import { composePlan } from '../../../supabase/functions/_shared/domain/planner/composePlan.ts'
import { liftStep } from '../../../supabase/functions/_shared/domain/planner/liftSteps.ts'
import { makeInput } from './learnerFixture.ts'

const URL = 'https://learn.example/book'
const baseline = composePlan(makeInput())
const lift = (step: unknown, urls: string[] = []) => liftStep(step, baseline, urls)
const TWENTY = 'Read chapter two now'

describe('the kind of a step', () => {
  it.each([
    ['Recall the three rules from memory', 'retrieve'],
    ['Implement the parser of the file', 'build'],
    ['Solve four exercises of the chapter', 'practice'],
    ['Trace one example line by line', 'example'],
    ['Argue against the main claim', 'socratic'],
    ['Summarise what was hard today', 'reflect'],
    ['Pause for five minutes at the window', 'break'],
    ['Assess where you stand in algebra', 'diagnose'],
    ['Read the chapter on indexes', 'study'],
    ['Review and rebuild the shop page', 'retrieve'],
  ])('of "%s" is %s', (action, kind) => {
    expect(lift(action)?.kind).toBe(kind)
  })

  it('is the given one where it is one of ours', () => {
    expect(lift({ action: 'Solve four exercises', kind: 'build' })?.kind).toBe('build')
    expect(lift({ action: 'Solve four exercises', kind: 'nonsense' })?.kind).toBe('practice')
  })
})

describe('a step', () => {
  it('that is short says what it is part of, and stays within 600 characters', () => {
    expect(lift('Read')?.action).toBe(`Read (part of today's focus: ${baseline.title})`)
    expect([TWENTY.length, lift(TWENTY)?.action]).toEqual([20, TWENTY])
    const long = liftStep('Read', { ...baseline, title: 'x'.repeat(700) }, [])
    expect(long?.action).toHaveLength(600)
  })

  it('without a check or a reason gets one that holds for any step', () => {
    expect(lift({ action: TWENTY, done_when: '1234567' })?.done_when)
      .toBe('a written result of this step can be shown to someone else')
    expect(lift({ action: TWENTY, done_when: '12345678', why: 'because' })).toMatchObject({
      done_when: '12345678',
      why: 'because',
    })
    expect(lift(TWENTY)?.why).toBe('Chosen by the instructor for today.')
  })

  it('has the level of the day unless it says its own', () => {
    expect([lift(TWENTY)?.difficulty, lift({ action: TWENTY, difficulty: 5 })?.difficulty])
      .toEqual([baseline.difficulty, 5])
  })

  it('keeps the units of today, each once and twelve at most, and names the others', () => {
    expect(lift({ action: TWENTY, unit_ids: ['ml-table-audit', 'ml-drift', 'ml-table-audit'] }))
      .toMatchObject({
        unit_ids: ['ml-table-audit'],
        unknown_units: ['ml-drift'],
      })
    const ids = Array.from({ length: 14 }, (_, index) => `u${index}`)
    const wide = { ...baseline, steps: [{ ...baseline.steps[0]!, unit_ids: ids }] }
    expect(liftStep({ action: TWENTY, unit_ids: ids }, wide, [])?.unit_ids).toHaveLength(12)
  })

  it('keeps a source that is allowed, under a name that can be read', () => {
    const resource = { title: '\u202e', url: URL, from: 'learner' }

    expect(lift({ action: TWENTY, resource }, [URL])?.resource).toEqual({ ...resource, title: 'Source' })
    expect(lift({ action: TWENTY, resource: { ...resource, title: 'Book' } }, [URL])?.resource?.title).toBe(
      'Book',
    )
    expect(lift({ action: TWENTY, resource })).not.toHaveProperty('resource')
    expect(lift({ action: TWENTY, resource: { ...resource, url: null } }, [URL])).not.toHaveProperty(
      'resource',
    )
  })

  it.each([null, 7, [], '', ' \u0000 ', { action: 5 }, {}])('that is %j says nothing', (given) => {
    expect(lift(given)).toBeNull()
  })

  it.each([[{ minutes: 5 }, 5], [{ minutes: -1 }, null], [{ minutes: 'ten' }, null], [{}, null]])(
    'weighs by %j',
    (more, weight) => {
      expect(lift({ action: TWENTY, ...more })?.weight).toBe(weight)
    },
  )
})
