import { describe, expect, it } from 'vitest'
import { composeTraceparent, openTrace } from '../../../supabase/functions/_shared/http/traceContext.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const PARENT = '00f067aa0ba902b7'
const open = (traceparent?: string) =>
  openTrace(new Headers(traceparent === undefined ? {} : { traceparent }), () => crypto.randomUUID())

describe('traceparent', () => {
  it('is accepted: the same trace, the caller as parent, a span of our own', () => {
    const trace = open(`00-${TRACE}-${PARENT}-01`)

    expect(trace).toMatchObject({ trace_id: TRACE, parent_id: PARENT, flags: '01' })
    expect(trace.span_id).toMatch(/^[0-9a-f]{16}$/)
    expect(trace.span_id).not.toBe(PARENT)
    expect(composeTraceparent(trace)).toBe(`00-${TRACE}-${trace.span_id}-01`)
  })

  it("keeps the caller's wish not to be recorded, and no flag that it does not know", () => {
    expect(open(`00-${TRACE}-${PARENT}-00`).flags).toBe('00')
    expect(open(`00-${TRACE}-${PARENT}-ff`).flags).toBe('01')
  })

  it('is read as version 00 when the version is a later one', () => {
    expect(open(`cc-${TRACE}-${PARENT}-01-what-will-be`).trace_id).toBe(TRACE)
  })

  const broken: (string | undefined)[] = [
    undefined,
    'x',
    `ff-${TRACE}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}-01-more`,
    `00-${'0'.repeat(32)}-${PARENT}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}`,
    `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`,
  ]
  it.each(broken)('%s begins a new trace', (traceparent) => {
    const trace = open(traceparent)

    expect(trace.trace_id).not.toBe(TRACE)
    expect(trace).toMatchObject({ parent_id: null, flags: '01' })
    expect(composeTraceparent(trace)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
  })
})
