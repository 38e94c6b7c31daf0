import { agents } from './agents.ts'
import { canaries } from './canaries.ts'
import { crashes } from './crashes.ts'
import { fuzz } from './fuzz.ts'
import { history } from './history.ts'
import { isolation } from './isolation.ts'
import { limits } from './limits.ts'
import type { Suite } from './suite.ts'
import { text } from './text.ts'
import { time } from './time.ts'

/** In the order in which they run. */
export const SUITES: readonly Suite[] = [
  isolation,
  canaries,
  limits,
  fuzz,
  agents,
  text,
  crashes,
  history,
  time,
]
