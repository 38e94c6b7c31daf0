import { describe, expect, it } from 'vitest'
import type { AgentCall } from '../../../supabase/functions/_shared/agents/agentRequest.ts'
import { createAgentState, recallAgent } from '../../../supabase/functions/_shared/agents/agentState.ts'
import { judgeReply } from '../../../supabase/functions/_shared/agents/judgeReply.ts'
import {
  parseInstructorBody,
  parseSignalBody,
} from '../../../supabase/functions/_shared/agents/parseEnvelope.ts'
import { discardBody, readBodyCapped } from '../../../supabase/functions/_shared/agents/readBodyCapped.ts'
import { remarkOn } from '../../../supabase/functions/_shared/agents/remarkOn.ts'
import { failTry, type TryOutcome } from '../../../supabase/functions/_shared/agents/tryOutcome.ts'
import { createPorts, TA_DATA, wrap } from './fixture.ts'

const NOW = Date.UTC(2030, 0, 1)
const KB = 1024
const parse = (body: unknown) => parseSignalBody(JSON.stringify(body), 'ta')

function judge(
  status: number,
  body: unknown,
  headers: Record<string, string> = { 'content-type': 'application/json' },
) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return judgeReply(
    { status, headers: new Headers(headers), body: { kind: 'text', text } },
    (said) => parseSignalBody(said, 'ta'),
    NOW,
  )
}

describe('a body', () => {
  it('answers with its data and what it says of itself', () => {
    expect(parse(wrap(TA_DATA, 'ta', { degraded: true }))).toEqual({
      kind: 'answer',
      data: TA_DATA,
      meta: { strict: true, agent_version: '1.0.0', generated_at: NOW, degraded: true },
    })
    expect(parse({ ok: true, data: { n: 1 }, meta: { agent_version: 'x'.repeat(99), generated_at: 'soon' } }))
      .toEqual({
        kind: 'answer',
        data: { n: 1 },
        meta: { strict: false, agent_version: 'x'.repeat(64), generated_at: null, degraded: false },
      })
    expect(parse({ ok: true, data: {}, meta: { agent_version: '' } })).toMatchObject({
      meta: { agent_version: null },
    })
  })

  it('refuses with a code of ours and its own words', () => {
    expect(parse({ ok: false, code: 'RATE_LIMIT', error: 'slow down' }))
      .toEqual({ kind: 'refused', code: 'RATE_LIMIT', error: 'slow down' })
    expect(parse({ ok: false, code: 'MINE', error: 5 })).toEqual({ kind: 'refused', code: null, error: null })
  })

  it.each<[unknown, string, string]>([
    [{}, 'BAD_SCHEMA', 'ok: missing'],
    [wrap(TA_DATA, 'clo'), 'BAD_SCHEMA', 'meta.agent: names another agent'],
    [{ ok: true }, 'BAD_SCHEMA', 'data: missing'],
    [{ ok: true, data: [], meta: [] }, 'BAD_SCHEMA', 'data: missing'],
    [wrap(TA_DATA, 'ta', { contract: 'wisely.signals/9' }), 'UNSUPPORTED_VERSION', 'meta.contract'],
    [[], 'BAD_SCHEMA', 'body: no object'],
    [wrap({ ...TA_DATA, blockers: 5 }), 'BAD_SCHEMA', 'data.blockers: invalid_type'],
    [
      wrap({ exercises: [{ id: 5 }], blockers: 5, mastery: 5 }),
      'BAD_SCHEMA',
      'data.exercises.0.id: invalid_type; exercises.0.unit_id: invalid_type; exercises.0.prompt: invalid_type',
    ],
  ])('%j is malformed', (body, code, detail) => {
    expect(parse(body)).toEqual({ kind: 'malformed', code, detail })
  })

  it('that is no JSON is malformed', () => {
    const malformed = {
      kind: 'malformed',
      code: 'BAD_SCHEMA',
      detail: 'body: no JSON within the depth limit',
    }

    expect(parseSignalBody('<html>', 'ta')).toEqual(malformed)
    expect(parseInstructorBody('<html>')).toEqual(malformed)
    expect(parseInstructorBody('[]')).toEqual({ ...malformed, detail: 'body: no object' })
    expect(parseInstructorBody('{"plan_json":5}')).toMatchObject({
      detail: expect.stringMatching(/^data\.plan_json: /),
    })
  })

  it('of an instructor may be bare', () => {
    const plan_json = { steps: ['Read it'] }

    expect(parseInstructorBody(JSON.stringify({ plan_json }))).toMatchObject({
      kind: 'answer',
      data: { plan_json },
      meta: { strict: false },
    })
  })
})

