import { PLANNER_VERSION } from '../_shared/domain/planner/composePlan.ts'

/** One version for all five: they are views of the planner, so they change when it does. */
export const AGENT_VERSION = `reference-${PLANNER_VERSION}`
