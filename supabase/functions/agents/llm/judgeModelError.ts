import type { AuthorFailure } from '../author.ts'
import type { LoadedModel } from './loadModel.ts'

export type TokenCount = { input: number; output: number }

export type ModelFailure = {
  kind: 'failed'
  failure: AuthorFailure
  /** What was certainly used; null when nobody can tell. */
  tokens: TokenCount | null
  retry_after: string | null
  http_status: number | null
}

const NONE: TokenCount = { input: 0, output: 0 }

/** A failure of which nothing is known but what `more` says. */
export function failAsk(failure: AuthorFailure, more: Partial<ModelFailure> = {}): ModelFailure {
  return { kind: 'failed', failure, tokens: null, retry_after: null, http_status: null, ...more }
}

/** What an error of the SDK means. Its message and body are left alone: both may quote the learner. */
export function judgeModelError(error: unknown, { sdk }: LoadedModel): ModelFailure {
  if (sdk.NoObjectGeneratedError.isInstance(error)) {
    const { inputTokens, outputTokens } = error.usage ?? {}
    const tokens = inputTokens === undefined ? null : { input: inputTokens, output: outputTokens ?? 0 }
    return failAsk(error.finishReason === 'content-filter' ? 'refused' : 'bad_output', { tokens })
  }
  if (sdk.APICallError.isInstance(error)) {
    const { statusCode: http_status = null } = error
    if (http_status === 429) {
      const retry_after = error.responseHeaders?.['retry-after'] ?? null
      return failAsk('rate_limited', { tokens: NONE, http_status, retry_after })
    }
    if (http_status !== null && http_status >= 500) {
      return failAsk('unreachable', { tokens: NONE, http_status })
    }
    if (http_status !== null && http_status >= 400) {
      return failAsk('misconfigured', { tokens: NONE, http_status })
    }
    // A 200 whose body is no completion: it may have been paid for.
    return failAsk(http_status === null ? 'unreachable' : 'bad_output', { http_status })
  }
  const isAbort = error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')
  return failAsk(isAbort ? 'deadline' : 'unreachable')
}
