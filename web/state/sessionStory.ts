import type { SessionEvent } from '../../client/sessions.ts'

export type Attempt = {
  name: string
  iteration: number
  /** 0 to 1; null while it is being made, and when it failed. */
  score: number | null
  isFailed: boolean
}

/** What a quality session has told so far. */
export type SessionStory = {
  attempts: Attempt[]
  issues: { id: string; by: string; says: string }[]
  winner: { name: string; iteration: number; score: number } | null
  /** Null while it runs. */
  end: 'succeeded' | 'degraded' | 'needs_review' | 'failed' | 'cancelled' | null
  isBound: boolean
  /** What happened last, in words. */
  line: string
}

export const NO_STORY: SessionStory = {
  attempts: [],
  issues: [],
  winner: null,
  end: null,
  isBound: false,
  line: 'Starting…',
}

/** The story with one more event; an event that is not drawn is still the last line. */
export function tellOn(before: SessionStory, event: SessionEvent): SessionStory {
  const story = { ...before, line: event.message }
  switch (event.type) {
    case 'variant_started':
      return withAttempt(story, { name: event.data.name, iteration: 0 }, {})
    case 'refinement_started':
      return withAttempt(story, event.data, {})
    case 'candidate_scored':
      return withAttempt(story, event.data, { score: event.data.score })
    case 'variant_failed':
    case 'refine_failed':
      return withAttempt(story, event.data, { isFailed: true })
    case 'critic_issue': {
      const { id, says } = event.data
      const issue = { id, by: event.agent ?? '', says }
      return { ...story, issues: [...story.issues.filter((known) => known.id !== id), issue] }
    }
    case 'bound':
      return { ...story, isBound: true }
    case 'succeeded':
    case 'degraded':
    case 'needs_review': {
      const { name, iteration, score } = event.data
      return { ...story, end: event.type, winner: { name, iteration, score } }
    }
    case 'failed':
    case 'cancelled':
      return { ...story, end: event.type }
    default:
      return story
  }
}

function withAttempt(
  story: SessionStory,
  { name, iteration }: { name: string; iteration: number },
  change: Partial<Attempt>,
): SessionStory {
  const isSame = (attempt: Attempt) => attempt.name === name && attempt.iteration === iteration
  const known = story.attempts.find(isSame) ?? { name, iteration, score: null, isFailed: false }
  const changed = { ...known, ...change }
  const attempts = story.attempts.includes(known)
    ? story.attempts.map((attempt) => isSame(attempt) ? changed : attempt)
    : [...story.attempts, changed]
  return { ...story, attempts }
}
