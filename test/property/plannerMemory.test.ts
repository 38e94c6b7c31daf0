import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CompletedDay } from '../../supabase/functions/_shared/contract/facts.ts'
import { composePlan, type PlanInput } from '../../supabase/functions/_shared/domain/planner/composePlan.ts'
import { foldCompletions } from '../../supabase/functions/_shared/domain/planner/foldCompletions.ts'
import { shownMastery } from '../../supabase/functions/_shared/domain/planner/mastery.ts'
import { estimatedRecall, reviewCard } from '../../supabase/functions/_shared/domain/planner/memoryModel.ts'
import { readMemory } from '../../supabase/functions/_shared/domain/planner/unitMemory.ts'
import { addDays } from '../../supabase/functions/_shared/domain/time/calendar.ts'
import { type Lived, liveThrough } from '../unit/domain/learnerFixture.ts'
import {
  checkLevel,
  checkNoStall,
  checkPlan,
  checkPrerequisites,
  checkReentry,
  checkReviews,
} from './plannerLaws.ts'
import { intentArb, reportArb } from './plannerArbitraries.ts'

// One run is a history of up to 12 sessions. WISELY_HISTORIES=10000 is the full count.
const HISTORIES = Number(process.env.WISELY_HISTORIES ?? 1000)

const historyArb = fc.tuple(intentArb, fc.array(reportArb, { minLength: 1, maxLength: 12 }), fc.boolean())
  .map(([intent, reports, withSignals]) => liveThrough(intent, reports, withSignals))

const memoryOf = (units: PlanInput['units'], id: string) =>
  readMemory(units.find((unit) => unit.unit_id === id)?.memory ?? {})

describe(`${HISTORIES} random histories`, () => {
  it(
    'break none of laws 1 to 6, 8 to 10, 12 and 13',
    () => {
      fc.assert(
        fc.property(historyArb, fc.nat(11), (lived, cut) => {
          checkPrerequisites(lived)
          for (const each of lived) {
            checkPlan(each)
            checkReviews(each)
            checkNoStall(each)
            checkReentry(each)
            checkLevel(each)
          }
          const last = lived.at(-1)!
          expect(JSON.stringify(composePlan(structuredClone(last.input)))).toBe(JSON.stringify(last.plan))

          const log = lived.map(({ done }) => done)
          const inOneGo = foldCompletions([], log)
          expect(foldCompletions(foldCompletions([], log.slice(0, cut)), log.slice(cut))).toEqual(inOneGo)
          expect(last.input.units).toEqual(foldCompletions([], log.slice(0, -1)))
          // What the database gives back is JSON.
          expect(JSON.parse(JSON.stringify(inOneGo))).toEqual(inOneGo)
        }),
        { numRuns: HISTORIES },
      )
    },
    600_000,
  )
})

const withInstants = (lived: readonly Lived[]): CompletedDay[] =>
  lived.map(({ done }, index) => ({
    ...done,
    session_id: `22222222-2222-4222-8222-${String(index).padStart(12, '0')}`,
    completed_at: new Date(Date.parse('2025-01-20T12:00:00Z') + 86_400_000 * index).toISOString(),
  }))

describe('the fold', () => {
  it('does not mind the order it is told in nor repetition (law 10)', () => {
    fc.assert(
      fc.property(historyArb, fc.infiniteStream(fc.nat()), (lived, draws) => {
        const log = withInstants(lived)
        const told = [...log, ...log].map((day) => ({ day, key: draws.next().value }))
          .sort((a, b) => a.key - b.key).map(({ day }) => day)

        expect(foldCompletions([], told)).toEqual(foldCompletions([], log))
      }),
      { numRuns: 200 },
    )
  })

  it('never raises mastery by confidence alone (law 7)', () => {
    fc.assert(
      fc.property(historyArb, fc.option(fc.integer({ min: 1, max: 10 })), (lived, confidence) => {
        const { input, done } = lived.at(-1)!
        const silent = { ...done, recall: null, results: null, confidence }
        const after = foldCompletions(input.units, [silent])

        for (const unit of after) {
          expect(readMemory(unit.memory).mastery).toEqual(memoryOf(input.units, unit.unit_id).mastery)
        }
        const louder = foldCompletions(input.units, [{ ...done, confidence: 10 }])
        const quieter = foldCompletions(input.units, [{ ...done, confidence: 1 }])
        expect(louder.map((unit) => shownMastery(readMemory(unit.memory).mastery)))
          .toEqual(quieter.map((unit) => shownMastery(readMemory(unit.memory).mastery)))
      }),
      { numRuns: 200 },
    )
  })
})

describe('estimated recall', () => {
  it('is never higher after a longer absence (law 11)', () => {
    const outcomeArb = fc.constantFrom('again' as const, 'hard' as const, 'good' as const, 'easy' as const)
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(400), outcomeArb), { minLength: 1, maxLength: 10 }),
        fc.array(fc.nat(2000), { minLength: 2 }),
        (reviews, absences) => {
          let date = '2025-01-20'
          let card = reviewCard(null, date, 'good')
          for (const [gap, outcome] of reviews) {
            date = addDays(date, gap)
            card = reviewCard(card, date, outcome)
          }
          const recalls = absences.toSorted((a, b) => a - b).map((days) =>
            estimatedRecall(card, addDays(date, days))
          )

          expect(recalls).toEqual(recalls.toSorted((a, b) => b - a))
        },
      ),
    )
  })
})
