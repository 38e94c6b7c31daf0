import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planSchema } from '../../supabase/functions/_shared/contract/plan.ts'
import { candidateSchema } from '../../supabase/functions/_shared/contract/session.ts'
import type { ModelAnswer } from '../../supabase/functions/_shared/contract/model.ts'
import { composePlan } from '../../supabase/functions/_shared/domain/planner/composePlan.ts'
import { arrangePlan } from '../../supabase/functions/_shared/domain/quality/arrangePlan.ts'
import { findIssues, listFlaws } from '../../supabase/functions/_shared/domain/quality/findIssues.ts'
import { decideMove } from '../../supabase/functions/_shared/domain/quality/nextMove.ts'
import { keepBest, pickBest, settleWinner } from '../../supabase/functions/_shared/domain/quality/pickBest.ts'
import { PRESETS, STRATEGIES } from '../../supabase/functions/_shared/domain/quality/presets.ts'
import { repairPlan } from '../../supabase/functions/_shared/domain/quality/repairPlan.ts'
import { weighScores } from '../../supabase/functions/_shared/domain/quality/weighScores.ts'
import { PART_WEIGHTS, type PartName } from '../../supabase/functions/_shared/domain/rubric/planScore.ts'
import {
  createScriptedModel,
  goodAnswer,
  junkAnswer,
  SCORERS,
  tellStory,
  weakAnswer,
} from '../unit/quality/fixture.ts'
import { inputArb } from './plannerArbitraries.ts'

const scoreArb = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null })
const nameArb = fc.constantFrom(...Object.keys(PART_WEIGHTS)) as fc.Arbitrary<PartName> // The keys are the names.

