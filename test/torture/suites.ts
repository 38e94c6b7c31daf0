import { canaries } from './canaries.ts'
import { fuzz } from './fuzz.ts'
import { isolation } from './isolation.ts'
import { limits } from './limits.ts'
import type { Suite } from './suite.ts'
import { time } from './time.ts'

/** In the order in which they run. */
export const SUITES: readonly Suite[] = [isolation, canaries, limits, fuzz, time]
