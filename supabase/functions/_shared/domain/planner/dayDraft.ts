import type { Adaptation } from '../../contract/plan.ts'
import type { DraftStep } from './draftStep.ts'
import type { ContentUnit } from './resolveContent.ts'

/** A day before minutes and numbers: what it is about and the steps in order. */
export type DayDraft = {
  title: string
  description: string
  steps: DraftStep[]
  /** The units the day is about; objectives and the milestone are made from them. */
  units: ContentUnit[]
  adaptation: Adaptation[]
}
