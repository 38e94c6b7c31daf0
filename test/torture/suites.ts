import { isolation } from './isolation.ts'
import { canaries } from './canaries.ts'
import type { Suite } from './suite.ts'

/** In the order in which they run. */
export const SUITES: readonly Suite[] = [isolation, canaries]
