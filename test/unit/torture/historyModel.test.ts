import { expect, it } from 'vitest'
import { findAnomalies, type Operation } from '../../torture/historyModel.ts'

// The judge is judged: a model that finds nothing would call every history linearizable.

const STATS = { total_sessions: 1, completed_sessions: 0, total_time_min: 0 }

function sync(id: string, startedAt: number): Operation {
  return {
    route: 'intent.sync',
    body: {},
    status: 200,
    answer: { intent_id: id },
    startedAt,
    endedAt: startedAt + 1,
  }
}

function run(session_id: string, plan_version: number, startedAt: number): Operation {
  const answer = { session_id, plan_version, week: 1, day: 1 }
  return { route: 'day.run', body: {}, status: 200, answer, startedAt, endedAt: startedAt + 1 }
}

function done(session_id: string, sent: number, stored: number, status = 200): Operation {
  const answer = status === 200 ? { completion_summary: { completion_time_min: stored } } : null
  return {
    route: 'day.done',
    body: { session_id, completion_time_min: sent },
    status,
    answer,
    startedAt: 9,
    endedAt: 10,
  }
}

function read(id: string | null, startedAt: number, topic = id, stats = STATS): Operation {
  const answer = {
    active_intent: id === null ? null : { id, topic: id },
    latest_session: stats.total_sessions > 0 ? { topic, completion: null } : null,
    learning_stats: stats,
  }
  return { route: 'status', body: {}, status: 200, answer, startedAt, endedAt: startedAt + 1 }
}

it('a history that a sequential learner could have had has no anomaly', () => {
  const history = [
    sync('a', 0),
    run('s', 1, 2),
    read('a', 4),
    run('s', 2, 6),
    done('s', 30, 30),
    sync('b', 12),
  ]

  expect(findAnomalies(history)).toEqual([])
  // While the second intent is being written, both may be read.
  expect(findAnomalies([sync('a', 0), { ...sync('b', 2), endedAt: 9 }, read('a', 4), read('b', 6)])).toEqual(
    [],
  )
})

it.each([
  ['an intent that was replaced', [sync('a', 0), sync('b', 2), read('a', 4)]],
  ['no intent after one was acknowledged', [
    sync('a', 0),
    read(null, 4, null, { ...STATS, total_sessions: 0 }),
  ]],
  ['an intent that nobody wrote', [sync('a', 0), read('c', 4)]],
  ['a plan version that falls', [run('s', 2, 0), run('s', 1, 4)]],
  ['a completion that is not what was sent', [done('s', 30, 40)]],
  ['two completions of one session', [done('s', 30, 30), done('s', 40, 40)]],
  ['a session that is gone', [done('s', 30, 30, 404)]],
  ['a session of another intent', [sync('a', 0), read('a', 4, 'b')]],
  ['more completions than sessions', [sync('a', 0), read('a', 4, 'a', { ...STATS, completed_sessions: 2 })]],
  ['a completion that is forgotten', [
    sync('a', 0),
    read('a', 4, 'a', { total_sessions: 2, completed_sessions: 2, total_time_min: 60 }),
    read('a', 6, 'a', { total_sessions: 2, completed_sessions: 1, total_time_min: 60 }),
  ]],
])('%s is found', (_what, history) => {
  expect(findAnomalies(history)).not.toEqual([])
})
