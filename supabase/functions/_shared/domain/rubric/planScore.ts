/** The eleven parts and their weights; they add up to 110. */
export const PART_WEIGHTS = {
  time_fit: 10,
  goal: 12,
  prerequisites: 10,
  reviews: 12,
  active_share: 10,
  specificity: 14,
  grounding: 20,
  distinctness: 8,
  load: 6,
  explanation: 4,
  honesty: 4,
} as const
export type PartName = keyof typeof PART_WEIGHTS

export const RUBRIC_VERSION = '1'
/** Most a plan can get that fails a hard gate. */
export const GATE_CAP = 49
/** Most a plan can get that falls through a soft floor, or that has no content to be judged. */
export const FLOOR_CAP = 69

export type FlagName =
  | 'schema'
  | 'minutes'
  | 'prerequisites'
  | 'unknown_units'
  | 'placeholder'
  | 'speaks_to_a_model'
  | 'invented_url'
  | 'score_without_evidence'
  | 'passive'
  | 'vague'
  | 'repeats_a_day'
  | 'reviews_dropped'
  | 'ungrounded'
  | 'unlinked'
  | 'lopsided'
  | 'micro_steps'
  | 'process_only'

/** What failed, the cap it brings and one sentence on why. */
export type Flag = { name: FlagName; cap: number; says: string }

export type PlanScore = {
  rubric: typeof RUBRIC_VERSION
  /** 0..100, one decimal. */
  total: number
  /** Points of each part, 0 to its weight. */
  parts: Record<PartName, number>
  flags: Flag[]
}
