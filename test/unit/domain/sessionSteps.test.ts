import { describe, expect, it } from 'vitest'
import type { TaData } from '../../../supabase/functions/_shared/contract/agentMessages.ts'
import { ACTION_MIN_CHARS, DONE_WHEN_MIN_CHARS } from '../../../supabase/functions/_shared/contract/plan.ts'
import type { DraftStep } from '../../../supabase/functions/_shared/domain/planner/draftStep.ts'
import { PROOFS } from '../../../supabase/functions/_shared/domain/planner/goalProofs.ts'
import { questionStep } from '../../../supabase/functions/_shared/domain/planner/questionStep.ts'
import type { ContentUnit } from '../../../supabase/functions/_shared/domain/planner/resolveContent.ts'
import {
  namedReviews,
  placesBeside,
  type PlannedReview,
  reviewCap,
  reviewSteps,
  weighReviews,
} from '../../../supabase/functions/_shared/domain/planner/reviewSteps.ts'
import {
  blockerStep,
  diagnosticStep,
  endRecallStep,
  gapStep,
  pauseStep,
  recallCap,
  recallStep,
  reflectStep,
  symptomOf,
} from '../../../supabase/functions/_shared/domain/planner/sessionSteps.ts'
import { why, WHY_RULES } from '../../../supabase/functions/_shared/domain/planner/whyRules.ts'

const unit = (id: string, name = `The ${id}`): ContentUnit => ({
  ...{ id, name, prereqs: [], kind: 'concept', est_min: 60, source: 'learner' },
})
const [HIVE, WAX] = [unit('hive'), unit('wax')]
const review = (id: string, due_on = '2025-01-20'): PlannedReview => ({
  ...{ unit_id: id, due_on, card: null, unit: unit(id) },
})
const names = 'for "The hive" and "The wax"'

describe('every built-in step', () => {
  const visits = new Map()
  const turns = [0, 1, 2, 3, 4, 5, 6, 7]
  const STEPS: [string, (turn: number) => DraftStep | undefined][] = [
    ['recall', (turn) => recallStep([HIVE, WAX], false, turn)],
    ['re-entry', (turn) => recallStep([HIVE, WAX], true, turn)],
    ['diagnostic', () => diagnosticStep([HIVE, WAX])],
    ['blocker', () => blockerStep(HIVE, 'You mixed keys.', null)],
    ['gap', () => gapStep('no test for empty input.', [])],
    ['end recall', () => endRecallStep([HIVE])],
    ['pause', () => pauseStep()],
    ['reflection', (turn) => reflectStep(turn, [HIVE])],
    ['question', (turn) => questionStep(HIVE, { visits, sessions_completed: turn }, [])],
    ['review', (turn) => reviewSteps([review('hive')], '2025-01-20', turn)[0]],
  ]

  it.each(STEPS)('says what to do, when it is done and why: %s', (_, make) => {
    for (const turn of turns) {
      const step = make(turn)
      expect(step?.action.length).toBeGreaterThanOrEqual(ACTION_MIN_CHARS)
      expect(step?.done_when.length).toBeGreaterThanOrEqual(DONE_WHEN_MIN_CHARS)
      expect(step?.reason).toMatch(/^\S.{19,}\.$/)
    }
  })

  it.each([['reflection', 3], ['question', 6], ['review', 4], ['recall', 2]])(
    'that comes daily is asked in other words next time: %s in %i',
    (name, count) => {
      const make = new Map(STEPS).get(name)
      const said = turns.map((turn) => make?.(turn)?.action)

      expect(new Set(said.slice(0, count)).size).toBe(count)
      expect(said[count] === said[0] || name === 'recall').toBe(true)
    },
  )
})

describe('the steps of a session', () => {
  it('say by which rule they came, and give way in a known order', () => {
    const look = ({ kind, rule, yields, unit_ids }: DraftStep) => [kind, rule, yields, unit_ids.join(' ')]

    expect([
      recallStep([HIVE, WAX], false, 0),
      recallStep([HIVE], true, 0),
      diagnosticStep([HIVE]),
      blockerStep(HIVE, 'x', null),
      gapStep('x', ['wax']),
      endRecallStep([WAX]),
      pauseStep(),
      reflectStep(0, [HIVE, WAX]),
    ].map(look)).toEqual([
      ['retrieve', 'recall', 3, 'hive wax'],
      ['retrieve', 'reentry', 3, 'hive'],
      ['diagnose', 'diagnostic', 4, ''],
      ['practice', 'blocker', 0, 'hive'],
      ['practice', 'gap', 2, 'wax'],
      ['retrieve', 'end_recall', 3, 'wax'],
      ['break', 'pause', 2, ''],
      ['reflect', 'reflect', 0, 'hive wax'],
    ])
  })

  it('name their units, long names cut', () => {
    const long = unit('long', 'word '.repeat(20).trim())

    expect(diagnosticStep([HIVE, WAX]).action).toContain(names)
    expect(endRecallStep([HIVE, WAX]).action).toContain('the parts of "The hive" and "The wax" and how')
    expect(endRecallStep([long]).action).toContain('word word…"')
    expect(recallStep([HIVE, WAX], false, 0).weight).toBe(12)
  })

  it("clear a blocker with an agent's exercise where there is one", () => {
    const exercise = { action: 'Sort the frames by age', done_when: 'all are sorted' }
    const step = blockerStep(HIVE, 'You mixed keys.', exercise)

    expect(step).toMatchObject({
      ...exercise,
      reason: 'You mixed keys. New material waits until this is cleared.',
    })
    expect(blockerStep(HIVE, 'x', null).action).toContain('of "The hive" that went wrong')
    expect(gapStep('no test.', []).action).toContain('this gap: no test. Redo')
    expect(gapStep('x'.repeat(700), []).action).toHaveLength(600)
  })

  it('end a symptom as a sentence', () => {
    const said = (symptom: string) => symptomOf({ symptom } as TaData['blockers'][number])

    expect(['Mixes keys', 'Why?', 'Stop!', 'It. is'].map(said)).toEqual([
      'Mixes keys.',
      'Why?',
      'Stop!',
      'It. is.',
    ])
  })

  it('hold recall for three tenths of the minutes, half after a break', () => {
    expect([20, 59, 60, 180].map((budget) => [recallCap(budget, false), recallCap(budget, true)]))
      .toEqual([[1, 1], [2, 4], [3, 5], [9, 15]])
    expect([5, 20, 59, 60].map((budget) => [reviewCap(budget, false), reviewCap(budget, true)]))
      .toEqual([[1, 1], [3, 5], [8, 14], [9, 15]])
  })
})

