import type { Reply } from './sendRequest.ts'

/** A MUST decides the exit code; a SHOULD is advice. */
export type Level = 'MUST' | 'SHOULD'

/** What an author needs to see the fault: the three sides of it, each on a line or two. */
export type Finding = { sent: string; received: string; expected: string }

export type Verdict =
  | { kind: 'pass'; note?: string }
  | { kind: 'fail'; finding: Finding }
  /** Open: the rule applies, yet nothing can be said of it now. */
  | { kind: 'skip'; reason: string; isOpen: boolean }

export const PASS: Verdict = { kind: 'pass' }

const SHOWN_CHARS = 300

export function shorten(text: string): string {
  return text.length <= SHOWN_CHARS ? text : `${text.slice(0, SHOWN_CHARS)}… (${text.length} characters)`
}

/** What a reply looked like, in one line; `detail` names the part that is wrong, in place of the body. */
export function showReply(reply: Reply, detail?: string): string {
  if (reply.failure !== null) {
    return `no answer: ${reply.failure} after ${Math.round(reply.ms)} ms`
  }
  return `${reply.status} ${detail ?? (shorten(reply.text) || '(no body)')}`
}

export function fail(reply: Reply, expected: string, detail?: string): Verdict {
  return {
    kind: 'fail',
    finding: { sent: reply.sent, received: showReply(reply, detail), expected },
  }
}

/** The rule does not apply to this agent. */
export function skip(reason: string): Verdict {
  return { kind: 'skip', reason, isOpen: false }
}

/** The rule applies, but another fault stands before it. */
export function leaveOpen(reason: string): Verdict {
  return { kind: 'skip', reason, isOpen: true }
}

/** Ends a check early: its reply is broken as such, or is no answer where only an answer can be judged. */
export class VerdictError extends Error {
  readonly verdict: Verdict

  constructor(verdict: Verdict) {
    super(verdict.kind)
    this.verdict = verdict
  }
}
