import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LEAST_POLL_MS } from '../../../supabase/functions/_shared/runs/tail.ts'
import { type ManualTimer, settle } from '../../support/manualTimer.ts'
import { createMemoryRuns, memorySessions, PROMPT, RUN_ID } from '../../support/memorySessions.ts'
import { readEvent } from '../../support/sessions.ts'

const STREAM = `${RUN_ID}/stream`
const BEAT = ': still here\n\n'

/** Reads frames; `next` is null at the end and undefined while there is nothing to read. */
function readFrames(response: Response) {
  const reader = response.body?.getReader()
  if (reader === undefined) throw new Error('The answer has no body')
  const decoder = new TextDecoder()
  let text = ''
  let isDone = false
  void (async () => {
    for (;;) {
      const { done, value } = await reader.read()
      text += decoder.decode(value, { stream: true })
      if (done) return void (isDone = true)
    }
  })().catch(() => void (isDone = true))
  return {
    text: () => text,
    isDone: () => isDone,
    /** The frame after those taken so far, or undefined when there is none yet. */
    take(): string | undefined {
      const at = text.indexOf('\n\n')
      if (at < 0) return undefined
      const frame = text.slice(0, at)
      text = text.slice(at + 2)
      return frame
    },
    cancel: () => reader.cancel(),
  }
}

async function advanceUntil(timer: ManualTimer, isOver: () => boolean): Promise<void> {
  for (let step = 0; step < 1_000 && !isOver(); step += 1) await timer.advance(50)
}

describe('a stream that is cut and resumed', () => {
  it('0-06 neither repeats nor skips an event, wherever it is cut and whenever events come', async () => {
    const schedule = fc.record({
      batches: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 8 }),
      cuts: fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 6 }),
      page: fc.integer({ min: 1, max: 4 }),
      by_header: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(schedule, async ({ batches, cuts, page, by_header }) => {
        const runs = createMemoryRuns(page)
        runs.add()
        const { send, timer } = memorySessions(runs)
        const waiting = [...batches]
        const seen: number[] = []
        const goOn = async () => {
          const size = waiting.shift()
          if (size === undefined) runs.end('succeeded')
          else runs.tell(Array.from({ length: size }, () => 'note'))
          await timer.advance(500)
        }
        for (const cut of [...cuts, Infinity]) {
          const after = String(seen.at(-1) ?? 0)
          const frames = readFrames(
            by_header
              // The address of the first call comes again with each resume: the header counts.
              ? await send(`${STREAM}?after=0`, { headers: { 'last-event-id': after } })
              : await send(`${STREAM}?after=${after}`),
          )
          for (let taken = 0; taken < cut;) {
            await settle()
            const frame = frames.take()
            if (frame === undefined && frames.isDone()) break
            if (frame === undefined) await goOn()
            const event = readEvent(frame ?? '')
            if (event === null) continue
            seen.push(event.seq)
            taken += 1
          }
          await frames.cancel()
          await timer.advance(1_000)
        }
        const total = batches.reduce((sum, size) => sum + size, 0) + 1
        expect(seen).toEqual(Array.from({ length: total }, (_, index) => index + 1))
        expect(timer.pending()).toBe(0)
      }),
      { numRuns: 60 },
    )
  })

  it('goes on after what exists when its number was never given', async () => {
    const runs = createMemoryRuns()
    runs.add()
    runs.tell(['one', 'two'])
    const { send, timer } = memorySessions(runs)
    const frames = readFrames(await send(STREAM, { headers: { 'last-event-id': '99' } }))
    await timer.advance(100)
    runs.end('failed')
    await advanceUntil(timer, frames.isDone)

    expect(frames.text()).toContain('id: 3\nevent: failed')
    expect(frames.text()).not.toContain('id: 2')
  })
})

describe('a stream of a run that says nothing', () => {
  it('beats every 15 s and ends after 120 s', async () => {
    const runs = createMemoryRuns()
    runs.add()
    const { send, timer } = memorySessions(runs)
    const response = await send(STREAM)
    const frames = readFrames(response)
    await timer.advance(14_999)
    expect(frames.text()).toBe('retry: 500\n\n')
    await timer.advance(1)
    expect(frames.text()).toBe(`retry: 500\n\n${BEAT}`)
    await timer.advance(104_999)
    expect([frames.text(), frames.isDone()]).toEqual([`retry: 500\n\n${BEAT.repeat(7)}`, false])
    await timer.advance(1)
    await settle()

    expect([frames.text(), frames.isDone()]).toEqual([`retry: 500\n\n${BEAT.repeat(7)}`, true])
    expect(timer.pending()).toBe(0)
    expect(response.headers.get('cache-control')).toBe('no-cache, no-transform')
    expect(response.headers.has('content-length')).toBe(false)
  })

  it('beats 15 s after the last event, not sooner', async () => {
    const runs = createMemoryRuns()
    runs.add()
    const { send, timer } = memorySessions(runs)
    const frames = readFrames(await send(STREAM))
    await timer.advance(10_000)
    runs.tell(['note'])
    await timer.advance(14_000)
    expect(frames.text()).not.toContain(BEAT)
    await timer.advance(2_000)
    expect(frames.text().endsWith(BEAT)).toBe(true)
  })

  it('looks ever less often, and soon again once something happens', async () => {
    const runs = createMemoryRuns()
    runs.add()
    const { send, timer } = memorySessions(runs)
    const frames = readFrames(await send(STREAM))
    await timer.advance(60_000)
    expect(runs.asked.seqs.length).toBeLessThan(200)
    runs.tell(['note'])
    await timer.advance(400)
    expect(frames.text()).toContain('id: 1\n')
    const before = runs.asked.seqs.length
    await timer.advance(200)
    expect(runs.asked.seqs.length - before).toBeGreaterThanOrEqual(3)
  })
})

