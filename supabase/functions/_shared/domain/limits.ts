// How long, how often, how much. Sizes of the wire that callers see are in contract/bounds.ts.

const SECOND_MS = 1_000
export const HOUR_MS = 3_600 * SECOND_MS

/**
 * One deadline per day.run; each phase gets min(its cap, what is left). `research` holds when an instructor is
 * configured. The lease outlives the deadline by one statement, so a live owner is never taken over.
 */
export const DAY_RUN_LIMITS = {
  plain: { deadline_ms: 11_000, signals_ms: 9_000, instructor_ms: 0, lease_ms: 20_000 },
  research: {
    deadline_ms: 28_000,
    signals_ms: 11_000,
    instructor_ms: 15_000,
    lease_ms: 35_000,
  },
} as const

/** All tries of one question to an agent or model, while the learner waits. */
export const QUESTION_BUDGET_MS = 28_000

/** Ceiling of one try, always cut to what is left of the budget. */
export const CALL_CEILING_MS = 15_000
/** A model writes a whole plan in one try, and nobody waits for it in a request. */
export const MODEL_TRY_MS = 45_000
/** A try with less time than this cannot finish, so it is not started. */
export const MIN_TRY_MS = 500

/** Waits before tries 2, 3 and 4; a random 0-20 % comes on top. */
export const BACKOFF_MS = [1_000, 2_000, 4_000] as const
export const BACKOFF_JITTER = 0.2
/** Each named policy: its waits before tries 2, 3 and 4. A step of a run has time; a learner who waits has not. */
export const RETRY_POLICIES = { agent_http: BACKOFF_MS, workflow_step: [2_000, 4_000, 8_000] } as const
export type RetryPolicyName = keyof typeof RETRY_POLICIES

/** Longest cool-down a Retry-After can cause. A timer set to 1e12 ms fires after about 1 ms: every delay is clamped. */
export const COOL_DOWN_MAX_MS = 300_000
/** A failed agent is not asked again by the same learner for this long. */
export const FAILURE_MEMORY_MS = 60_000

/** Retries an agent may cost per isolate (the AWS SDK's figures): an empty bucket means no retry. */
export const RETRY_BUDGET = { capacity: 500, retry_cost: 5, timeout_cost: 10, success_gain: 1 } as const

/** Opens at 5 failures in a row or half of the last 20; stays open 30 s, doubled up to 300 s; one probe after it. */
export const BREAKER = {
  failures_in_a_row: 5,
  window: 20,
  failure_share: 0.5,
  open_ms: 30_000,
  open_max_ms: 300_000,
} as const

/** The same remark on the same agent is logged once in this time: the platform keeps 100 lines per 10 s. */
export const REMARK_EVERY_MS = 60_000

/** An agent's reply in decoded bytes: the contract's size, and where reading stops (a gzip bomb grew RSS by 1 GB). */
export const REPLY_MAX_BYTES = 256 * 1024
export const REPLY_HARD_STOP_BYTES = 1024 * 1024
export const REPLY_MAX_DEPTH = 16
/** Values in a reply, lists and objects included; the largest signal of the contract has about 1,500. */
export const REPLY_MAX_VALUES = 5_000
/** Largest body sent to a signal agent. */
export const AGENT_REQUEST_MAX_BYTES = 64 * 1024

/** An entry of another key may stand in for a failed call while it is at most this many windows old. */
export const FALLBACK_WINDOWS = 2
