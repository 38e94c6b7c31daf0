import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dayRunResponseSchema } from '../../supabase/functions/_shared/contract/dayRun.ts'
import { INTENT, type Learner, signUpLearner } from '../support/learner.ts'
import {
  answerJson,
  answerStatus,
  type Behaviour,
  hang,
  resetConnection,
  sayGarbage,
  type ScriptedAgent,
  startScriptedAgent,
} from '../support/scriptedAgent.ts'
import { type RunningStack, startStack } from '../support/stack.ts'

const AGENTS = ['clo', 'alex', 'ta', 'socratic'] as const
const SIGNALS: Record<(typeof AGENTS)[number], Record<string, unknown>> = {
  clo: { theme: 'a loose signal of version 1.1' },
  alex: { gaps: [] },
  ta: { exercises: [], blockers: [], mastery: [] },
  socratic: { questions: [], unresolved: [], edges: [] },
}

/** A well-behaved agent: the envelope of version 1.1, an ETag of its data, 304 when it is known. */
function answerSignal(agent: (typeof AGENTS)[number]): Behaviour {
  const data = SIGNALS[agent]
  const etag = `"${createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 32)}"`
  return (response, request, socket) => {
    const answer = request.headers['if-none-match'] === etag
      ? answerStatus(304, { etag })
      : answerJson({ ok: true, data }, { etag })
    answer(response, request, socket)
  }
}

let agents: ScriptedAgent
let stack: RunningStack

function playWell(): void {
  for (const agent of AGENTS) agents.play(agent, answerSignal(agent))
}

async function newLearner(): Promise<Learner> {
  const learner = await signUpLearner(stack.info)
  await learner.call('intent.sync', { body: INTENT })
  return learner
}

async function runDay(learner: Learner, body: object = {}) {
  const reply = await learner.call('day.run', { body, headers: { 'x-request-id': 'trace-me' } })
  expect(reply.status).toBe(200)
  return dayRunResponseSchema.parse(reply.json)
}

beforeAll(async () => {
  agents = await startScriptedAgent()
  stack = await startStack({
    ...Object.fromEntries(AGENTS.map((agent) => [`WISELY_AGENT_${agent.toUpperCase()}_URL`, agents.root])),
    EDGE_SERVICE_JWT: 'service-token-of-this-test',
  })
})
afterAll(async () => {
  await stack?.stop()
  await agents?.close()
})

describe('agents over HTTP', () => {
  it('get the service token, a pseudonym and the trace, never the learner', async () => {
    playWell()
    const learner = await newLearner()
    const before = agents.requests.length
    const day = await runDay(learner)
    expect(day).toMatchObject({ cache_misses: 4, cache_hits: 0, degraded_mode: false })

    const asked = agents.requests.slice(before)
    expect(asked.map((request) => request.url.pathname).sort()).toEqual(
      AGENTS.map((agent) => `/${agent}/signals`).sort(),
    )
    for (const { headers, url } of asked) {
      expect(headers).toMatchObject({
        authorization: 'Bearer service-token-of-this-test',
        'x-request-id': 'trace-me',
      })
      expect(headers['x-idempotency-key']).toMatch(/^[A-Za-z0-9_-]{43}$/)
      expect(url.searchParams.get('topic')).toBe('Machine Learning')
      expect(JSON.stringify([headers, url.href])).not.toContain(learner.user_id)
      expect(JSON.stringify(headers)).not.toContain(learner.token)
    }
  })

  it('are not asked again while their signals are fresh', async () => {
    playWell()
    const learner = await newLearner()
    await runDay(learner)
    const before = agents.requests.length
    expect(await runDay(learner)).toMatchObject({ cache_hits: 4, cache_misses: 0 })
    expect(agents.requests.length).toBe(before)
  })

  it('are asked with If-None-Match by force_refresh, and a 304 is a hit', async () => {
    playWell()
    const learner = await newLearner()
    await runDay(learner)
    const before = agents.requests.length
    expect(await runDay(learner, { force_refresh: true })).toMatchObject({
      cache_hits: 4,
      cache_misses: 0,
      plan_version: 2,
    })
    const asked = agents.requests.slice(before)
    expect(asked).toHaveLength(4)
    for (const request of asked) expect(request.headers['if-none-match']).toMatch(/^"[0-9a-f]{32}"$/)
  })

  it('that answer 429 are asked again after Retry-After under the same idempotency key', async () => {
    playWell()
    agents.play('alex', answerStatus(429, { 'retry-after': '1' }), answerSignal('alex'))
    const learner = await newLearner()
    const before = agents.requests.length
    expect(await runDay(learner)).toMatchObject({ cache_misses: 4, degraded_mode: false })
    const keys = agents.requests.slice(before).filter((request) => request.url.pathname.startsWith('/alex'))
      .map((request) => request.headers['x-idempotency-key'])
    expect(keys).toHaveLength(2)
    expect(keys[0]).toBe(keys[1])
  })
})

