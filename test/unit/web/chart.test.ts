import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OrchestratorEvent } from '../../../client/mod.ts'
import { layOutBars, roundTop } from '../../../web/text/chartScale.ts'
import { historyOf } from '../../../web/text/historyOf.ts'
import { listUnits } from '../../../web/text/listUnits.ts'

describe('the chart', () => {
  it('ends at a round number that holds every day', () => {
    expect([[], [1], [30], [31], [60, 45], [121], [480]].map(roundTop)).toEqual([
      10,
      10,
      30,
      60,
      60,
      180,
      480,
    ])
  })

  it('keeps every bar inside, in order, and as high as its minutes', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 480 }), { maxLength: 14 }), (minutes) => {
      const bars = layOutBars(minutes, 320, 110)
      bars.forEach((bar, index) => {
        expect(bar.x).toBeGreaterThanOrEqual(0)
        expect(bar.x + bar.width).toBeLessThanOrEqual(320)
        expect(bar.y).toBeGreaterThanOrEqual(0)
        expect(bar.y + bar.height).toBeCloseTo(110)
        expect(bar.height / 110).toBeCloseTo((minutes[index] ?? 0) / roundTop(minutes))
        expect(bar.x).toBeGreaterThan(bars[index - 1]?.x ?? -1)
      })
    }))
  })
})

it('the history is the finished days of the record, the last ones, oldest first', () => {
  const event = (seq: number, type: string, payload: object) =>
    // Only what the history reads.
    ({ seq, type, occurred_at: `2026-11-${10 + seq}T10:00:00.000Z`, payload }) as OrchestratorEvent
  const finished = (seq: number, day: number, confidence: number | null) =>
    event(seq, 'instructor_plan_completed', {
      ...{ session_id: `s${day}`, intent_id: 'i', week: 1, day },
      ...{ completion_time_min: 40 + day, confidence },
    })
  const record = [
    finished(1, 1, 5),
    event(2, 'intent_updated', { intent_id: 'i', time_per_day_min: 60 }),
    finished(3, 2, null),
    finished(4, 3, 9),
  ]

  expect(historyOf(record, 2)).toEqual([
    {
      ...{ session_id: 's2', week: 1, day: 2, minutes: 42, confidence: null },
      occurred_at: '2026-11-13T10:00:00.000Z',
    },
    {
      ...{ session_id: 's3', week: 1, day: 3, minutes: 43, confidence: 9 },
      occurred_at: '2026-11-14T10:00:00.000Z',
    },
  ])
})

it('a unit is named by its objective, else by its only step, else by its id', () => {
  const step = (action: string, ...unit_ids: string[]) => ({ action, unit_ids })
  const plan = {
    objectives: [{ text: 'Use joins', unit_ids: ['sql-joins'] }],
    steps: [
      step('Join two tables', 'sql-joins'),
      step('Recall the keys', 'sql-keys'),
      step('Mix', 'sql-a', 'sql-joins'),
    ],
  } as Parameters<typeof listUnits>[0]

  expect(listUnits(plan)).toEqual([
    { unit_id: 'sql-joins', text: 'Use joins' },
    { unit_id: 'sql-keys', text: 'Recall the keys' },
    { unit_id: 'sql-a', text: 'sql-a' },
  ])
})