describe('best so far', () => {
  it('0-09 never falls, whatever comes', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.array(scoreArb), (first, scores) => {
      let best = { score: first, n: 0 }
      for (const [index, score] of scores.entries()) {
        const next = keepBest<{ score: number | null; n: number }>(best, { score, n: index + 1 })
        expect(next.score).toBeGreaterThanOrEqual(best.score)
        best = next
      }
      expect(best.score).toBe(Math.max(first, ...scores.map((score) => score ?? 0)))
    }))
  })

  it('0-09 is never below another candidate once the slow scorer has spoken', () => {
    fc.assert(
      fc.property(
        fc.array(scoreArb, { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (scores, said) => {
          const all = scores.map((score, n) => ({ score, n }))
          const best = pickBest(all)
          if (best === null) return
          const others = all.filter(({ n }) => n !== best.n)
          const winner = settleWinner(best, { ...best, score: said }, others)
          expect(winner.score).toBe(Math.max(said, ...others.map(({ score }) => score ?? 0)))
        },
      ),
    )
  })

  it('0-09 through the whole loop, with a model and a scorer that do anything', async () => {
    const lineArb = fc.constantFrom('good', 'weak', 'junk', 'fail', 'nonsense')
    const scorerArb = fc.array(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(null)), {
      minLength: 1,
    })
    const modeArb = fc.constantFrom('fast', 'balanced', 'quality')
    const thresholdArb = fc.constantFrom(0, 0.5, 0.85, 1)
    await fc.assert(
      fc.asyncProperty(
        fc.array(lineArb, { minLength: 1 }),
        scorerArb,
        modeArb,
        thresholdArb,
        async (lines, said, mode, threshold) => {
          const model = createScriptedModel((request, nth) => {
            if (request.task === 'criticise') {
              return { issues: [{ by: 'alex', says: 'A gap', evidence: 'step 1' }] }
            }
            const line = lines[nth % lines.length]
            const answers: Record<string, () => ModelAnswer | Response> = {
              good: () => goodAnswer(request),
              weak: () => weakAnswer(request),
              junk: () => junkAnswer(request),
              fail: () => new Response('', { status: 400 }),
              nonsense: () => Response.json({ steps: 7 }),
            }
            return answers[line ?? 'good']?.() ?? {}
          })
          let asked = 0
          const { final, candidates, run, outcome } = await tellStory({
            model,
            scorers: SCORERS,
            scorer: () => Promise.resolve(Response.json({ score: said[asked++ % said.length] })),
            input: { mode, asked: { qualityThreshold: threshold } },
          })

          const scores = candidates.map(({ score }) => score ?? 0)
          expect(final.score).toBe(Math.max(...scores))
          expect(planSchema.safeParse(final.plan_json).success).toBe(true)
          expect(final.issues.every(({ answer }) => answer !== null)).toBe(true)
          expect(outcome.end.status === 'needs_review').toBe(final.score < threshold)
          expect(candidates.filter(({ iteration }) => iteration > 0).length)
            .toBeLessThanOrEqual(PRESETS[mode].maxIterations)
          // In the order of their making no refinement is served that is worse than what was there before it.
          let best = Math.max(
            ...candidates.filter(({ iteration }) => iteration === 0).map(({ score }) => score ?? 0),
          )
          for (const { score, iteration } of candidates.filter((each) => each.iteration > 0)) {
            const told = run.events.find(({ type, data }) =>
              type === 'candidate_scored' && data?.['iteration'] === iteration
            )
            if (score !== null) expect(told?.data?.['is_kept']).toBe(score > best)
            best = Math.max(best, score ?? 0)
          }
          for (const task of run.tasks.values()) expect(['COMPLETED', 'FAILED']).toContain(task.status)
          for (const task of run.tasks.values()) {
            if (task.kind === 'variant' && task.status === 'COMPLETED') candidateSchema.parse(task.output)
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('the loop', () => {
  it('ends: no standing is refined for ever', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 0.84, noNaN: true })),
        fc.boolean(),
        (scores, has_budget) => {
          let best = 0.1
          let before: number | null = null
          let iterations = 0
          for (const score of [...scores, ...Array<number>(12).fill(0)]) {
            const move = decideMove({ iterations, best, before, has_budget }, {
              ...PRESETS.quality,
              parallelVariants: [],
            })
            if (move.kind === 'stop') return
            before = best
            best = Math.max(best, score)
            iterations += 1
          }
          throw new Error('it went on')
        },
      ),
    )
  })
})

describe('issues', () => {
  const partsArb = fc.dictionary(nameArb, fc.double({ min: 0, max: 1, noNaN: true })).map((shares) =>
    Object.fromEntries(
      Object.entries(PART_WEIGHTS).map((
        [name, weight],
      ) => [name, Math.round(100 * weight * (shares[name] ?? 1)) / 100]),
    ) as Record<PartName, number> // The entries are exactly the named parts.
  )

  it('are named for every plan that is not good enough and falls short of full marks, and no id twice', () => {
    fc.assert(fc.property(partsArb, scoreArb, (parts, external_score) => {
      const isFull = Object.entries(PART_WEIGHTS).every(([name, weight]) =>
        parts[name as PartName] === weight
      ) && // A key of it.
        (external_score === null || external_score === 1)
      const issues = findIssues({ score: { parts, flags: [] }, external_score }, false)
      expect(issues.length === 0).toBe(isFull)
      expect(new Set(issues.map(({ id }) => id)).size).toBe(issues.length)
      const flaws = listFlaws({ score: { parts, flags: [] }, external_score }, false)
      expect(issues.every(({ id }) => flaws.has(id))).toBe(true)
    }))
  })
})

describe('a plan of ours', () => {
  it('stays valid and exact to the minute in every strategy and after every repair', () => {
    fc.assert(fc.property(inputArb, fc.constantFrom(...STRATEGIES), nameArb, (input, { name }, part) => {
      const plan = composePlan(input)
      for (const made of [arrangePlan(plan, name), repairPlan(plan, [`part:${part}`])]) {
        expect(planSchema.safeParse(made).success).toBe(true)
        expect(made.minutes_total).toBe(plan.minutes_total)
      }
    }))
  })
})

describe('a score', () => {
  it('is between 0 and 1 and never over its cap', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 100, noNaN: true }),
        fc.constantFrom(49, 69, 100),
        scoreArb,
        (total, cap, external) => {
          const score = weighScores({ total, cap }, external)
          expect(score >= 0 && score <= cap / 100).toBe(true)
        },
      ),
    )
  })
})
