/** One step of a day. */
export type PlanStep = {
  /** `w<week>d<day>s<number>`, stable within one `plan_version`. */
  id: string
  kind:
    | 'retrieve'
    | 'study'
    | 'example'
    | 'practice'
    | 'socratic'
    | 'build'
    | 'reflect'
    | 'break'
    | 'diagnose'
  /** Whole minutes, at least 2. */
  minutes: number
  /** What to do, 20 to 600 characters. */
  action: string
  /** How to see that it is done. */
  done_when: string
  /** What it is about; empty for a break or a look back. */
  unit_ids: string[]
  objective_ids: string[]
  /** Why it is in today's plan. */
  why: string
  /** 1 to 5. */
  difficulty: number
  /** Something to read or watch; `url` is null when it has none. */
  resource?: { title: string; url: string | null; from: 'curated' | 'learner' }
}

/** What the learner can do after the day. */
export type PlanObjective = {
  id: string
  text: string
  bloom:
    | 'remember'
    | 'understand'
    | 'apply'
    | 'analyze'
    | 'evaluate'
    | 'create'
  unit_ids: string[]
  /** 0 to 1. */
  weight: number
}

/** A day's plan, version 1. The minutes of the steps add up to `minutes_total`. */
export type Plan = {
  version: '1'
  title: string
  description: string
  /** 1 to 104. */
  week: number
  /** 1 to 7. */
  day: number
  /** Minutes of the whole day, 20 to 180. */
  minutes_total: number
  /** 1 to 5. */
  difficulty: number
  /** What the content stands on; `process_only`: nothing is known of the topic, and the plan says so. */
  grounding: 'curated' | 'learner_outline' | 'agent' | 'process_only'
  /** Who wrote the plan that is served. */
  source: 'builtin' | 'instructor'
  /** The plans that were compared; `score` is null and `rejected` says why when one could not be served. */
  candidates: {
    source: 'builtin' | 'instructor'
    score: number | null
    rejected?: string
  }[]
  /** How the day serves the goal. */
  goal_link: string
  /** What the current stage, 1 to 4, ends with. */
  milestone: { id: string; text: string; stage: number; evidence: string }
  objectives: PlanObjective[]
  steps: PlanStep[]
  /** Units whose review is due. */
  reviews_due: string[]
  /** Those of them that fit into the day. */
  reviews_included: string[]
  /** What was changed for this learner, and why. */
  adaptation: { rule: string; reason: string }[]
  risk_flags: string[]
  /** An intention for the beginning: "If it is 07:00 and I sit down, I start step 1". */
  if_then?: string
  /** What differs from the plan it replaced; left out in the first version. `minutes` is the difference. */
  changes?: {
    from_version: number
    added: string[]
    removed: string[]
    moved: string[]
    minutes: number
    reason: string
  }
}
