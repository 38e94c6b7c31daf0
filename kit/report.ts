import type { Participant } from '../supabase/functions/_shared/contract/agentMessages.ts'
import type { Method } from './probe.ts'
import type { Finding, Level } from './verdict.ts'

export type CheckResult = {
  id: string
  level: Level
  title: string
  status: 'pass' | 'fail' | 'skip'
  /** Set when it failed. */
  finding: Finding | null
  /** Why it was skipped, or what a passed check has to say. */
  note: string | null
}

export type Report = {
  agent: Participant
  root: string
  /** The method the checks used. */
  method: Method
  calls: number
  ms: number
  /** Of all answers of the agent's route; null without any. */
  p50_ms: number | null
  p95_ms: number | null
  /** 120 calls or 60 s were used up before every check was made. */
  ended_early: boolean
  /** Every MUST that applies holds, and the run came to its end. */
  passed: boolean
  results: CheckResult[]
}

/** Ids of the failed checks of a level. */
export function listFailed(report: Report, level: Level): string[] {
  return report.results.filter((result) => result.status === 'fail' && result.level === level).map(({ id }) =>
    id
  )
}
