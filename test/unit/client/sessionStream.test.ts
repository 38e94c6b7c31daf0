import { setImmediate } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { SessionEvent } from '../../../client/sessions.ts'
import {
  begin,
  makeLine,
  openSessions,
  refuseVisit,
  renderLine,
  serveStream,
  SESSION_ID,
  type StreamServer,
  tell,
  tellAndCut,
  tellAndHang,
  type Visit,
} from './scriptedStream.ts'

let server: StreamServer
afterEach(() => server.close())

const lines = (...seqs: number[]) => seqs.map((seq) => renderLine(makeLine(seq))).join('')
const end = (seq: number, type = 'succeeded') => renderLine(makeLine(seq, type))

async function play(script: Visit[], status?: Parameters<typeof serveStream>[1]) {
  server = await serveStream(script, status)
  return openSessions(server)
}

async function collect(events: AsyncIterable<SessionEvent>, seen: number[] = []): Promise<number[]> {
  for await (const event of events) seen.push(event.seq)
  return seen
}

describe('a stream', () => {
  it.each(['succeeded', 'degraded', 'failed', 'cancelled'])('ends at %s by itself', async (type) => {
    const { sessions, ports } = await play([tellAndHang('retry: 500\n\n', lines(1, 2), end(3, type))])

    expect(await collect(sessions.streamSession(SESSION_ID))).toEqual([1, 2, 3])
    expect(server.visits).toEqual([{ after: 0, token: 'token' }])
    expect(ports.timer.pending()).toBe(0)
  })

  it('ends at needs_review when the server closes, and goes on when the story does', async () => {
    const review = end(2, 'needs_review')
    const { sessions } = await play([tell(lines(1), review, lines(3), end(4, 'needs_review'))])

    expect(await collect(sessions.streamSession(SESSION_ID))).toEqual([1, 2, 3, 4])
    expect(server.visits).toHaveLength(1)
  })

  it('begins after `after`, and ends at once when nothing more is to come', async () => {
    const { sessions } = await play([tell('retry: 500\n\n')], { status: 'needs_review', events: [] })

    expect(await collect(sessions.streamSession(SESSION_ID, { after: 7 }))).toEqual([])
    expect(server.visits).toEqual([{ after: 7, token: 'token' }])
    expect(server.asked).toEqual([7])
  })

  it('reads comments, CRLF and data of several lines', async () => {
    const text = [makeLine(1), makeLine(2), makeLine(3, 'succeeded')]
      .map((line) => `: still here\r\n\r\n${renderLine(line, '\r\n', 9)}`).join('')
    const { sessions } = await play([tell(text)])

    const seen: SessionEvent[] = []
    for await (const event of sessions.streamSession(SESSION_ID)) seen.push(event)

    expect(seen).toEqual([makeLine(1), makeLine(2), makeLine(3, 'succeeded')])
  })
})

describe('a stream that is cut', () => {
  it('in the middle of an event or of a letter is resumed after the last whole event', async () => {
    const whole = Buffer.from(lines(1, 2))
    const cut: Visit = (response) => {
      begin(response).write(whole.subarray(0, whole.indexOf('öße 2') + 1), () => response.destroy())
    }
    const { sessions } = await play([cut, tell(lines(2), end(3))])

    expect(await collect(sessions.streamSession(SESSION_ID))).toEqual([1, 2, 3])
    expect(server.visits.map(({ after }) => after)).toEqual([0, 1])
  })

  it('between events is resumed after the wait the server names', async () => {
    const { sessions, ports } = await play([tellAndCut('retry: 1234\n\n', lines(1)), tell(lines(2), end(3))])

    expect(await collect(sessions.streamSession(SESSION_ID))).toEqual([1, 2, 3])
    expect(ports.timer.sleeps).toEqual([1_234])
  })

  it('by the server after its time is resumed as often as it takes, also when only comments came', async () => {
    const quiet = tell('retry: 500\n\n', ': still here\n\n')
    const { sessions, ports } = await play([tell(lines(1)), ...Array(100).fill(quiet), tell(end(2))])

    expect(await collect(sessions.streamSession(SESSION_ID))).toEqual([1, 2])
    expect(ports.timer.sleeps).toEqual(Array(101).fill(500))
    expect(server.asked).toEqual(Array(100).fill(1))
  })

  it('while silent for 40 s is given up and resumed', async () => {
    const { sessions, ports } = await play([tellAndHang(lines(1)), tell(end(2))])
    const events = sessions.streamSession(SESSION_ID)
    await events.next()

    const next = events.next()
    await setImmediate()
    ports.timer.advance(40_000)

    expect((await next).value).toMatchObject({ seq: 2 })
  })

  it('carries the token of its time at every comeback', async () => {
    let token = 'token-1'
    const refreshAfter = (visit: Visit): Visit => (...given) => {
      token = `token-${server.visits.length + 1}`
      visit(...given)
    }
    server = await serveStream([refreshAfter(tell(lines(1))), refreshAfter(tell(lines(2))), tell(end(3))])
    const { sessions } = openSessions(server, () => token)

    await collect(sessions.streamSession(SESSION_ID))

    expect(server.visits.map(({ token }) => token)).toEqual(['token-1', 'token-2', 'token-3'])
  })
})

