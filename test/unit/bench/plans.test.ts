import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { composePlan } from '../../../supabase/functions/_shared/domain/planner/composePlan.ts'
import { TEMPLATE_WORDS } from '../../../supabase/functions/_shared/domain/rubric/words/templateWords.ts'
import { listIntents, readFrozen, SETS } from '../../bench/plans/benchIntents.ts'
import { freezeHash, readFreeze } from '../../bench/plans/freeze.ts'
import { runSet } from '../../bench/plans/runBench.ts'
import { summarize } from '../../bench/plans/summarize.ts'
import { collectTemplateWords } from '../../bench/plans/templateVocabulary.ts'
import { makeInput } from '../domain/learnerFixture.ts'

// Guards what makes a published score worth reading: a rubric that does not move while plans are tuned on it, intents
// nobody tuned on, and numbers that another machine gets too.

const SMALL = { days: 6, intentsPerSet: 4, seed: 7 }

describe('the plan benchmark', () => {
  it('judges by the rubric and the intents that were frozen', () => {
    expect(freezeHash()).toBe(readFreeze().sha256)
  })

  it('counts as template what the planner says about topics that do not exist', () => {
    expect([...TEMPLATE_WORDS].sort()).toEqual(collectTemplateWords())
  })

  it('has at least 40 frozen intents, half of them held out, ten languages, no id twice', () => {
    const [tuning, heldOut] = SETS.map(readFrozen)
    const all = [...tuning ?? [], ...heldOut ?? []]
    expect(all.length).toBeGreaterThanOrEqual(40)
    expect(heldOut?.length).toBeGreaterThanOrEqual(20)
    expect(new Set(all.map((intent) => intent.lang)).size).toBeGreaterThanOrEqual(10)
    expect(new Set(all.map((intent) => intent.id)).size).toBe(all.length)
  })

  it('plans every intent from what it expects: a track, an outline or method alone', () => {
    const wrong = SETS.flatMap(listIntents)
      .filter(({ intent, expects }) => composePlan(makeInput({ intent })).grounding !== expects)
    expect(wrong.map((each) => each.id)).toEqual([])
  })

  it('gives the same numbers twice', () => {
    const run = () => JSON.stringify(summarize(runSet('heldOut', SMALL)))
    expect(run()).toBe(run())
  })

  it('holds its floors on a sample: 85 for every plan with content, 60 to 75 for method, under 50 for filler', () => {
    const rows = summarize(SETS.flatMap((set) => runSet(set, { days: 12, intentsPerSet: 6, seed: 3 })))
    for (const { row, mean, min } of rows) {
      if (/^(curated|learner_outline)/.test(row)) {
        expect([row, min >= 85, mean >= 90]).toEqual([row, true, true])
      }
      if (row.startsWith('process_only')) expect([row, mean >= 60 && mean <= 75]).toEqual([row, true])
      if (row.startsWith('filler')) expect([row, mean < 50]).toEqual([row, true])
    }
  })

  it('is started by npm run bench:plans', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
    expect(scripts['bench:plans']).toBe('node dev/launch.mjs bench:plans')
  })
})
