import { LEAST_GAIN } from '../../../supabase/functions/_shared/domain/quality/presets.ts'
import type { Outcome, Row, Way } from './runBench.ts'

export const BEGIN = '<!-- measured: npm run bench:quality -->'
export const END = '<!-- end of measured -->'

type Spread = { median: number; low: number; high: number; min: number; calls: number }

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}

export function spreadOf(outcomes: readonly Outcome[]): Spread {
  const sorted = outcomes.map(({ score }) => score).sort((a, b) => a - b)
  return {
    median: quantile(sorted, 0.5),
    low: quantile(sorted, 0.25),
    high: quantile(sorted, 0.75),
    min: sorted[0] ?? 0,
    calls: outcomes.reduce((sum, { calls }) => sum + calls, 0) / outcomes.length,
  }
}

/** Situations in which a way came out better than its rival by more than rounding, as good, and worse. */
export function duel(own: readonly Outcome[], rival: readonly Outcome[]): [number, number, number] {
  const gains = own.map(({ score }, index) => score - (rival[index]?.score ?? 0))
  const count = (test: (gain: number) => boolean) => gains.filter(test).length
  return [
    count((gain) => gain > 0.0005),
    count((gain) => Math.abs(gain) <= 0.0005),
    count((gain) => gain < -0.0005),
  ]
}

/** Whether a way beats best-of-n at equal calls: more situations won than lost, and a mean gain that means something. */
export function beatsRival({ outcomes, rival }: Row): boolean {
  if (rival === null) return false
  const [won, , lost] = duel(outcomes, rival)
  const gain = outcomes.reduce((sum, { score }, index) => sum + score - (rival[index]?.score ?? 0), 0) /
    outcomes.length
  return won > lost && gain >= LEAST_GAIN
}

/**
 * The mode of a session that names none, by what is served: the cheapest, unless a dearer one beats best-of-n at equal
 * calls whoever writes the plans.
 */
export function chooseDefault(served: readonly Row[]): Way {
  const wins = (way: Way) => served.filter((row) => row.way === way && row.rival !== null).every(beatsRival)
  if (wins('quality')) return 'quality'
  return wins('balanced') ? 'balanced' : 'fast'
}

const figure = (value: number) => value.toFixed(3)

function table(rows: readonly Row[]): string[] {
  const head = [
    'who writes',
    'way',
    'calls',
    'median',
    'middle half',
    'least',
    'best-of-n',
    'won, even, lost',
  ]
  const lines = rows.map(({ generator, way, outcomes, rival }) => {
    const own = spreadOf(outcomes)
    return [
      generator,
      way,
      own.calls.toFixed(1),
      figure(own.median),
      `${figure(own.low)} to ${figure(own.high)}`,
      figure(own.min),
      rival === null ? '' : figure(spreadOf(rival).median),
      rival === null ? '' : duel(outcomes, rival).join(', '),
    ]
  })
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0))
  )
  const format = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [format(head), format(widths.map((width) => '-'.repeat(width))), ...lines.map(format)]
}

/** The measured part of docs/quality.md. */
export function composeReport(served: readonly Row[], own: readonly Row[]): string {
  return [
    BEGIN,
    '',
    'What is served, the built-in plan among the candidates:',
    '',
    ...table(served),
    '',
    "The model's own plans, without the built-in one:",
    '',
    ...table(own),
    '',
    `Default mode by this: \`${chooseDefault(served)}\`.`,
    '',
    END,
  ].join('\n')
}