describe('a question', () => {
  const ask = (visits: number, ...texts: string[]) =>
    questionStep(
      HIVE,
      {
        visits: new Map([['hive', { visits, introduced_on: '2025-01-20', last_local_date: '2025-01-20' }]]),
        sessions_completed: 0,
      },
      [
        { id: 'x', unit_id: 'wax', type: 'evidence', level: 1, text: 'Of wax?', expects: '' },
        ...texts.map((text, index) => ({
          ...{ id: `q${index}`, unit_id: 'hive', type: 'evidence' as const, level: 1, text },
          expects: index === 0 ? 'two reasons' : '',
        })),
      ],
    )

  it('of an agent goes before the built-in one, and another one comes at the next visit', () => {
    expect([0, 1, 2].map((visits) => ask(visits, 'Why six sides?', 'Why in The hive?').action)).toEqual([
      'On "The hive": Why six sides? Answer in writing before you look anything up.',
      'Why in The hive? Answer in writing before you look anything up.',
      'On "The hive": Why six sides? Answer in writing before you look anything up.',
    ])
    expect(ask(0).action).toMatch(/^On "The hive": say what its key term means/)
  })

  it('says what its answer has to cover, where that is known', () => {
    expect([0, 1].map((visits) => ask(visits, 'Why?', 'How?').done_when)).toEqual([
      'your written answer covers: two reasons',
      'five written sentences, at least one of which argues against you',
    ])
  })
})

describe('due reviews', () => {
  it('come twelve in a step', () => {
    const steps = reviewSteps(Array.from({ length: 14 }, (_, index) => review(`u${index}`)), '2025-01-20', 0)

    expect(steps.map(({ unit_ids, weight }) => [unit_ids.length, weight])).toEqual([[12, 24], [2, 4]])
    expect(reviewSteps([], '2025-01-20', 0)).toEqual([])
  })

  it('say since when the oldest is due', () => {
    const reason = (due_on: string) => reviewSteps([review('hive', due_on)], '2025-01-20', 0)[0]?.reason

    expect(reason('2025-01-19')).toBe('the oldest of these is due since 2025-01-19.')
    expect(reason('2025-01-20')).toBe('the oldest of these is due today.')
  })

  it('are those today has a name for and the learner does not know', () => {
    const due = [review('hive'), review('gone'), review('wax')]

    expect(namedReviews(due, [HIVE, WAX], new Set(['wax'])).map((each) => each.unit.name)).toEqual([
      'The hive',
    ])
  })

  it('leave room for one unit at least', () => {
    expect([0, 1, 2, 3, 9].map((steps) => placesBeside(steps, 180))).toEqual([3, 3, 2, 2, 1])
  })

  it('get two minutes each of the session, whatever else is in it', () => {
    const steps = [...reviewSteps([review('a'), review('b'), review('c')], '2025-01-20', 0), pauseStep()]
    const share = (budget: number) => {
      const [recall, pause] = weighReviews(steps, budget).map(({ weight }) => weight)
      return ((budget - 4) * (recall ?? 0)) / ((recall ?? 0) + (pause ?? 0)) + 2
    }

    expect([20, 60].map((budget) => Math.round(share(budget) * 1000) / 1000)).toEqual([6, 6])
    expect(weighReviews([pauseStep()], 20)).toEqual([pauseStep()])
  })
})

describe('words that never change meaning', () => {
  it('are one phrase for each rule', () => {
    expect(why('fresh', 'it is next.')).toBe('New unit: it is next.')
    expect(
      Object.values(WHY_RULES).filter((phrase) =>
        !/^[A-Z][a-z ]{8,}$/.test(phrase) && phrase !== 'Next item' &&
        phrase !== 'New unit'
      ),
    ).toEqual([])
    expect(new Set(Object.values(WHY_RULES)).size).toBe(Object.keys(WHY_RULES).length)
  })

  it('prove each kind of goal in four different stages, each with its evidence', () => {
    const proofs = Object.values(PROOFS)
    const texts = proofs.flatMap((stages) => stages.flatMap(({ text, evidence }) => [text, evidence]))

    expect(proofs.map((stages) => stages.length)).toEqual([4, 4, 4, 4])
    expect(texts.filter((text) => !/^[a-z].{10,}[a-z]$/.test(text))).toEqual([])
    expect(new Set(texts).size).toBe(32)
  })
})
