import { describe, expect, it } from 'vitest'
import type { SessionEvent } from '../../../client/sessions.ts'
import { loadSessionNote, saveSessionNote } from '../../../web/state/sessionNote.ts'
import { NO_STORY, tellOn } from '../../../web/state/sessionStory.ts'
import { attemptText, endText, scoreText } from '../../../web/text/sessionText.ts'

type Told = { type: string; data?: object; agent?: string }
const tell = (...events: Told[]) =>
  // Only what the story reads.
  events.map((event) => ({ message: event.type, data: {}, agent: null, ...event }) as unknown as SessionEvent)
    .reduce(tellOn, NO_STORY)

const outcome = { name: 'review-first', iteration: 1, score: 0.91, stopped_by: 'threshold' }

describe('the story of a session', () => {
  it('has every attempt once, as it stands, refinements for themselves', () => {
    const story = tell(
      { type: 'variant_started', data: { name: 'a' } },
      { type: 'variant_started', data: { name: 'b' } },
      { type: 'candidate_scored', data: { name: 'a', iteration: 0, score: 0.7 } },
      { type: 'variant_failed', data: { name: 'b', iteration: 0, error_code: 'TIMEOUT' } },
      { type: 'variant_started', data: { name: 'a' } },
      { type: 'refinement_started', data: { name: 'a', iteration: 1, issues: [] } },
    )

    expect(story.attempts.map((attempt) => `${attemptText(attempt)}: ${scoreText(attempt)}`)).toEqual([
      'a: 70 of 100',
      'b: came to nothing',
      'a, refined once: at work…',
    ])
    expect(story.end).toBeNull()
  })

  it('has an issue once, with whoever found it', () => {
    const issue = { type: 'critic_issue', agent: 'socratic', data: { id: 'x', says: 'why?', evidence: '' } }
    expect(tell(issue, issue).issues).toEqual([{ id: 'x', by: 'socratic', says: 'why?' }])
  })

  it('passes over what it does not know, but says it', () => {
    expect(tell({ type: 'something_new' })).toEqual({ ...NO_STORY, line: 'something_new' })
  })

  it.each([
    [
      [{ type: 'bound' }, { type: 'succeeded', data: outcome }],
      'Best: review first, refined once, 91 of 100. It is your plan for the day.',
    ],
    [
      [{ type: 'needs_review', data: outcome }],
      'Best: review first, refined once, 91 of 100. That is less than was hoped for. Your plan is as it was.',
    ],
    [[{ type: 'cancelled' }], 'Cancelled. Your plan is as it was.'],
    [[{ type: 'failed', data: { code: 'X' } }], 'This day could not be planned. Your plan is as it was.'],
  ] as [Told[], string][])('ends in words: %j', (events, words) => {
    expect(endText(tell(...events))).toBe(words)
  })

  it('the built-in plan has a name of its own', () => {
    expect(attemptText({ name: 'builtin', iteration: 2 })).toBe('the usual plan, refined 2 times')
  })
})

it('the session that is followed is remembered for each learner, also when storage is forbidden', () => {
  const texts = new Map<string, string>()
  const storage = {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => void texts.set(key, text),
  }
  const forbidden = {
    getItem: () => {
      throw new Error('denied')
    },
    setItem: () => {
      throw new Error('denied')
    },
  }

  saveSessionNote(storage, 'ada', 'one')
  expect([loadSessionNote(storage, 'ada'), loadSessionNote(storage, 'ben')]).toEqual(['one', null])
  saveSessionNote(storage, 'ada', null)
  expect(loadSessionNote(storage, 'ada')).toBeNull()
  saveSessionNote(forbidden, 'ada', 'one')
  expect(loadSessionNote(forbidden, 'ada')).toBeNull()
})
