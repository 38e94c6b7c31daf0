import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { callInstructor, type InstructorAsk } from '../../../supabase/functions/_shared/agentClients.ts'
import {
  answerJson,
  answerStatus,
  answerText,
  hang,
  type ScriptedAgent,
  startScriptedAgent,
} from '../../support/scriptedAgent.ts'
import { createAsk, createPorts, LEARNER_ID, wrap } from './fixture.ts'

const PLAN = { title: 'Joins', steps: ['Read', 'Write', 'Check'] }
const NOTHING = { available: false, fresh: false, last_updated: null }

let agent: ScriptedAgent
beforeAll(async () => {
  agent = await startScriptedAgent()
})
beforeEach(() => {
  agent.requests.length = 0
})
afterAll(() => agent.close())

async function ask(more: Partial<InstructorAsk> = {}, ports = createPorts(agent.root)) {
  agent.whenStuck(() => ports.timer.advance(20_000))
  const { cached: _cached, now_ms: _now, force_refresh: _force, ...day } = createAsk(ports.timer)
  const outcome = await callInstructor({
    ...day,
    signals: { clo: { theme: 'Joins' }, alex: null, ta: null, socratic: null },
    signal_quality: { clo: NOTHING, alex: NOTHING, ta: NOTHING, socratic: NOTHING },
    // The instructor's client passes the plan on as it is; what a plan looks like is the planner's business.
    baseline_plan: { version: '1', title: 'Baseline' } as InstructorAsk['baseline_plan'],
    constraints: { minutes_exact: 60, reviews_required: ['sql.select'], prereq_edges: [] },
    plan_input_hash: 'abc',
    instructor_budget_ms: 15_000,
    ...more,
  }, ports)
  return { outcome, ports }
}

test.each([
  ['bare', { plan_json: PLAN, plan_md: '<script>', research_summary: 'Read two pages.' }],
  ['enveloped', wrap({ plan_json: PLAN, research_summary: 'Read two pages.' }, 'instructor')],
  ['in a seed-style envelope', { ok: true, data: { plan_json: PLAN, research_summary: 'Read two pages.' } }],
])('an answer that is %s gives its plan_json, never its plan_md', async (_name, body) => {
  agent.play('instructor', answerJson(body))
  const { outcome } = await ask()

  expect(outcome).toMatchObject({ kind: 'answered', attempts: 1 })
  expect(outcome).toHaveProperty('data', { plan_json: PLAN, research_summary: 'Read two pages.' })
})

test('the request speaks the contract and the older upper-case keys, without raw id or learner token', async () => {
  agent.play('instructor', answerJson({ plan_json: PLAN }))
  await ask()

  const request = agent.requests[0]
  const body = JSON.parse(request?.body ?? '')
  expect([request?.method, request?.url.pathname]).toEqual(['POST', '/instructor/daily'])
  expect(body).toMatchObject({
    contract: 'wisely.signals/1',
    signals: { clo: { theme: 'Joins' }, ta: null },
    constraints: { minutes_exact: 60 },
    TOPIC: 'SQL & "joins" = ?',
    WEEK: 2,
    SIGNALS: { clo: { theme: 'Joins' } },
  })
  expect(body.USER_ID).toBe(body.learner.ref)
  expect(request?.body).not.toContain(LEARNER_ID)
  expect(Object.keys(body).filter((key) => /jwt|token/i.test(key))).toEqual([])
})

test.each([
  ['hangs', hang(), 'timeout', 1],
  ['answers 500', answerStatus(500), 'agent_error', 4],
  ['has no plan', answerJson({ research_summary: 'only words' }), 'bad_schema', 1],
  ['says ok: false', answerJson({ ok: false, error: 'no' }), 'agent_error', 1],
  ['answers 304', answerStatus(304), 'bad_schema', 2],
  ['sends prose', answerText('Here is your plan'), 'bad_schema', 1],
  ['has spent its tokens', answerJson({ ok: false, code: 'BUDGET' }, {}, 429), 'budget', 1],
  ['refuses our token', answerStatus(401), 'agent_error', 1],
])('an instructor that %s failed with a reason', async (_name, behaviour, reason, attempts) => {
  agent.play('instructor', behaviour)
  const { outcome, ports } = await ask()

  expect(outcome).toMatchObject({ kind: 'failed', reason, attempts })
  expect(ports.timer.pending()).toBe(0)
})

test('no instructor is no failure', async () => {
  const ports = createPorts(agent.root)
  ports.endpoints = { ...ports.endpoints, instructor: null }
  const { outcome } = await ask({}, ports)

  expect(outcome).toEqual({ kind: 'not_configured' })
})

test('equal input is asked under an equal idempotency key', async () => {
  agent.play('instructor', answerJson({ plan_json: PLAN }))
  await ask()
  await ask()
  await ask({ plan_input_hash: 'other' })

  const keys = agent.requests.map((request) => request.headers['x-idempotency-key'])
  expect(keys[1]).toBe(keys[0])
  expect(keys[2]).not.toBe(keys[0])
})
