import { describe, expect, it } from 'vitest'
import { DEPTHS } from '../../../supabase/functions/_shared/contract/primitives.ts'
import { isPlaceholder } from '../../../supabase/functions/_shared/domain/planner/placeholders.ts'
import { normaliseName } from '../../../supabase/functions/_shared/domain/planner/text.ts'
import { TRACKS } from '../../../supabase/functions/_shared/domain/planner/tracks/matchTrack.ts'
import { trackSchema } from '../../../supabase/functions/_shared/domain/planner/tracks/track.ts'

describe.each(TRACKS)('track $id', (track) => {
  it('matches the schema of tracks', () => {
    expect(trackSchema.safeParse(track).error?.issues ?? []).toEqual([])
  })

  it('has unique ids and names, and each unit stands after its prerequisites', () => {
    const before = new Set<string>()
    for (const unit of track.units) {
      for (const id of unit.prereqs) expect(before, `${unit.id} needs ${id}`).toContain(id)
      before.add(unit.id)
    }
    expect(before.size).toBe(track.units.length)
    expect(new Set(track.units.map((unit) => normaliseName(unit.name))).size).toBe(track.units.length)
  })

  it('is complete at every depth: no unit needs a deeper one', () => {
    const depthOf = new Map(track.units.map((unit) => [unit.id, DEPTHS.indexOf(unit.min_depth)]))
    for (const unit of track.units) {
      for (const id of unit.prereqs) {
        expect(depthOf.get(id), `${unit.id} needs ${id}`).toBeLessThanOrEqual(DEPTHS.indexOf(unit.min_depth))
      }
    }
  })

  it('has aliases in normal form, and no address or placeholder in its texts', () => {
    expect(track.aliases.map(normaliseName)).toEqual(track.aliases)
    for (const unit of track.units) {
      for (
        const text of [unit.study, unit.example, unit.task, unit.check, unit.transfer, unit.question.text]
      ) {
        expect(isPlaceholder(text), text).toBe(false)
        expect(text).not.toMatch(/:\/\/|www\./)
      }
    }
  })
})
