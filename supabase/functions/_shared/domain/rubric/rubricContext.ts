/** A unit as the rubric needs it: what it is called, what comes before it, and its own words. */
export type RubricUnit = {
  id: string
  name: string
  prereqs: readonly string[]
  /** Task, check and whatever else was written about the unit by a person. */
  texts: readonly string[]
}

/** What a plan is judged against; the same for the built-in plan and for an instructor's. */
export type RubricContext = {
  topic: string
  goal: string
  budget_min: number
  /** Every unit that is known for the topic; empty when nobody named any. */
  units: readonly RubricUnit[]
  /** Ids of units opened on earlier days or declared as known. */
  opened: readonly string[]
  reviews_due: readonly string[]
  /** How many due reviews the session has room for. */
  review_cap: number
  /** Step texts of the last plans, at most 5, newest first. */
  previous: readonly (readonly string[])[]
  /** Addresses of curated roots and of the learner; everything else is invented. */
  allowed_urls: readonly string[]
  /** Whether anything was ever measured (recall, results, self-assessment) that a score could come from. */
  has_evidence: boolean
}
