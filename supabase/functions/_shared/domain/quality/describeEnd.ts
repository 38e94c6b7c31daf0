import type { RunEnd } from '../../contract/runs.ts'
import type { Candidate, Final, QualityResult } from '../../contract/session.ts'

/** How many issues an end names as its evidence. */
const EVIDENCE = 3

const viewOf = ({ plan: _plan, text: _text, ...rest }: Candidate) => rest

/**
 * How a session ends: below the threshold a person should look, and the best plan is there all the same; otherwise it
 * succeeded, degraded when an attempt came to nothing.
 */
export function describeEnd(final: Final, threshold: number, candidates: readonly Candidate[]): RunEnd {
  const { name, iteration, score, stopped_by } = final
  const result: QualityResult = { candidates: candidates.map(viewOf), final }
  const data = { name, iteration, score, stopped_by }
  if (score < threshold) return describeLow(final, threshold, { result, data })
  const isWhole = candidates.every(({ error_code }) => error_code === null)
  return {
    status: isWhole ? 'succeeded' : 'degraded',
    result,
    level: 'success',
    message: `${name} wins with ${score}`,
    data,
  }
}

function describeLow(
  final: Final,
  threshold: number,
  { result, data }: { result: QualityResult; data: Record<string, unknown> },
): RunEnd {
  const evidence = final.issues.slice(0, EVIDENCE).map(({ id }) => id)
  // Without an outline no plan gets more: asking again does not help, the learner's own outline does.
  const isMethodOnly = final.plan_json?.grounding === 'process_only'
  const cause = isMethodOnly ? 'process_only' : 'low_score'
  const help = isMethodOnly ? '; an outline of the topic would lift it' : ''
  return {
    status: 'needs_review',
    result,
    level: 'warn',
    message: `Best score ${final.score} is below ${threshold}; the best plan is there all the same${help}`,
    data: { ...data, code: 'LOW_QUALITY', cause, threshold, evidence },
  }
}

/** The day itself refuses: there is none, it is completed, or somebody else is at it for too long. */
export function describeRefusedDay(reason: string): RunEnd {
  return {
    status: 'failed',
    result: { candidates: [], final: null },
    level: 'error',
    message: 'The day cannot be planned',
    data: { code: reason },
  }
}
