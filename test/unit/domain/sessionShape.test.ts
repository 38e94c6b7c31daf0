import { describe, expect, it } from 'vitest'
import { allocateMinutes } from '../../../supabase/functions/_shared/domain/planner/allocateMinutes.ts'
import {
  type DraftStep,
  fitSteps,
  leastSteps,
  mostSteps,
} from '../../../supabase/functions/_shared/domain/planner/draftStep.ts'

const steps = (...yields: number[]) =>
  yields.map((each, index): DraftStep => ({
    kind: 'study',
    rule: 'fresh',
    weight: 1,
    action: `${index}`,
    done_when: '',
    reason: '',
    unit_ids: [],
    yields: each,
  }))
const keptOf = (budget: number, ...yields: number[]) =>
  fitSteps(steps(...yields), budget).map(({ action }) => Number(action))

describe('a session', () => {
  it('holds as many steps as its length allows', () => {
    expect([20, 44, 45, 89, 90, 180].map((budget) => [leastSteps(budget), mostSteps(budget)])).toEqual([
      [3, 5],
      [3, 5],
      [4, 6],
      [4, 6],
      [5, 9],
      [5, 9],
    ])
  })

  it('keeps every step that fits', () => {
    expect(keptOf(30, 1, 2, 3, 4, 5)).toEqual([0, 1, 2, 3, 4])
  })

  it('drops the step that gives way first, of equals the later one, in what order they stand', () => {
    expect(keptOf(30, 1, 9, 1, 1, 1, 1)).toEqual([0, 2, 3, 4, 5])
    expect(keptOf(30, 9, 1, 9, 1, 1, 1)).toEqual([0, 1, 3, 4, 5])
    expect(keptOf(30, 1, 2, 3, 1, 1, 1, 1)).toEqual([0, 3, 4, 5, 6])
  })
})

describe('minutes', () => {
  it('are two for each part and the rest by weight', () => {
    expect(allocateMinutes(30, [1, 2, 2])).toEqual([7, 12, 11])
    expect(allocateMinutes(10, [0, 6])).toEqual([2, 8])
    expect(allocateMinutes(6, [1, 9, 90])).toEqual([2, 2, 2])
  })

  it('go to the earlier part where two are equal', () => {
    expect(allocateMinutes(11, [1, 1, 1, 1])).toEqual([3, 3, 3, 2])
  })

  it('are even where no part weighs anything', () => {
    expect(allocateMinutes(12, [0, -5, Number.NaN])).toEqual([4, 4, 4])
  })

  it('take no weight above a million for more than that', () => {
    expect(allocateMinutes(24, [1e300, 1e300])).toEqual([12, 12])
    expect(allocateMinutes(24, [1_000_000, 1e300])).toEqual([12, 12])
  })
})
