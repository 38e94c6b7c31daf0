import { describe, expect, it } from 'vitest'
import { normaliseName } from '../../../supabase/functions/_shared/domain/planner/text.ts'
import { TRACKS } from '../../../supabase/functions/_shared/domain/planner/tracks/matchTrack.ts'
import type { TrackUnit } from '../../../supabase/functions/_shared/domain/planner/tracks/track.ts'
import { isSpecificCheck, jaccard, namesArtefact, shinglesOf, vagueIn } from './trackRules.ts'

const UNITS = TRACKS.flatMap((track) => track.units)
const textsOf = (unit: TrackUnit) => [
  unit.study,
  unit.example,
  unit.task,
  unit.check,
  unit.transfer,
  unit.question.text,
  unit.question.expects,
]

describe('the rules of the lint', () => {
  it('refuse tasks without something made', () => {
    for (
      const task of [
        'Read the page about indexes and think about the table in your project.',
        'Learn about joins. Practise until you feel sure, then explain them to a friend.',
        'Open settings.json and look at every option that is set there.',
        'Pick one public table of 1,000 rows and look at it carefully.',
        'Write more often in Spanish and talk to somebody every day.',
      ]
    ) expect(namesArtefact(task), task).toBe(false)
    expect(namesArtefact('Read the manual. Write joins.sql with five questions.')).toBe(true)
    expect(namesArtefact('Write a page with two dialogues of eight lines.')).toBe(true)
  })

  it('refuse checks that cannot fail', () => {
    for (
      const check of [
        'done',
        'it works',
        'you understand how joins work in practice now',
        'looks good to you',
      ]
    ) expect(isSpecificCheck(check), check).toBe(false)
    expect(isSpecificCheck('running setup.sql twice gives exactly the counts in expected.md')).toBe(true)
  })

  it('find vague verbs and near-copies', () => {
    expect(vagueIn('Learn about joins')).toBe('Learn about')
    expect(vagueIn('Understand the basics of TLS')).toBe('Understand the basics')
    expect(vagueIn('Get familiar with the shell')).toBe('Get familiar')
    const text = 'Write a page on the five risks you would treat first and why'
    expect(jaccard(shinglesOf(text), shinglesOf(text))).toBe(1)
    expect(jaccard(shinglesOf(text), shinglesOf(text.replace('five', 'six')))).toBeGreaterThan(0.5)
  })
})

describe('all tracks', () => {
  it('are at least ten, with ids of their own and no alias of two', () => {
    expect(TRACKS.length).toBeGreaterThanOrEqual(10)
    const names = TRACKS.flatMap((track) => [...new Set([normaliseName(track.id), ...track.aliases])])
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
    const ids = UNITS.map((unit) => unit.id)
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
  })

  it('say nothing twice: no two texts share 60 percent of their three-word runs', () => {
    const texts = UNITS.flatMap((unit) =>
      textsOf(unit).map((text) => ({ id: unit.id, text, runs: shinglesOf(text) }))
    )
    const twice: string[] = []
    texts.forEach((one, at) => {
      for (const other of texts.slice(at + 1)) {
        if (jaccard(one.runs, other.runs) >= 0.6) {
          twice.push(`${one.id} ~ ${other.id}: ${one.text.slice(0, 60)}`)
        }
      }
    })
    expect(twice).toEqual([])
  })

  it('fit into what a function bundle can carry', () => {
    const minutes = TRACKS.map((track) => ({
      track: track.id,
      units: track.units.length,
      hours: Math.round(track.units.reduce((sum, unit) => sum + unit.est_min, 0) / 60),
      kB: Math.round(new TextEncoder().encode(JSON.stringify(track)).length / 1024),
    }))
    console.table(minutes)
    expect(minutes.reduce((sum, track) => sum + track.kB, 0)).toBeLessThan(400)
  })
})

describe.each(TRACKS)('track $id', (track) => {
  it('has 20 to 30 units with one prefix, and 10 to 60 hours', () => {
    expect(track.units.length).toBeGreaterThanOrEqual(20)
    expect(track.units.length).toBeLessThanOrEqual(30)
    expect(new Set(track.units.map((unit) => unit.id.split('-')[0])).size).toBe(1)
    const hours = track.units.reduce((sum, unit) => sum + unit.est_min, 0) / 60
    expect(hours).toBeGreaterThanOrEqual(10)
    expect(hours).toBeLessThanOrEqual(60)
  })

  it('starts with one unit that needs nothing, from which all others are reached', () => {
    expect(track.units.filter((unit) => unit.prereqs.length === 0).map((unit) => unit.id)).toEqual([
      track.units[0]?.id,
    ])
    const reached = new Set<string>()
    for (const unit of track.units) {
      if (unit.prereqs.every((id) => reached.has(id))) reached.add(unit.id)
    }
    expect(track.units.filter((unit) => !reached.has(unit.id)).map((unit) => unit.id)).toEqual([])
  })

  it('offers a whole course at the shallowest depth, and more at each deeper one', () => {
    const at = (depths: readonly string[]) =>
      track.units.filter((unit) => depths.includes(unit.min_depth)).length
    expect(at(['surface'])).toBeGreaterThanOrEqual(8)
    expect(at(['informed'])).toBeGreaterThanOrEqual(3)
  })

  it('names in every task what is made', () => {
    expect(track.units.filter((unit) => !namesArtefact(unit.task)).map((unit) => unit.id)).toEqual([])
  })

  it('has checks that can fail, written so that they finish a sentence', () => {
    const bad = track.units.filter((unit) => !isSpecificCheck(unit.check) || unit.check.endsWith('.'))
    expect(bad.map((unit) => `${unit.id}: ${unit.check}`)).toEqual([])
  })

  it('has no vague words', () => {
    for (const unit of track.units) {
      for (const text of textsOf(unit)) expect(vagueIn(text), `${unit.id}: ${text}`).toBe(null)
    }
  })
})
