import type { Probe } from './probe.ts'
import type { Level, Verdict } from './verdict.ts'

/** One rule of the contract and how an agent is held to it. */
export type Check = {
  /** Group letter and number: stable, never used again for another rule. */
  id: string
  level: Level
  title: string
  /** Checks that have to hold before this one can say anything. */
  needs?: readonly string[]
  /** Judged after all others, over everything the agent said. */
  atEnd?: true
  /** Advice only when the answers come from a language model (`meta.usage`), which may not repeat itself. */
  softForModels?: true
  run(probe: Probe, options: RunOptions): Promise<Verdict> | Verdict
}

export type RunOptions = {
  /** Points of a plan by the quality rubric; without it plans are not compared. */
  scorePlan:
    | ((planJson: Record<string, unknown>, budgetMin: number) => number)
    | null
}

export const GROUPS = {
  A: 'transport',
  B: 'envelope',
  C: 'validators',
  D: 'depends_on',
  E: 'data',
  F: 'honesty',
  G: 'safety',
  H: 'time',
  I: 'idempotency',
  J: 'instructor',
  K: 'operation',
} as const
