import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { INTENT, signUpLearner } from '../support/learner.ts'
import { type RunningStack, startStack } from '../support/stack.ts'

describe('rate limits', () => {
  let stack: RunningStack
  beforeAll(async () => {
    stack = await startStack({
      WISELY_RATE_LIMITS: 'on',
      WISELY_RATE_WRITES_PER_MIN: '3',
      WISELY_RATE_STRANGERS_PER_MIN: '5',
    })
  })
  afterAll(() => stack?.stop())

  it('let exactly the bucket of writes through, under concurrency too, and reads go on', async () => {
    const learner = await signUpLearner(stack.info)
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => learner.call('intent.sync', { body: INTENT })),
    )
    const statuses = replies.map((reply) => reply.status).sort()
    expect(statuses).toEqual([200, 200, 200, 429, 429, 429, 429, 429, 429, 429])

    const refused = replies.find((reply) => reply.status === 429)
    expect(refused?.json.error).toMatchObject({ code: 'RATE_LIMITED', details: { reason: 'RATE_LIMITED' } })
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(refused?.headers.get('x-ratelimit-limit')).toBe('3')
    expect((await learner.call('status', { method: 'GET' })).status).toBe(200)
  })

  it('tell on every authenticated answer what is left', async () => {
    const learner = await signUpLearner(stack.info)
    const reply = await learner.call('intent.sync', { body: INTENT })
    expect(reply.headers.get('x-ratelimit-remaining')).toBe('2')
    expect(reply.headers.get('ratelimit')).toMatch(/^"writes";r=2;t=\d+$/)
    expect(Number(reply.headers.get('x-ratelimit-reset'))).toBeGreaterThan(Date.now() / 1000)
  })

  it('slow down who identifies nobody', async () => {
    const ask = () =>
      fetch(`${stack.info.FUNCTIONS_URL}/orchestrator/status`, { headers: { authorization: 'Bearer a.b.c' } })
    const statuses: number[] = []
    for (let asked = 0; asked < 7; asked += 1) statuses.push((await ask()).status)
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(5)
    expect(statuses.at(-1)).toBe(429)
  })
})

describe('a database that cannot be reached', () => {
  let stack: RunningStack
  beforeAll(async () => {
    stack = await startStack({ WISELY_DB_URL: 'postgresql://wisely_api:x@127.0.0.1:1/postgres' })
  })
  afterAll(() => stack?.stop())

  it('is told as 503 with Retry-After within three seconds, and health stays up', async () => {
    const learner = await signUpLearner(stack.info)
    const startedAt = performance.now()
    const reply = await learner.call('status', { method: 'GET' })
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '2'])
    expect(performance.now() - startedAt).toBeLessThan(3_000)
    const deep = await fetch(`${stack.info.FUNCTIONS_URL}/orchestrator/health?deep=1`, {
      headers: { apikey: stack.info.SECRET_KEY },
    })
    expect(deep.status).toBe(503)
    expect(await deep.json()).toMatchObject({ status: 'unhealthy', checks: { database: { ok: false } } })
    expect((await fetch(`${stack.info.FUNCTIONS_URL}/orchestrator/health`)).status).toBe(200)
  })
})
