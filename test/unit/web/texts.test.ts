import { describe, expect, it } from 'vitest'
import type { OrchestratorEvent } from '../../../client/mod.ts'
import { OrchestratorError } from '../../../client/mod.ts'
import { AGENT_NAMES } from '../../../supabase/functions/_shared/contract/primitives.ts'
import { FAILURE_REASONS } from '../../../supabase/functions/_shared/domain/signalQuality.ts'
import { degradedText } from '../../../web/text/degradedText.ts'
import { eventText } from '../../../web/text/eventText.ts'
import { failureText } from '../../../web/text/failureText.ts'
import { safeLink } from '../../../web/text/safeLink.ts'
import { dateText, instantText, listTimeZones, minutesText } from '../../../web/text/timeText.ts'

describe('times', () => {
  it('minutes are said as a person says them', () => {
    expect([0, 45, 60, 125].map(minutesText)).toEqual(['0 min', '45 min', '1 h', '2 h 5 min'])
  })

  it('an instant is shown in the learner’s zone, whatever the browser’s is', () => {
    const instant = '2026-11-22T03:30:00.000Z'
    expect(dateText(instant, 'America/New_York', 'en-US')).toBe('Nov 21')
    expect(dateText(instant, 'Asia/Tokyo', 'en-US')).toBe('Nov 22')
    expect(instantText(instant, 'America/New_York', 'en-US').replace(/\s/g, ' ')).toBe(
      'Sat, Nov 21, 10:30 PM',
    )
  })

  it('the zones hold UTC and the learner’s own, once each', () => {
    const zones = listTimeZones('Europe/Berlin', 'Asia/Calcutta')
    expect(zones).toEqual(expect.arrayContaining(['UTC', 'Europe/Berlin', 'Asia/Calcutta']))
    expect(new Set(zones).size).toBe(zones.length)
  })
})

describe('what is missing', () => {
  it('has words for every agent and every reason the API can give', () => {
    const pairs = [...AGENT_NAMES, 'instructor'].flatMap((agent) =>
      FAILURE_REASONS.map((reason) => `${agent}:${reason}`)
    )
    expect(pairs.filter((pair) => /:|_|\(/.test(degradedText(pair).replace(/\([a-z ]+\)/, '')))).toEqual([])
    expect(degradedText('ta:timeout')).toBe('The practice agent (exercises) did not answer in time.')
  })

  it('shows what a newer server says as it came', () => {
    expect(degradedText('oracle:asleep')).toBe('oracle:asleep')
    expect(degradedText('clo:asleep')).toBe(
      'The curriculum agent (what comes next) is missing (asleep).',
    )
  })
})

describe('events', () => {
  const ids = {
    session_id: '66a4940a-6768-4fa0-b00b-feee2436464a',
    intent_id: 'da3776e0-202a-4c6e-a458-f319396fdefb',
  }
  const tell = (type: string, payload: object) =>
    // The envelope around these is never read; a newer server's type is none of the known ones.
    eventText({ type, payload: { ...ids, week: 2, day: 1, ...payload } } as OrchestratorEvent)

  it('are sentences', () => {
    expect(tell('intent_updated', { time_per_day_min: 90 })).toBe('Goal changed, 1 h 30 min a day')
    expect(tell('instructor_plan_created', { plan_version: 2 })).toBe('Plan rebuilt for week 2, day 1')
    expect(tell('instructor_plan_completed', { completion_time_min: 45, confidence: null })).toBe(
      'Finished week 2, day 1: 45 min',
    )
    expect(tell('orchestrator_agent_timeout', { agent: 'alex' })).toBe(
      'The project agent did not answer for week 2, day 1',
    )
  })

  it('of a type that is not known yet are named', () => {
    expect(tell('week_reviewed', {})).toBe('week reviewed')
  })
})

describe('failures', () => {
  it('show what to correct, how long to wait and the id for the log', () => {
    const error = new OrchestratorError('VALIDATION_ERROR', 'Cannot accept request', {
      requestId: 'r-1',
      retryAfter: 3,
      details: { issues: [{ path: 'topic', message: 'is empty' }, { path: 'x' }, null] },
    })
    expect(failureText(error)).toEqual({
      message: 'Cannot accept request',
      code: 'VALIDATION_ERROR',
      requestId: 'r-1',
      retryAfter: 3,
      issues: ['topic: is empty'],
      advice: null,
    })
  })

  it('of a session that ended say what helps', () => {
    const ended = new OrchestratorError('UNAUTHORIZED', 'Cannot authenticate: the user does not exist')
    expect(failureText(ended).advice).toBe('Please sign out and in again.')
  })

  it('of any other kind still have a message', () => {
    expect(failureText(new Error('Invalid login credentials')).message).toBe('Invalid login credentials')
    expect(failureText('thrown text')).toMatchObject({ message: 'Something went wrong', requestId: null })
  })
})

it('links lead to web pages only', () => {
  expect(safeLink('https://docs.example/a b')).toBe('https://docs.example/a%20b')
  expect(['javascript:alert(1)', 'data:text/html,x', ' JaVaScRiPt:alert(1)', 'x', null].map(safeLink))
    .toEqual(
      [null, null, null, null, null],
    )
})
