import { OrchestratorError } from '../../client/mod.ts'

export type FailureText = {
  message: string
  /** What to correct, field by field. */
  issues: string[]
  /** What helps beside trying again; null when nothing is known. */
  advice: string | null
  /** Seconds; null when the server asked for none. */
  retryAfter: number | null
  /** For whoever looks it up in the log; null when no answer arrived. */
  requestId: string | null
  code: string | null
}

const ADVICE: Record<string, string> = {
  UNAUTHORIZED: 'Please sign out and in again.',
  NETWORK_ERROR: 'Please look whether you are connected.',
}

/** What a person can read of anything that was thrown. */
export function failureText(error: unknown): FailureText {
  if (error instanceof OrchestratorError) {
    const { message, code, requestId, retryAfter } = error
    const issues = readIssues(error.details?.issues)
    return { message, code, requestId, retryAfter, issues, advice: ADVICE[code] ?? null }
  }
  const message = error instanceof Error && error.message !== '' ? error.message : 'Something went wrong'
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
  return { message, code, requestId: null, retryAfter: null, issues: [], advice: null }
}

function readIssues(issues: unknown): string[] {
  if (!Array.isArray(issues)) return []
  return issues.flatMap((issue: { path?: unknown; message?: unknown } | null) =>
    typeof issue?.message === 'string' ? [`${String(issue.path ?? '')}: ${issue.message}`] : []
  )
}
