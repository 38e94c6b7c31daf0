import type { Row } from '../support/scoreboard.ts'

/** What a suite is given. Everything random comes from the seed, so that a failure can be run again. */
export type Torture = {
  seed: number
  /** How long the suite may torture, in ms; booting and checking come on top. Short budgets do less, never nothing. */
  budgetMs: number
  /** Replaces the suite's progress line. */
  progress(text: string): void
}

/** A kind of torture with its own stack, which is gone when `run` settles. Throws only when it could not measure. */
export type Suite = {
  /** As in `--only <name>`. */
  name: string
  /** Part of the whole time, relative to the other suites. */
  weight: number
  run(torture: Torture): Promise<Row[]>
}