describe('a reply', () => {
  it.each([
    [200, 'UNSUPPORTED_VERSION', 'UNSUPPORTED_VERSION'],
    [200, 'TOO_LARGE', 'TOO_LARGE'],
    [200, 'UNAUTHORIZED', 'UNAUTHORIZED'],
    [200, 'CIRCUIT_OPEN', 'AGENT_ERROR'],
    [202, 'BUDGET', 'AGENT_ERROR'],
    [400, 'BAD_SCHEMA', 'BAD_SCHEMA'],
    [400, 'UNSUPPORTED_VERSION', 'UNSUPPORTED_VERSION'],
    [422, 'BUDGET', 'BAD_SCHEMA'],
    [401, null, 'UNAUTHORIZED'],
    [404, null, 'NOT_FOUND'],
    [410, 'BUDGET', 'AGENT_ERROR'],
    [413, null, 'TOO_LARGE'],
    [429, 'BUDGET', 'BUDGET'],
    [429, 'DEADLINE', 'RATE_LIMIT'],
    [500, 'RATE_LIMIT', 'RATE_LIMIT'],
    [500, 'DEADLINE', 'DEADLINE'],
    [503, 'BUDGET', 'AGENT_ERROR'],
  ])('of status %s that says %s is %s', (status, code, expected) => {
    expect(judge(status, { ok: false, code })).toMatchObject({
      kind: 'failed',
      code: expected,
      http_status: status,
    })
  })

  it("that finds our request wrong says nothing of the agent's health; one that cannot be read does", () => {
    expect(judge(400, { ok: false })).toMatchObject({
      code: 'BAD_SCHEMA',
      breaker: 'neutral',
      retryable: false,
    })
    expect(judge(413, { ok: false })).toMatchObject({ code: 'TOO_LARGE', breaker: 'neutral' })
    expect(judge(200, {})).toMatchObject({ code: 'BAD_SCHEMA', breaker: 'failure' })
    expect(judge(500, { ok: false, error: 'x'.repeat(600) })).toMatchObject({
      retryable: true,
      breaker: 'failure',
      agent_error: 'x'.repeat(500),
    })
  })

  it.each([
    'application/json',
    'Application/JSON; charset=utf-8',
    'application/problem+json',
    'application/json ;x',
  ])(
    'of type %s is read',
    (type) => {
      expect(judge(200, wrap(TA_DATA), { 'content-type': type }).kind).toBe('answered')
    },
  )

  it.each(['text/html', 'x-application/json', 'application/jsonp', 'application/+json', ''])(
    'of type "%s" is not',
    (type) => {
      expect(judge(200, wrap(TA_DATA), type ? { 'content-type': type } : {})).toMatchObject({
        code: 'BAD_SCHEMA',
        detail: 'content-type: not JSON',
        http_status: 200,
      })
    },
  )

  it('says why it is no answer', () => {
    const reply = (body: { kind: 'not_text' } | { kind: 'too_large' }) =>
      judgeReply({ status: 200, headers: new Headers(), body }, (said) => parseSignalBody(said, 'ta'), NOW)

    expect(reply({ kind: 'not_text' })).toMatchObject({ code: 'BAD_SCHEMA', detail: 'body: not UTF-8' })
    expect(reply({ kind: 'too_large' })).toMatchObject({ code: 'TOO_LARGE', http_status: 200 })
    expect(judge(299, wrap(TA_DATA))).toMatchObject({
      code: 'BAD_SCHEMA',
      detail: 'status: not 200',
      http_status: 299,
    })
    expect(judge(200, {})).toMatchObject({ detail: 'ok: missing', http_status: 200 })
    expect(judge(300, wrap(TA_DATA))).toMatchObject({
      code: 'AGENT_ERROR',
      http_status: 300,
      agent_error: null,
    })
  })

  it('carries its version in a header where the body has none, 64 characters at most', () => {
    const headers = { 'content-type': 'application/json', 'x-agent-version': 'v'.repeat(80) }

    expect(judge(200, { ok: true, data: {} }, headers)).toMatchObject({ agent_version: 'v'.repeat(64) })
    expect(judge(200, wrap(TA_DATA), headers)).toMatchObject({ agent_version: '1.0.0' })
  })
})

