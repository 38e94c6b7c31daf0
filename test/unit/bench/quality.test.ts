import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { startSessionRequestSchema } from '../../../supabase/functions/_shared/contract/session.ts'
import {
  beatsRival,
  BEGIN,
  chooseDefault,
  composeReport,
  duel,
  END,
  spreadOf,
} from '../../bench/quality/report.ts'
import { type Row, runBench } from '../../bench/quality/runBench.ts'
import { listSituations } from '../../bench/quality/situations.ts'

const measured = (page: string) => page.slice(page.indexOf(BEGIN), page.indexOf(END) + END.length)
/** Column widths are the formatter's. */
const even = (text: string) => text.replace(/ +/g, ' ').replace(/-+/g, '-')

describe('the comparison of the modes', () => {
  it('is published as it comes out, and the default mode follows from it', async () => {
    const served = await runBench('served')
    const report = composeReport(served, await runBench('own'))
    expect(even(measured(readFileSync('docs/quality.md', 'utf8')))).toBe(even(report))
    expect(startSessionRequestSchema.parse({ prompt: 'x' }).mode).toBe(chooseDefault(served))
  }, 60_000)

  it('covers thirty situations, no two of them the same, with and without content', () => {
    const situations = listSituations()
    expect(new Set(situations.map(({ id }) => id)).size).toBe(30)
    expect(new Set(situations.map(({ situation }) => situation.baseline.grounding)).size).toBe(3)
  })

  it('is started by npm run bench:quality', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
    expect(scripts['bench:quality']).toBe('node dev/launch.mjs bench:quality')
  })
})

describe('the verdict', () => {
  const of = (...scores: number[]) => scores.map((score) => ({ score, calls: 4 }))
  const row = (way: Row['way'], own: number[], rival: number[] | null): Row => ({
    generator: 'x',
    way,
    outcomes: of(...own),
    rival: rival === null ? null : of(...rival),
  })

  it('is for a dearer mode when it beats best-of-n clearly, else for the cheapest', () => {
    const fast = row('fast', [0.5, 0.5, 0.5], null)
    const level = row('balanced', [0.5, 0.5, 0.5], [0.5, 0.5, 0.5])
    const better = (way: 'balanced' | 'quality') => row(way, [0.9, 0.5, 0.5], [0.5, 0.5, 0.5])
    expect(chooseDefault([fast, level, row('quality', [0.51, 0.5, 0.5], [0.5, 0.5, 0.5])])).toBe('fast')
    expect(chooseDefault([fast, better('balanced'), row('quality', [0.5], [0.9])])).toBe('balanced')
    expect(chooseDefault([fast, level, better('quality')])).toBe('quality')
    expect(chooseDefault([fast, level, better('quality'), row('quality', [0.5], [0.6])])).toBe('fast')
    expect(beatsRival(row('quality', [0.9, 0.4, 0.4], [0.5, 0.5, 0.5]))).toBe(false)
  })

  it('counts won, even and lost, and the middle of the scores', () => {
    expect(duel(of(0.9, 0.5, 0.1), of(0.5, 0.5, 0.5))).toEqual([1, 1, 1])
    expect(spreadOf(of(0.1, 0.2, 0.3, 0.4, 0.5))).toEqual({
      median: 0.3,
      low: 0.2,
      high: 0.4,
      min: 0.1,
      calls: 4,
    })
  })
})
