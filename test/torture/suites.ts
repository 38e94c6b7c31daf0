import { agents } from './agents.ts'
import { crashes } from './crashes.ts'
import { history } from './history.ts'
import { text } from './text.ts'
import type { Suite } from './suite.ts'

/** In the order in which they run. */
export const SUITES: readonly Suite[] = [agents, text, crashes, history]
