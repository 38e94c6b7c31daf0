import type { Plan } from './plan.ts'
import type { ReadOptions } from './options.ts'
import type { Depth } from './requests.ts'

/** How much work goes into an answer. */
export type SessionMode = 'fast' | 'balanced' | 'quality'

/** One way of trying. */
export type Variant = {
  /** `[A-Za-z0-9][A-Za-z0-9_-]{0,39}` */
  name: string
  /** What is asked beside the prompt, up to 500 characters. */
  modifier: string
}

/** Body of session/start. */
export type StartSessionRequest = {
  /** 1 to 4000 characters; bound to a day it is what the learner wishes for that day. */
  prompt: string
  /** Default `fast`. */
  mode?: SessionMode
  options?: {
    /** Refinements at most, 0 to 10. */
    maxIterations?: number
    /** Good enough, 0 to 1. */
    qualityThreshold?: number
    /** 1 to 8, names all different and none `builtin`. */
    parallelVariants?: Variant[]
    /** Lets a model choose between the best two when their scores are as good as equal. */
    judge?: boolean
    /** Together with `day`: the winner becomes that day's plan of the active intent. */
    week?: number
    day?: number
    /** For a prompt without a day. */
    depth?: Depth
    /** For a prompt without a day: minutes, 20 to 180. */
    time_per_day_min?: number
  }
}

/** Answer of session/start. */
export type StartSessionResponse = {
  /** Names the session for the other calls. */
  id: string
  /** `/session/<id>` */
  sessionUrl: string
}

/** Answer of session/{id}/cancel. */
export type CancelSessionResponse = { id: string; status: 'cancelled' }

/** What a critic found. */
export type SessionIssue = {
  id: string
  by: 'alex' | 'socratic'
  says: string
  /** Where it shows. */
  evidence: string
  /** What became of it; null until the end. */
  answer: string | null
}

/** One attempt, without its plan. */
export type SessionCandidate = {
  name: string
  /** 0: as first made; n: after n refinements. */
  iteration: number
  /** 0 to 1; null while it is being made or when it failed. */
  score: number | null
  /** What the score is made of. */
  rubric:
    | { total: number; flags: string[]; parts: Record<string, number> }
    | null
  external_score: number | null
  error_code: string | null
}

/** The best attempt, whole. */
export type SessionFinal = {
  name: string
  iteration: number
  /** 0 to 1. */
  score: number
  plan_md: string
  plan_json: Plan | null
  issues: SessionIssue[]
  stopped_by: 'threshold' | 'no_gain' | 'iterations' | 'budget'
}

/** Answer of session/{id}/status. */
export type SessionStatusResponse = {
  meta: {
    id: string
    status: 'running' | 'succeeded' | 'failed' | 'cancelled' | 'needs_review'
    mode: SessionMode
    /** `builtin`: the orchestrator's own planning strategies; `agent`: a configured model or agent. */
    generator: 'builtin' | 'agent'
    /** The settings in force. */
    config: {
      maxIterations: number
      qualityThreshold: number
      parallelVariants: Variant[]
      judge: boolean
    }
    candidates: SessionCandidate[]
    winner: { name: string; iteration: number; score: number } | null
    final: SessionFinal | null
    created_at: string
    started_at: string | null
    ended_at: string | null
  }
  events: SessionEvent[]
}

type Attempt = { name: string; iteration: number }
/** `score` is 0 to 1. */
type Standing = Attempt & { score: number }
type Outcome = Standing & { stopped_by: SessionFinal['stopped_by'] }

/** Event type to data. */
export type SessionEventData = {
  queued: Record<string, never>
  started: Record<string, never>
  /** Another worker goes on where one was lost. */
  recovered: Record<string, never>
  /** A step, named by `task_key`, is tried again. */
  retrying: { error_code: string; wait_ms: number }
  /** `plan_version` is null for a day without a plan. */
  day_read: { week: number; day: number; plan_version: number | null }
  day_failed: { error_code: string }
  /** `strategy`: our own way of planning that stands in for a model. */
  variant_started: { name: string; strategy?: string | null }
  variant_failed: Attempt & { error_code: string }
  /** `rubric` is 0 to 100; `is_kept` tells of a refinement whether it is the best now. */
  candidate_scored: Standing & { rubric: number | null; external: number | null; is_kept?: boolean }
  judge_started: { a: string; b: string }
  judged: { verdict: string; ab: string; ba: string }
  judge_failed: { error_code: string }
  critic_started: Record<string, never>
  /** `agent` of the event names the critic. */
  critic_issue: { id: string; says: string; evidence: string }
  critic_failed: { error_code: string }
  refinement_started: Attempt & { issues: string[] }
  refine_failed: Attempt & { error_code: string }
  external_score_requested: Record<string, never>
  external_score: { score: number }
  external_score_failed: Attempt & { error_code: string }
  /** The outside scorer took the best below another one. */
  winner_changed: { from: Standing; to: Standing }
  /** The winner is that day's plan now. */
  bound: { session_id: string; plan_version: number; week: number; day: number }
  /** The day keeps the plan it has. */
  bind_refused: { reason?: string; week?: number; day?: number }
  succeeded: Outcome
  /** As succeeded, but an attempt failed. */
  degraded: Outcome
  /** The best plan is there, below the threshold. */
  needs_review: Outcome & {
    code: 'LOW_QUALITY'
    cause: 'process_only' | 'low_score'
    threshold: number
    evidence: string[]
  }
  failed: { code: string }
  cancelled: Record<string, never>
}

/** One line of a session's story; a newer server may send types that are not listed here. */
export type SessionEvent = {
  [Type in keyof SessionEventData]: {
    /** Counts per session from 1, without gaps. */
    seq: number
    run_id: string
    task_key: string | null
    agent: string | null
    type: Type
    level: 'debug' | 'info' | 'warn' | 'error' | 'success'
    /** For people. */
    message: string
    data: SessionEventData[Type]
    /** RFC 3339 in UTC with milliseconds. */
    at: string
  }
}[keyof SessionEventData]

/** Options of `sessionStatus`. */
export type SessionStatusOptions = ReadOptions & {
  /** Only events with a higher `seq`; default 0. */
  after?: number
}

/** Options of `streamSession`; `timeoutMs` is how long a broken stream is tried again without a word of the server. */
export type StreamSessionOptions = SessionStatusOptions
