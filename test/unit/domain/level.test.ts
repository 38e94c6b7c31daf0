import { describe, expect, it } from 'vitest'
import {
  isShaky,
  isStrong,
  levelAfter,
  levelOfHistory,
  type RatedDay,
} from '../../../supabase/functions/_shared/domain/planner/level.ts'

const day = (more: Partial<RatedDay> = {}): RatedDay => ({
  ...{ confidence: 8, recall: null, minutes: 60, planned_min: 60, difficulty: 3, struggle: false },
  ...more,
})
const recalled = (right: number) => ({ recall: { right, total: 4 } })

describe('a strong day', () => {
  it('has confidence 8, three quarters of the time and of the recall, and no word of trouble', () => {
    expect(isStrong(day())).toBe(true)
    expect(isStrong(day({ minutes: 45, ...recalled(3) }))).toBe(true)
  })

  it.each([{ confidence: 7 }, { confidence: null }, { minutes: 44 }, recalled(2), { struggle: true }])(
    'is none with %j',
    (more) => {
      expect(isStrong(day(more))).toBe(false)
    },
  )
})

describe('a shaky day', () => {
  it('has confidence 4 or less', () => {
    expect([null, 5, 4, 1].map((confidence) => isShaky({ confidence, recall: null })))
      .toEqual([false, false, true, true])
  })

  it('has less than half recalled, whatever the confidence', () => {
    expect(isShaky(day({ confidence: 10, ...recalled(1) }))).toBe(true)
    expect(isShaky(day({ confidence: 1, ...recalled(2) }))).toBe(false)
  })
})

describe('the level', () => {
  it('rises after two strong days at one level', () => {
    expect(levelAfter(day(), day())).toBe(4)
    expect([
      levelAfter(day(), null),
      levelAfter(day(), day({ difficulty: 2 })),
      levelAfter(day(), day({ confidence: 7 })),
    ])
      .toEqual([3, 3, 3])
    expect(levelAfter(day({ confidence: 7 }), day())).toBe(3)
  })

  it('falls after one shaky day', () => {
    expect(levelAfter(day({ confidence: 3 }), day())).toBe(2)
  })

  it('stays between 1 and 5, whatever a stored day says', () => {
    expect(levelAfter(day({ difficulty: 5 }), day({ difficulty: 5 }))).toBe(5)
    expect(levelAfter(day({ difficulty: 1, confidence: 1 }), null)).toBe(1)
    expect([levelAfter(day({ difficulty: 9 }), null), levelAfter(day({ difficulty: 0 }), null)]).toEqual([
      5,
      1,
    ])
  })

  it('of a history begins at 2 and takes each day at the level it led to', () => {
    expect(levelOfHistory([])).toBe(2)
    expect([1, 2, 3, 4].map((count) => levelOfHistory(Array(count).fill(day())))).toEqual([2, 3, 3, 4])
    expect(levelOfHistory([day(), day(), day({ confidence: 2 })])).toBe(2)
  })
})
