import type { PlanStep } from '../../contract/plan.ts'
import type { WhyRule } from './whyRules.ts'

/** A step before its minutes, number and objectives are known. */
export type DraftStep = {
  kind: PlanStep['kind']
  rule: WhyRule
  /** Share of the session, relative to the other steps. */
  weight: number
  action: string
  done_when: string
  reason: string
  unit_ids: string[]
  resource?: PlanStep['resource']
  /** Order in which steps give way when a session has too many: highest first; 0 never. */
  yields: number
}

/** Most steps a session of that length can hold without becoming a list of micro-steps. */
export function mostSteps(budgetMin: number): number {
  return budgetMin < 45 ? 5 : budgetMin < 90 ? 6 : 9
}

/** Least steps that fill a session of that length. */
export function leastSteps(budgetMin: number): number {
  return budgetMin < 45 ? 3 : budgetMin < 90 ? 4 : 5
}

/** Drops the steps that give way first, later ones before earlier ones, until the session can hold the rest. */
export function fitSteps(drafts: readonly DraftStep[], budgetMin: number): DraftStep[] {
  const kept = [...drafts]
  while (kept.length > mostSteps(budgetMin)) {
    let drop = kept.length - 1
    kept.forEach((draft, index) => {
      if (draft.yields >= (kept[drop]?.yields ?? 0)) drop = index
    })
    kept.splice(drop, 1)
  }
  return kept
}
