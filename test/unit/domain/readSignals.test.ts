import { describe, expect, it } from 'vitest'
import { readSignals } from '../../../supabase/functions/_shared/domain/planner/readSignals.ts'
import { makeInput, NO_SIGNALS, signalsOf } from './learnerFixture.ts'

const UNIT = { id: 'hive', name: 'The hive', prereqs: [], kind: 'fact', est_min: 60, source: 'agent' }
const GAP = { text: 'No test for empty input', severity: 2, evidence: 'row 3' }
const EXERCISE = {
  ...{
    id: 'e',
    unit_id: 'hive',
    prompt: 'Build a frame',
    done_when: 'it stands',
    est_min: 20,
    difficulty: 2,
  },
  ...{ kind: 'independent', hints: ['slowly'] },
}
const QUESTION = { id: 'q', unit_id: 'hive', type: 'evidence', level: 1, text: 'Why six sides?', expects: '' }
const NOTHING = {
  grounding: 'process_only',
  objectives: [],
  units: [],
  milestone: null,
  project: null,
  gaps: [],
  exercises: [],
  blockers: [],
  questions: [],
}
const hear = (signals: object) => readSignals({ ...NO_SIGNALS, ...signals })

describe('what the agents said', () => {
  it('is nothing when nobody answered, or with other things', () => {
    expect(hear({})).toEqual(NOTHING)
    expect(hear({ clo: {}, alex: { gaps: null }, ta: { exercises: 'none' }, socratic: { other: 1 } }))
      .toEqual(
        NOTHING,
      )
    expect(hear({ clo: Object.create({ units: [UNIT] }) })).toEqual(NOTHING)
  })

  it('is each part in its place', () => {
    const { clo, alex, ta, socratic } = signalsOf(makeInput())
    const heard = hear({ clo, alex: { ...alex, gaps: [GAP] }, ta, socratic })

    expect(heard).toMatchObject({
      grounding: clo?.grounding,
      objectives: clo?.objectives,
      units: clo?.units,
      milestone: clo?.milestone,
      project: alex?.project,
      gaps: [GAP],
      exercises: ta?.exercises,
      questions: socratic?.questions,
    })
    expect([heard.units, heard.exercises, heard.questions].map((list) => list.length)).not.toContain(0)
  })

  it('keeps the reported blockers', () => {
    const blocker = { unit_id: 'hive', symptom: 'mixes keys', evidence: 'row 3', since: '2025-01-20' }

    expect(hear({ ta: { blockers: [blocker] } }).blockers).toEqual([blocker])
    expect(hear({ ta: { blockers: [{ ...blocker, since: 'yesterday' }] } }).blockers).toEqual([])
  })

  it('loses only the field that is wrong', () => {
    const heard = hear({ ta: { exercises: [EXERCISE], blockers: 7 }, clo: { units: [UNIT], grounding: 'x' } })

    expect([heard.exercises.length, heard.blockers, heard.units.length, heard.grounding])
      .toEqual([1, [], 1, 'process_only'])
  })

  it('has each unit once, the first of an id', () => {
    const units = [UNIT, { ...UNIT, id: 'wax' }, { ...UNIT, name: 'Again' }]

    expect(hear({ clo: { units } }).units.map(({ name }) => name)).toEqual(['The hive', 'The hive'])
    expect(hear({ clo: { units } }).units.map(({ id }) => id)).toEqual(['hive', 'wax'])
  })

  it('is clean in every text, however deep', () => {
    const dirty = {
      ...EXERCISE,
      prompt: 'Build  a\u202e frame',
      hints: ['slowly', 'see https://evil.example/x'],
    }

    expect(hear({ ta: { exercises: [EXERCISE, dirty] } }).exercises).toEqual([
      EXERCISE,
      { ...EXERCISE, prompt: 'Build a frame', hints: ['slowly', 'see (link removed)'] },
    ])
  })

  it('is dropped where cleaning leaves nothing that is valid', () => {
    const asked = (text: string) => hear({ socratic: { questions: [{ ...QUESTION, text }] } }).questions

    expect(asked('Why  six sides?')).toEqual([QUESTION])
    expect(asked('Is it at https://evil.example/x?')).toEqual([])
    expect(hear({ ta: { exercises: [{ ...EXERCISE, prompt: '\u202e' }] } }).exercises).toEqual([])
  })
})