describe('a stream', () => {
  it('ends once everything is told of a run that rests', async () => {
    for (const status of ['succeeded', 'degraded', 'failed', 'cancelled', 'needs_review'] as const) {
      const runs = createMemoryRuns(2)
      runs.add()
      runs.tell(['one', 'two', 'three'])
      runs.end(status)
      const { send, timer } = memorySessions(runs)
      const text = await (await send(STREAM)).text()
      expect([...text.matchAll(/^id: (\d+)$/gm)].map(([, seq]) => seq)).toEqual(['1', '2', '3', '4'])
      expect(timer.pending()).toBe(0)
    }
  })

  it('stops everything when its reader leaves, in the middle of a wait and of a read', async () => {
    const runs = createMemoryRuns()
    runs.add()
    const { send, timer } = memorySessions(runs)
    const [first, second] = [readFrames(await send(STREAM)), readFrames(await send(STREAM))]
    await timer.advance(20_000)
    await first.cancel()
    await timer.advance(1_000)
    expect(timer.pending()).toBeGreaterThan(0)
    await second.cancel()
    await settle()

    const { reads, seqs } = runs.asked
    const before = [reads.length, seqs.length]
    expect(timer.pending()).toBe(0)
    await timer.advance(60_000)
    expect([reads.length, seqs.length]).toEqual(before)
  })

  it('that nobody reads asks for no more than it can hold', async () => {
    const runs = createMemoryRuns(1)
    runs.add()
    runs.tell(Array.from({ length: 50 }, () => 'note'))
    const { send, timer } = memorySessions(runs)
    const response = await send(STREAM)
    await timer.advance(10_000)
    expect(runs.asked.reads.length).toBeLessThanOrEqual(3)
    await response.body?.cancel()
    expect(timer.pending()).toBe(0)
  })

  it('shares one look with all others of its isolate, and one trip with those that look finds news for', async () => {
    const ids = Array.from({ length: 5 }, (_, index) => `6f1c2a34-0000-4000-8000-0000000000b${index}`)
    const runs = createMemoryRuns()
    for (const id of ids) runs.add(id)
    const { send, timer } = memorySessions(runs)
    const all = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => readFrames(await send(`${ids[index % 5]}/stream`))),
    )
    const before = runs.asked.seqs.length
    await timer.advance(100)
    expect(runs.asked.seqs.length - before).toBeLessThanOrEqual(100 / LEAST_POLL_MS)
    expect(runs.asked.seqs.at(-1)?.toSorted()).toEqual(ids)
    runs.tell(['note'], ids[2])
    await timer.advance(1_000)
    expect(all.filter((frames) => frames.text().includes('id: 1\n'))).toHaveLength(10)
    expect(runs.asked.pages).toEqual([1, 9])
    await Promise.all(all.map((frames) => frames.cancel()))
    expect(timer.pending()).toBe(0)
  })

  it('waits an outage out, and ends where it cannot read on', async () => {
    const runs = createMemoryRuns()
    runs.add()
    const { send, timer, lines } = memorySessions(runs)
    const frames = readFrames(await send(STREAM))
    runs.outage.of = new Error('the database is away')
    await timer.advance(30_000)
    expect(frames.isDone()).toBe(false)
    runs.outage.of = null
    runs.tell(['note'])
    await timer.advance(1_000)
    expect(frames.text()).toContain('id: 1\n')

    // Seen to have gone on, then away before it is read.
    runs.tell(['note'])
    const { readRun } = runs.store
    runs.store.readRun = () => Promise.reject(new Error(`cannot read ${PROMPT}`))
    await advanceUntil(timer, frames.isDone)
    runs.store.readRun = readRun
    expect(frames.isDone()).toBe(true)
    expect(lines.map(({ fields }) => fields.message)).toContain('stream ended early')
    expect(JSON.stringify(lines)).not.toContain(PROMPT)
    expect(timer.pending()).toBe(0)
  })

  it('ends when its run is erased', async () => {
    const runs = createMemoryRuns()
    runs.add()
    const { send, timer } = memorySessions(runs)
    const frames = readFrames(await send(STREAM))
    await timer.advance(1_000)
    runs.forget()
    await advanceUntil(timer, frames.isDone)
    expect(frames.isDone()).toBe(true)
  })

  it('is refused as JSON when there is no such run, or its cursor is none', async () => {
    const { send } = memorySessions(createMemoryRuns())
    const answers = await Promise.all([
      send(STREAM),
      send(STREAM, { headers: { 'last-event-id': 'abc' } }),
      send(`${STREAM}?after=1.5`),
    ])
    expect(answers.map(({ status }) => status)).toEqual([404, 400, 400])
    expect(answers[0]?.headers.get('content-type')).toBe('application/json')
  })
})
