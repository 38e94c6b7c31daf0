import { describe, expect, it } from 'vitest'
import { DEPTHS } from '../../../supabase/functions/_shared/contract/primitives.ts'
import { planSchema } from '../../../supabase/functions/_shared/contract/plan.ts'
import { isPlaceholder } from '../../../supabase/functions/_shared/domain/planner/placeholders.ts'
import { TRACKS } from '../../../supabase/functions/_shared/domain/planner/tracks/matchTrack.ts'
import { liveThrough, makeIntent } from './learnerFixture.ts'

const REPORTS = Array.from({ length: 30 }, () => ({ confidence: 7, minutesShare: 1, gapDays: 1 }))
const CASES = TRACKS.flatMap((track) => [20, 45, 60, 120].map((minutes) => ({ track, minutes })))

describe.each(CASES)('$track.id at $minutes minutes a day', ({ track, minutes }) => {
  it.each(DEPTHS)(
    'fills 30 sessions to the minute at depth %s, each unit after its prerequisites',
    (depth) => {
      const intent = makeIntent({
        topic: track.id,
        time_per_day_min: minutes,
        depth,
        end_goal: `Use ${track.id} at work`,
      })
      const prereqsOf = new Map(track.units.map((unit) => [unit.id, unit.prereqs]))
      const opened = new Set<string>()

      const days = liveThrough(intent, REPORTS)

      for (const { plan } of days) {
        expect(planSchema.safeParse(plan).error?.issues ?? []).toEqual([])
        expect(plan.grounding).toBe('curated')
        expect(plan.steps.reduce((sum, step) => sum + step.minutes, 0)).toBe(minutes)
        for (const step of plan.steps) {
          expect(isPlaceholder(step.action), step.action).toBe(false)
          for (const id of step.kind === 'diagnose' ? [] : step.unit_ids) {
            for (const prereq of prereqsOf.get(id) ?? []) {
              expect(opened, `${id} needs ${prereq}`).toContain(prereq)
            }
            opened.add(id)
          }
        }
      }
      expect(days[0]?.plan.steps.flatMap((step) => step.unit_ids)).toContain(track.units[0]?.id)
      expect(opened.size).toBeGreaterThanOrEqual(8)
    },
  )
})