describe('degraded mode', () => {
  it('serves a whole plan with honest reasons when every agent fails in its own way', async () => {
    agents.play('clo', hang())
    agents.play('alex', resetConnection())
    agents.play('ta', sayGarbage())
    agents.play('socratic', answerJson({ ok: false, error: 'model overloaded' }))
    const learner = await newLearner()
    const startedAt = performance.now()
    const day = await runDay(learner)

    // The promise of day.run without research, kept by its own deadline of 11 s.
    expect(performance.now() - startedAt).toBeLessThan(12_000)
    expect(day).toMatchObject({ degraded_mode: true, cache_hits: 0, cache_misses: 0, stale_served: 0 })
    expect(day.degraded_reasons).toHaveLength(4)
    expect(day.degraded_reasons).toContain('clo:timeout')
    expect(day.degraded_reasons).toContain('socratic:agent_error')
    expect(day.plan_json.steps.reduce((sum, step) => sum + step.minutes, 0)).toBe(60)

    const events = await learner.call('events', { method: 'GET' })
    expect(events.text).toContain('"orchestrator_agent_timeout"')
  })

  it('serves the stale signal when its agent fails later, and heals when it answers again', async () => {
    playWell()
    const learner = await newLearner()
    const first = await runDay(learner)
    agents.play('ta', answerJson({ ok: false, error: 'down for maintenance' }))
    const stale = await runDay(learner, { week: 1, day: 1, force_refresh: true })
    expect(stale).toMatchObject({
      degraded_mode: true,
      degraded_reasons: ['ta:stale'],
      stale_served: 1,
      cache_hits: 3,
    })
    expect(stale.signal_quality.ta).toEqual({
      available: true,
      fresh: false,
      last_updated: first.signal_quality.ta.last_updated,
    })
    expect(stale.session_id).toBe(first.session_id)

    playWell()
    expect(await runDay(learner, { week: 1, day: 1, force_refresh: true })).toMatchObject({
      degraded_mode: false,
      degraded_reasons: [],
      stale_served: 0,
    })
  })
})

describe('the function logs', () => {
  it('one line per request with outcomes, and nothing of what was said', async () => {
    playWell()
    const learner = await newLearner()
    await runDay(learner)
    const { readFile } = await import('node:fs/promises')
    const log = await readFile(stack.info.FUNCTIONS_LOG, 'utf8')
    const lines = log.split('\n').filter((line) => line.includes('"function":"day.run"'))
    expect(lines.length).toBeGreaterThan(0)
    const line = JSON.parse(lines.at(-1)?.slice(lines.at(-1)?.indexOf('{')) ?? '{}')
    expect(line).toMatchObject({
      level: 'info',
      request_id: 'trace-me',
      status: 200,
      code: null,
      degraded_mode: false,
      cache_hits: 0,
      cache_misses: 4,
    })
    expect(line.agents.clo).toMatchObject({ outcome: 'fetched', attempts: 1 })
    for (
      const secret of [
        learner.token,
        learner.user_id,
        'Machine Learning',
        'production ML models',
        'service-token-of-this-test',
        stack.info.SECRET_KEY,
      ]
    ) {
      expect(log).not.toContain(secret)
    }
  })
})
