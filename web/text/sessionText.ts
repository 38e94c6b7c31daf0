import type { Attempt, SessionStory } from '../state/sessionStory.ts'

/** An attempt's name as a person says it. */
export function attemptText({ name, iteration }: Pick<Attempt, 'name' | 'iteration'>): string {
  const said = name === 'builtin' ? 'the usual plan' : name.replaceAll('-', ' ')
  return iteration === 0 ? said : `${said}, refined ${iteration === 1 ? 'once' : `${iteration} times`}`
}

/** A score of 0 to 1 in points of 100. */
export function scoreText({ score, isFailed }: Pick<Attempt, 'score' | 'isFailed'>): string {
  if (isFailed) return 'came to nothing'
  return score === null ? 'at work…' : `${Math.round(score * 100)} of 100`
}

/** How it ended, and what that means for the day. */
export function endText({ end, winner, isBound }: SessionStory): string {
  if (end === 'cancelled') return 'Cancelled. Your plan is as it was.'
  if (end === 'failed' || winner === null) return 'This day could not be planned. Your plan is as it was.'
  const best = `Best: ${attemptText(winner)}, ${scoreText({ score: winner.score, isFailed: false })}.`
  const low = end === 'needs_review' ? ' That is less than was hoped for.' : ''
  return `${best}${low} ${isBound ? 'It is your plan for the day.' : 'Your plan is as it was.'}`
}