describe('a stream that repeats or skips', () => {
  it('is read once each: what is known is passed over', async () => {
    const { sessions } = await play([tell(lines(1, 1, 2, 1)), tell(lines(1, 2, 3), end(4))])

    expect(await collect(sessions.streamSession(SESSION_ID))).toEqual([1, 2, 3, 4])
  })

  it('is asked again from where the gap begins', async () => {
    const { sessions } = await play([tellAndHang(lines(1, 3)), tell(lines(2, 3), end(4))])

    expect(await collect(sessions.streamSession(SESSION_ID))).toEqual([1, 2, 3, 4])
    expect(server.visits.map(({ after }) => after)).toEqual([0, 1])
  })

  it('for ever is an error in the end', async () => {
    const { sessions, ports } = await play([tell(lines(1)), tell('retry: 500\n\n', lines(3))])

    const seen: number[] = []
    await expect(collect(sessions.streamSession(SESSION_ID), seen)).rejects.toMatchObject({
      code: 'UNEXPECTED_RESPONSE',
      message: 'Cannot read the answer: event 2 of the session is missing',
    })
    expect(seen).toEqual([1])
    expect(ports.timer.sleeps).toEqual([500, 1_000, 2_000, 5_000, 10_000, 30_000])
  })
})

describe('a stream that cannot be had', () => {
  it('waits longer and longer, at least as long as it is asked to, and gives up after timeoutMs', async () => {
    const { sessions, ports } = await play([
      refuseVisit(503, 'SERVICE_UNAVAILABLE', { 'retry-after': '3' }),
      refuseVisit(503, 'SERVICE_UNAVAILABLE'),
    ])

    await expect(collect(sessions.streamSession(SESSION_ID, { timeoutMs: 20_000 }))).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      status: 503,
    })
    expect(ports.timer.sleeps).toEqual([3_000, 2_000, 5_000])
  })

  it('is never asked for again after 401; what came before came once, and `after` goes on', async () => {
    const { sessions } = await play([
      tell(lines(1, 2)),
      refuseVisit(401, 'UNAUTHORIZED'),
      tell(lines(3), end(4)),
    ])
    const seen: number[] = []

    await expect(collect(sessions.streamSession(SESSION_ID), seen)).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
    })
    await collect(sessions.streamSession(SESSION_ID, { after: seen.at(-1) }), seen)

    expect(seen).toEqual([1, 2, 3, 4])
    expect(server.visits.map(({ after }) => after)).toEqual([0, 2, 2])
  })

  it.each(
    [
      ['404', refuseVisit(404, 'NOT_FOUND'), 'NOT_FOUND'],
      ['a page of somebody else', (response) => response.end('<html>'), 'UNEXPECTED_RESPONSE'],
      ['words that are no event', tell('data: hello\n\n'), 'UNEXPECTED_RESPONSE'],
    ] satisfies [string, Visit, string][],
  )('is %s: an error at once', async (_what, visit, code) => {
    const { sessions, ports } = await play([visit])

    await expect(collect(sessions.streamSession(SESSION_ID))).rejects.toMatchObject({ code })
    expect(ports.timer.sleeps).toEqual([])
    expect(ports.timer.pending()).toBe(0)
  })
})

describe('abort', () => {
  const reason = new Error('enough')

  it.each(['before', 'while waiting', 'while connecting'])('%s rejects with its reason', async (when) => {
    const controller = new AbortController()
    const waiting = tellAndHang(lines(1))
    const { sessions, ports } = await play([when === 'while connecting' ? () => {} : waiting])
    const events = sessions.streamSession(SESSION_ID, { signal: controller.signal })
    if (when === 'before') controller.abort(reason)
    if (when === 'while waiting') await events.next()

    const rejected = expect(events.next()).rejects.toBe(reason)
    await setImmediate()
    controller.abort(reason)

    await rejected
    expect(server.visits.length).toBeLessThan(2)
    expect(ports.timer.pending()).toBe(0)
  })

  it('in the pause before a comeback rejects with its reason', async () => {
    const controller = new AbortController()
    const { sessions, ports } = await play([tell(lines(1))])
    ports.timer.sleep = (_ms, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
        controller.abort(reason)
      })

    await expect(collect(sessions.streamSession(SESSION_ID, { signal: controller.signal }))).rejects.toBe(
      reason,
    )
  })

  it('by leaving the loop closes the connection', async () => {
    let leave = () => {}
    const left = new Promise<void>((resolve) => leave = resolve)
    const { sessions } = await play([(response, request) => {
      request.once('close', leave)
      tellAndHang(lines(1, 2))(response, request)
    }])

    for await (const { seq } of sessions.streamSession(SESSION_ID)) if (seq === 1) break

    await left
  })
})
