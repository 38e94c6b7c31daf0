import type { Row } from '../../support/scoreboard.ts'
import type { World } from './world.ts'

/** How much is measured: the gate needs seconds, the published table minutes. */
export type Size = {
  rounds: number
  /** Requests of one variant in one round of a read suite. */
  reads: number
  /** As many learners take part in one round of a write suite. */
  writers: number
  open_loop_s: number
  memory_requests: number
  /** Learners in the database, smallest first. */
  learners: number[]
  learners_with_300: number
}

export type Plot = { file: string; title: string; x: string; y: string; lines: PlotLine[] }
export type PlotLine = { label: string; points: { x: number; y: number }[] }

/** What a suite found: the rows that are judged, and what explains them, as Markdown. */
export type Finding = { rows: Row[]; explanation: string[]; plots?: Plot[] }

export type SpeedSuite = {
  /** As in `--only <name>`. */
  name: string
  /** Also part of `npm run bench:gate`. */
  in_gate: boolean
  run(world: World, size: Size, progress: (text: string) => void): Promise<Finding>
}
