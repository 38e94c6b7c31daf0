import { describe, expect, it } from 'vitest'
import { LearningOrchestrator } from '../../../client/mod.ts'
import { readRetryAfter } from '../../../client/decodeError.ts'
import {
  answer,
  createTestPorts,
  envelope,
  loseNetwork,
  refuse,
  refuseAtRelay,
  type Script,
  scriptSupabase,
} from './scriptedSupabase.ts'

function play(...script: Script[]) {
  const { supabase, calls } = scriptSupabase(...script)
  const ports = createTestPorts()
  return { orchestrator: new LearningOrchestrator(supabase, ports), calls, ports }
}

describe('a failed try', () => {
  it.each([
    ['429', refuse(429, envelope('RATE_LIMITED'))],
    ['503', refuse(503, envelope('SERVICE_UNAVAILABLE'))],
    ['504', refuse(504)],
    ['546', refuse(546)],
    ['a lost network', loseNetwork],
    ['a first try still at work', refuse(409, envelope('CONFLICT', { reason: 'IDEMPOTENCY_IN_PROGRESS' }))],
  ])('of %s is repeated twice at most, with the same key', async (_what, script) => {
    const { orchestrator, calls, ports } = play(script)

    await expect(orchestrator.generateDayPlan(1, 1)).rejects.toBeInstanceOf(Error)

    expect(calls.map(({ options }) => options.headers['Idempotency-Key'])).toEqual([
      'key-1',
      'key-1',
      'key-1',
    ])
    expect(ports.timer.sleeps).toEqual([500, 1_500])
    expect(ports.timer.pending()).toBe(0)
  })

  it.each([
    ...[400, 401, 403, 404, 405, 408, 409, 413, 422, 500, 502].map((status) =>
      [`${status}`, refuse(status)] as const
    ),
    ['an unreadable answer', answer('<html>')] as const,
    ['a relay error', refuseAtRelay(500)] as const,
  ])('of %s is not repeated', async (_what, script) => {
    const { orchestrator, calls } = play(script)

    await expect(orchestrator.getStatus()).rejects.toBeInstanceOf(Error)

    expect(calls).toHaveLength(1)
  })

  it('is forgotten when a later one succeeds', async () => {
    const { orchestrator, calls } = play(loseNetwork, refuse(503), answer({ ok: true }))

    expect(await orchestrator.completeDay('s', { completion_time_min: 5 })).toEqual({ ok: true })
    expect(calls).toHaveLength(3)
  })
})

describe('the wait', () => {
  it('is at least Retry-After', async () => {
    const { orchestrator, ports } = play(refuse(503, '', { 'retry-after': '4' }), answer({}))

    await orchestrator.getStatus()

    expect(ports.timer.sleeps).toEqual([4_000])
  })

  it('is spread by jitter', async () => {
    const { orchestrator, ports } = play(loseNetwork, answer({}))
    ports.random = () => 0.5

    await orchestrator.getStatus()

    expect(ports.timer.sleeps).toEqual([750])
  })

  it('is not begun when the server asks for more than 10 s or the call has less left', async () => {
    const long = play(refuse(429, '', { 'retry-after': '11' }))
    const short = play(loseNetwork)

    await expect(long.orchestrator.getStatus()).rejects.toMatchObject({ retryAfter: 11 })
    await expect(short.orchestrator.getStatus({ timeoutMs: 500 })).rejects.toMatchObject({
      code: 'NETWORK_ERROR',
    })

    expect([...long.ports.timer.sleeps, ...short.ports.timer.sleeps]).toEqual([])
  })
})

it.each([
  ['3', 3],
  ['0', 0],
  ['1.2', 2],
  ['Sat, 21 Nov 2026 07:00:09 GMT', 9],
  ['Sat, 21 Nov 2026 06:00:00 GMT', 0],
  ['soon', null],
  ['-1', null],
  ['', null],
  [null, null],
])('Retry-After %s means %s seconds', (value, seconds) => {
  expect(readRetryAfter(value, Date.UTC(2026, 10, 21, 7))).toBe(seconds)
})