describe('reading a reply', () => {
  const { signal } = new AbortController()
  const stream = (sizes: number[]) =>
    new ReadableStream<Uint8Array>({
      pull(controller) {
        const size = sizes.shift()
        if (size === undefined) controller.close()
        else controller.enqueue(new Uint8Array(size).fill(0x61))
      },
    })
  const kindOf = async (...sizes: number[]) =>
    (await readBodyCapped(new Response(stream(sizes)), signal)).kind

  it('takes 256 KB and not one byte more', async () => {
    expect(await kindOf(200 * KB, 56 * KB)).toBe('text')
    expect(await kindOf(200 * KB, 56 * KB + 1)).toBe('too_large')
  })

  it('stops beyond one megabyte', async () => {
    const sizes = Array<number>(40).fill(100 * KB)
    expect((await readBodyCapped(new Response(stream(sizes)), signal)).kind).toBe('too_large')

    expect(sizes.length).toBeGreaterThan(25)
  })

  it('joins characters that were cut between pieces, and refuses bytes that are no text', async () => {
    const bytes = new TextEncoder().encode('süß')
    const pieces = (chunks: Uint8Array[]) =>
      new ReadableStream({
        start(controller) {
          for (const chunk of chunks) controller.enqueue(chunk)
          controller.close()
        },
      })

    expect(await readBodyCapped(new Response(pieces([bytes.slice(0, 2), bytes.slice(2)])), signal))
      .toEqual({ kind: 'text', text: 'süß' })
    expect(await readBodyCapped(new Response(pieces([bytes.slice(0, 2)])), signal)).toEqual({
      kind: 'not_text',
    })
    expect(await readBodyCapped(new Response(null), signal)).toEqual({ kind: 'text', text: '' })
  })

  it('believes a declared length only for a body that is not encoded', async () => {
    const declare = (headers: Record<string, string>) =>
      readBodyCapped(new Response(stream([300 * KB]), { headers }), signal)

    expect((await declare({ 'content-length': '5' })).kind).toBe('text')
    for (
      const headers of [
        { 'content-length': '5x' },
        { 'content-length': 'x5' },
        { 'content-length': `${256 * KB + 1}` },
        {},
      ]
    ) {
      expect((await declare(headers as Record<string, string>)).kind).toBe('too_large')
    }
    expect((await declare({ 'content-length': '5', 'content-encoding': 'gzip' })).kind).toBe('encoded')
  })

  it('gives a body back, and minds none that is gone', async () => {
    let cancelled = false
    const open = new Response(new ReadableStream({ cancel: () => void (cancelled = true) }))
    await discardBody(open)
    await discardBody(new Response(null))
    await discardBody(new Response(new ReadableStream({ cancel: () => Promise.reject(new Error('gone')) })))

    expect(cancelled).toBe(true)
  })
})

describe('a remark for the operator', () => {
  const answered = (strict: boolean, degraded: boolean): TryOutcome<unknown> => ({
    ...{ kind: 'answered', data: {}, generated_at: null, strict, degraded, etag: null, agent_version: null },
    cache: { no_store: false, no_cache: false, max_age_s: null },
  })
  const notModified = { ...answered(true, false), kind: 'not_modified' } as TryOutcome<unknown>

  function remark(...outcomes: TryOutcome<unknown>[]) {
    const ports = createPorts('http://127.0.0.1:9')
    const endpoint = ports.endpoints.signals.ta
    const memory = recallAgent(createAgentState(), endpoint, 0)
    // A remark reads no more of a call.
    const call = { endpoint, request_id: 'r' } as AgentCall
    return { ports, say: () => outcomes.forEach((outcome) => remarkOn(outcome, call, memory, ports)) }
  }
  const linesOf = (outcome: TryOutcome<unknown>) => {
    const { ports, say } = remark(outcome)
    say()
    return ports.lines
  }
  const base = { agent: 'ta', request_id: 'r' }

  it('is made of answers that are degraded or without contract, and of no others', () => {
    expect(linesOf(answered(true, true))).toEqual([
      { level: 'info', fields: { ...base, event: 'agent_answers_degraded' } },
    ])
    expect(linesOf(answered(false, false))).toEqual([
      { level: 'debug', fields: { ...base, event: 'agent_answer_without_contract' } },
    ])
    expect([linesOf(answered(true, false)), linesOf(notModified), linesOf(failTry('TIMEOUT'))]).toEqual([
      [],
      [],
      [],
    ])
  })

  it.each(
    [
      ['UNAUTHORIZED', 'error', 'agent_refuses_our_token'],
      ['BAD_SCHEMA', 'warn', 'agent_breaks_contract'],
      ['TOO_LARGE', 'warn', 'agent_breaks_contract'],
      ['UNSUPPORTED_VERSION', 'warn', 'agent_breaks_contract'],
    ] as const,
  )("%s is a %s without the agent's words", (code, level, event) => {
    const failed = failTry(code, { http_status: 400, detail: 'where', agent_error: 'canary' })

    expect(linesOf(failed)).toEqual([
      { level, fields: { ...base, event, code, http_status: 400, detail: 'where' } },
    ])
  })

  it('quotes the agent at debug level alone', () => {
    expect(linesOf(failTry('AGENT_ERROR', { agent_error: 'its words' }))).toMatchObject([
      { level: 'debug', fields: { event: 'agent_error', agent_error: 'its words' } },
    ])
  })

  it('is made once a minute', () => {
    const { ports, say } = remark(failTry('UNAUTHORIZED'), failTry('UNAUTHORIZED'), failTry('BAD_SCHEMA'))
    say()
    expect(ports.lines).toHaveLength(2)
    ports.timer.advance(59_999)
    say()
    expect(ports.lines).toHaveLength(2)
    ports.timer.advance(1)
    say()
    expect(ports.lines).toHaveLength(4)
  })
})
