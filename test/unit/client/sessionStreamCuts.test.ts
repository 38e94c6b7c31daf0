import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  begin,
  makeLine,
  openSessions,
  refuseVisit,
  renderLine,
  serveStream,
  SESSION_ID,
  type Visit,
} from './scriptedStream.ts'

/** One visit: how far the server gets, how it says it, and how it ends. */
const visits = fc.record({
  fate: fc.constantFrom('cut', 'closed', 'refused', 'skipped', 'repeated' as const),
  bytes: fc.nat(2_000),
  pieces: fc.array(fc.nat(400), { maxLength: 4 }),
  eol: fc.constantFrom('\n', '\r\n', '\r'),
  dataLines: fc.constantFrom(1, 9),
  hasComments: fc.boolean(),
})

type Fault = typeof visits extends fc.Arbitrary<infer Value> ? Value : never

/** Writes the story after what the reader knows, as the fault has it. */
function playFault(fault: Fault, total: number): Visit {
  return (response, request) => {
    if (fault.fate === 'refused') return refuseVisit(503, 'SERVICE_UNAVAILABLE')(response, request)
    const after = Number(request.headers['last-event-id'] ?? 0)
    const first = after + 1 + (fault.fate === 'skipped' ? 1 : fault.fate === 'repeated' ? -after : 0)
    const seqs = Array.from({ length: Math.max(0, total - first + 1) }, (_, index) => first + index)
    const text = seqs.map((seq) => {
      const line = renderLine(
        makeLine(seq, seq === total ? 'succeeded' : 'variant_started'),
        fault.eol,
        fault.dataLines,
      )
      return `${fault.hasComments ? `: still here${fault.eol}` : ''}${line}`
    }).join('')
    const bytes = Buffer.from(text).subarray(
      0,
      fault.fate === 'cut' || fault.fate === 'closed' ? fault.bytes : undefined,
    )
    begin(response)
    const cuts = [0, ...fault.pieces.toSorted((a, b) => a - b), bytes.length]
    cuts.slice(1).forEach((end, index) => response.write(bytes.subarray(cuts[index], end)))
    if (fault.fate === 'cut') response.write('', () => setImmediate(() => response.destroy()))
    else response.end()
  }
}

it('whatever is cut, refused, skipped or repeated: every event comes once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(visits, { maxLength: 6 }),
      fc.integer({ min: 1, max: 12 }),
      async (faults, total) => {
        const sane: Fault = {
          fate: 'closed',
          bytes: 1e9,
          pieces: [],
          eol: '\n',
          dataLines: 1,
          hasComments: false,
        }
        const server = await serveStream([...faults, sane].map((fault) => playFault(fault, total)))
        try {
          const { sessions } = openSessions(server)
          const seen: number[] = []
          for await (const { seq } of sessions.streamSession(SESSION_ID, { timeoutMs: 1e9 })) seen.push(seq)

          expect(seen).toEqual(Array.from({ length: total }, (_, index) => index + 1))
        } finally {
          await server.close()
        }
      },
    ),
    { numRuns: 150 },
  )
})
