/** How deep the learner wants to go. */
export type Depth = 'surface' | 'informed' | 'expert'

/** One thing to learn: its name, or with an order and a time. */
export type OutlineItem = string | {
  /** `[a-z0-9][a-z0-9_.-]{0,63}`; left out: made from the name. */
  id?: string
  /** 1 to 120 characters. */
  name: string
  /** Up to 8 ids of items that come before. */
  prereqs?: string[]
  /** Minutes, 15 to 600. */
  est_min?: number
  /** What to do, up to 400 characters. */
  task?: string
  /** How to see that it is done, up to 200 characters. */
  check?: string
}

/** What the planner reads of `meta`; every other key is kept and handed to the agents. At most 8 KB, four levels. */
export type IntentMeta = {
  /** Up to 60 items, in the learner's order. */
  outline?: OutlineItem[]
  /** Where the outline comes from; the URL is http or https, up to 500 characters. */
  source?: { title: string; url?: string }
  /** Up to 60 names that the learner knows already. */
  known?: string[]
  /** Length of the programme, 1 to 104. */
  weeks?: number
  /** 1 to 7; default 5. */
  days_per_week?: number
  /** ISO weekdays, Monday is 1. */
  study_weekdays?: number[]
  /** The local hour at which the learner's day begins, 0 to 6. */
  day_starts_at_hour?: number
  goal_kind?: 'build' | 'exam' | 'perform' | 'understand'
  /** 1 to 120 characters. */
  learning_style?: string
  [key: string]: unknown
}

/** Body of intent.sync: what the learner wants to learn, how deep, to what end, in how many minutes a day. */
export type IntentSyncRequest = {
  /** 1 to 200 characters. The same topic updates the active intent, another one replaces it. */
  topic: string
  depth: Depth
  /** 1 to 1000 characters. */
  end_goal: string
  /** Minutes a day, 20 to 180. */
  time_per_day_min: number
  /** IANA time zone name. Left out: a new intent starts with UTC, a stored one keeps its zone. */
  user_tz?: string
  /** 1 to 120 characters. Left out: what is stored stays; null clears it. */
  track_label?: string | null
  /** Left out: what is stored stays; null clears it. */
  meta?: IntentMeta | null
}

/** Body of day.run. Without week and day the learner's next day is run. */
export type DayRunRequest = {
  /** 1 to 104, together with `day`. */
  week?: number | null
  /** 1 to 7, together with `week`. */
  day?: number | null
  /** Asks every agent again and rebuilds the plan; default false. */
  force_refresh?: boolean
}

/** Body of day.done: what the learner says about a day. Null and left out mean the same: not said. */
export type DayDoneRequest = {
  /** The `session_id` of day.run. */
  session_id: string
  /** Minutes it took, 1 to 480. */
  completion_time_min: number
  /** 1 to 10. */
  confidence?: number | null
  /** Up to 4000 characters. */
  notes?: string | null
  /** Questions answered from memory, up to 500; `right` is at most `total`. */
  recall?: { right: number; total: number } | null
  /** Up to 60, by `unit_ids` of the plan's steps. */
  results?:
    | { unit_id: string; outcome: 'again' | 'hard' | 'good' | 'easy' }[]
    | null
  /** Up to 12 `id`s of the plan's steps. */
  skipped_step_ids?: string[] | null
  /** Up to 6 criteria, each with a score of 0 to 4. */
  self_assessment?: { criterion_id: string; score: number }[] | null
}

/** What a learner says about a finished day; the session is named separately. */
export type DayCompletion = Omit<DayDoneRequest, 'session_id'>
