import type { LoadJob, LoadResult } from './loadJob.ts'
import { readCpuSeconds } from './processFigures.ts'

/** One variant in one round. */
export type Sample = {
  per_s: number
  /** Microseconds of CPU per request: of the function process (or what stands in for it), of all of Postgres. */
  server_us: number
  database_us: number
  p50_ms: number
  p99_ms: number
  errors: number
  error_samples: string[]
}

export type Variant = { name: string; run(round: number): Promise<Sample> }

type Watched = { serverPids: readonly number[]; databasePids: () => readonly number[] }

/** Runs a load and charges the CPU that was used meanwhile to its requests. */
export async function measure(watched: Watched, load: () => Promise<LoadResult>): Promise<Sample> {
  const databasePids = watched.databasePids()
  const before = [readCpuSeconds(watched.serverPids), readCpuSeconds(databasePids)] as const
  const result = await load()
  const used = [
    readCpuSeconds(watched.serverPids) - before[0],
    readCpuSeconds(databasePids) - before[1],
  ] as const
  const perRequest = (seconds: number) => seconds * 1e6 / Math.max(1, result.answered)
  return {
    per_s: result.answered / result.seconds,
    server_us: perRequest(used[0]),
    database_us: perRequest(used[1]),
    p50_ms: result.latency.all?.p50_ms ?? 0,
    p99_ms: result.latency.all?.p99_ms ?? 0,
    errors: result.errors,
    error_samples: result.error_samples,
  }
}

export type Rounds = Record<string, Sample[]>

/** A/B/C, B/C/A, …: each variant meets the machine's moods as often in each place. The first round only warms up. */
export async function interleave(
  variants: readonly Variant[],
  rounds: number,
  progress: (text: string) => void,
): Promise<Rounds> {
  const samples: Rounds = Object.fromEntries(variants.map(({ name }) => [name, []]))
  for (let round = 0; round <= rounds; round += 1) {
    for (let at = 0; at < variants.length; at += 1) {
      const variant = variants[(at + round) % variants.length]
      if (variant === undefined) continue
      progress(`round ${round}/${rounds}: ${variant.name}`)
      const sample = await variant.run(round)
      if (round > 0) samples[variant.name]?.push(sample)
    }
  }
  return samples
}

export type Ratio = { median: number; low: number; high: number }

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1
    ? sorted[middle] ?? 0
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

function spreadOf(values: readonly number[]): Ratio {
  return { median: median(values), low: Math.min(...values), high: Math.max(...values) }
}

/** Requests per second of one variant over those of another in the same round. */
export function ratioOf(rounds: Rounds, name: string, floor: string): Ratio {
  const over = rounds[floor] ?? []
  return spreadOf((rounds[name] ?? []).map((sample, at) => sample.per_s / (over[at]?.per_s ?? Number.NaN)))
}

export function ratioOfValues(values: readonly number[], floors: readonly number[]): Ratio {
  return spreadOf(values.map((value, at) => value / (floors[at] ?? Number.NaN)))
}

export function showRatio({ median, low, high }: Ratio): string {
  return `${median.toFixed(2)} (${low.toFixed(2)}..${high.toFixed(2)})`
}

export function countErrors(rounds: Rounds): number {
  return Object.values(rounds).flat().reduce((sum, sample) => sum + sample.errors, 0)
}

/** The variants side by side, as a Markdown table. */
export function tableOf(rounds: Rounds, floor: string): string[] {
  const lines = Object.entries(rounds).map(([name, samples]) => {
    const of = (pick: (sample: Sample) => number, digits = 0) => median(samples.map(pick)).toFixed(digits)
    const errors = samples.reduce((sum, sample) => sum + sample.errors, 0)
    return `| ${name} | ${showRatio(ratioOf(rounds, name, floor))} | ${of((s) => s.server_us)} | ${
      of((s) => s.database_us)
    } | ${of((s) => s.p50_ms, 1)} | ${of((s) => s.p99_ms, 1)} | ${errors} |`
  })
  return [
    `| variant | throughput over "${floor}" | server CPU µs | Postgres CPU µs | p50 ms | p99 ms | errors |`,
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...lines,
  ]
}

export type ClosedLoad = Omit<LoadJob, 'host' | 'port' | 'shape'> & { origin: string; count: number }
