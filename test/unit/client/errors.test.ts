import { describe, expect, it } from 'vitest'
import { LearningOrchestrator, OrchestratorError } from '../../../client/mod.ts'
import {
  answer,
  createTestPorts,
  envelope,
  hang,
  loseNetwork,
  refuse,
  refuseAtRelay,
  type Script,
  scriptSupabase,
} from './scriptedSupabase.ts'

async function failWith(script: Script): Promise<OrchestratorError> {
  const { supabase } = scriptSupabase(script)
  const error = await new LearningOrchestrator(supabase, createTestPorts()).getStatus().catch((thrown) =>
    thrown
  )
  if (!(error instanceof OrchestratorError)) {
    throw new Error('no OrchestratorError was thrown', { cause: error })
  }
  return error
}

describe('an error of the API', () => {
  it('carries the envelope, the status and the seconds to wait', async () => {
    const error = await failWith(
      refuse(409, envelope('CONFLICT', { reason: 'NO_ACTIVE_INTENT', hint: 1 }), { 'retry-after': '60' }),
    )

    expect(error).toMatchObject({
      name: 'OrchestratorError',
      message: 'Cannot run day: as scripted',
      code: 'CONFLICT',
      reason: 'NO_ACTIVE_INTENT',
      status: 409,
      requestId: 'in-body',
      retryAfter: 60,
      details: { reason: 'NO_ACTIVE_INTENT', hint: 1 },
      cause: { name: 'FunctionsHttpError' },
    })
  })

  it('names this request, not the first one of a replayed refusal', async () => {
    const error = await failWith(refuse(404, envelope('NOT_FOUND'), { 'x-request-id': 'in-header' }))

    expect(error).toMatchObject({ requestId: 'in-header', reason: null, details: null, retryAfter: null })
  })

  it('keeps a code that a newer server has added', async () => {
    expect(await failWith(refuse(409, envelope('FROM_THE_FUTURE')))).toMatchObject({
      code: 'FROM_THE_FUTURE',
    })
  })

  it('wins over the mark that the platform puts on every 5xx', async () => {
    const marked = refuse(500, envelope('INTERNAL_ERROR'), { 'sb-error-code': 'EDGE_FUNCTION_ERROR' })

    expect(await failWith(marked)).toMatchObject({ code: 'INTERNAL_ERROR', reason: null })
  })
})

describe('an error of the platform', () => {
  it.each([
    [401, 'UNAUTHORIZED', 'UNAUTHORIZED_INVALID_JWT_FORMAT'],
    [404, 'NOT_FOUND', 'NOT_FOUND'],
    [405, 'METHOD_NOT_ALLOWED', 'METHOD_NOT_ALLOWED'],
    [500, 'INTERNAL_ERROR', 'WORKER_ERROR'],
    [503, 'SERVICE_UNAVAILABLE', 'BOOT_ERROR'],
    [504, 'GATEWAY_TIMEOUT', 'IDLE_TIMEOUT'],
    [546, 'WORKER_LIMIT', 'WORKER_RESOURCE_LIMIT'],
  ])('%i is %s, its own name is the reason', async (status, code, reason) => {
    const byHeader = await failWith(refuse(status, '', { 'sb-error-code': reason }))
    const byBody = await failWith(refuse(status, { code: reason, message: 'as the platform says' }))

    expect(byHeader).toMatchObject({
      code,
      reason,
      status,
      message: `The platform answered ${status} ${reason}`,
    })
    expect(byBody).toMatchObject({ code, reason, status, message: 'as the platform says' })
  })

  it.each([['an HTML page', '<h1>Bad gateway</h1>'], ['nothing', ''], ['null', 'null'], ['a list', '[1]']])(
    'with %s as body still has a type',
    async (_what, body) => {
      expect(await failWith(refuse(502, body))).toMatchObject({ code: 'UNEXPECTED_RESPONSE', status: 502 })
    },
  )

  it('survives a body that somebody has already read', async () => {
    const response = new Response(JSON.stringify(envelope('CONFLICT')), { status: 409 })
    await response.text()
    const script: Script = () => ({ data: null, error: { name: 'FunctionsHttpError', context: response } })

    expect(await failWith(script)).toMatchObject({ code: 'UNEXPECTED_RESPONSE', status: 409 })
  })

  it('at the relay is RELAY_ERROR', async () => {
    expect(await failWith(refuseAtRelay(500))).toMatchObject({ code: 'RELAY_ERROR', status: 500 })
  })
})

describe('no usable answer', () => {
  it('is NETWORK_ERROR without status when none arrived', async () => {
    expect(await failWith(loseNetwork)).toMatchObject({
      code: 'NETWORK_ERROR',
      status: null,
      requestId: null,
    })
  })

  it('is NETWORK_ERROR when the object throws instead of returning its error', async () => {
    expect(await failWith(() => Promise.reject(new TypeError('offline')))).toMatchObject({
      code: 'NETWORK_ERROR',
    })
  })

  it.each([
    ['text', answer('<html>')],
    ['an empty body', answer(null)],
    ['broken JSON', () => ({ data: null, error: new SyntaxError('Unexpected token') })],
  ])('is UNEXPECTED_RESPONSE for %s', async (_what, script) => {
    expect(await failWith(script)).toMatchObject({ code: 'UNEXPECTED_RESPONSE' })
  })

  it('is TIMEOUT after timeoutMs, even when invoke ignores its signal; no timer is left', async () => {
    const { supabase } = scriptSupabase(hang)
    const ports = createTestPorts()

    const call = new LearningOrchestrator(supabase, ports).getStatus({ timeoutMs: 2_000, requestId: 'mine' })
    ports.timer.advance(2_000)

    await expect(call).rejects.toMatchObject({ code: 'TIMEOUT', status: null, requestId: 'mine' })
    expect(ports.timer.pending()).toBe(0)
  })

  it('is the reason of the caller who aborts, before, during or between tries', async () => {
    const reason = new Error('page left')
    const ports = createTestPorts()
    const hanging = scriptSupabase(hang)
    const during = new AbortController()
    const between = new AbortController()

    const before = new LearningOrchestrator(hanging.supabase, ports).getStatus({
      signal: AbortSignal.abort(reason),
    })
    await expect(before).rejects.toBe(reason)
    expect(hanging.calls).toHaveLength(0)

    const call = new LearningOrchestrator(hanging.supabase, ports).getStatus({ signal: during.signal })
    during.abort(reason)
    await expect(call).rejects.toBe(reason)

    const aborting = scriptSupabase((invoked) => (between.abort(reason), loseNetwork(invoked)))
    await expect(new LearningOrchestrator(aborting.supabase, ports).getStatus({ signal: between.signal }))
      .rejects.toBe(reason)
    expect(aborting.calls).toHaveLength(1)
    expect(ports.timer.pending()).toBe(0)
  })
})
