import { describe, expect, inject, it } from 'vitest'
import { INTENT, signUpLearner } from '../support/learner.ts'

const stack = inject('stack')
const times = <Result>(count: number, run: () => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, run))

describe('calls of one learner at once', () => {
  it('six intent.sync leave one active intent and no error', async () => {
    const learner = await signUpLearner(stack)
    const replies = await times(6, () => learner.call('intent.sync', { body: INTENT }))
    expect(replies.map((reply) => reply.status)).toEqual([200, 200, 200, 200, 200, 200])
    expect(new Set(replies.map((reply) => reply.json.intent_id)).size).toBe(1)

    const { data } = await learner.supabase.functions.invoke('orchestrator/status')
    expect(data.active_intent.id).toBe(replies[0]?.json.intent_id)
  })

  it('two day.run of one day give one session and one set of agent calls', async () => {
    const learner = await signUpLearner(stack)
    await learner.call('intent.sync', { body: INTENT })
    const replies = await times(2, () => learner.call('day.run', { body: { week: 1, day: 1 } }))

    expect(replies.map((reply) => reply.status)).toEqual([200, 200])
    expect(replies[0]?.json.session_id).toBe(replies[1]?.json.session_id)
    expect(replies[0]?.json.plan_version).toBe(1)
    expect(replies[1]?.json.plan_version).toBe(1)
    const events = await learner.call('events', { method: 'GET' })
    expect(events.text.match(/"instructor_plan_created"/g)).toHaveLength(1)
  })

  it('ten day.done of one session count once', async () => {
    const learner = await signUpLearner(stack)
    await learner.call('intent.sync', { body: INTENT })
    const day = await learner.call('day.run', { body: {} })
    const body = { session_id: day.json.session_id, completion_time_min: 45, confidence: 7 }
    const replies = await times(10, () => learner.call('day.done', { body }))

    expect(new Set(replies.map((reply) => reply.text)).size).toBe(1)
    const status = await learner.call('status', { method: 'GET' })
    expect(status.json.learning_stats).toMatchObject({
      completed_sessions: 1,
      total_time_min: 45,
      current_streak_days: 1,
    })
  })
})
