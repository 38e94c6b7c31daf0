/** This request in somebody's trace, by W3C Trace Context. */
export type Trace = {
  trace_id: string
  span_id: string
  /** The caller's span; null when the trace begins here. */
  parent_id: string | null
  /** Two hex digits; bit 0: the caller records this trace. */
  flags: string
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

/** The caller's trace when `traceparent` is valid, else a new one; this request is a span of its own either way. */
export function openTrace(headers: Headers, makeId: () => string): Trace {
  const span_id = hexOf(makeId()).slice(16)
  const given = TRACEPARENT.exec(headers.get('traceparent')?.trim() ?? '')
  const [, version = '', trace_id = '', parent_id = '', flags = '', rest] = given ?? []
  const isValid = given !== null && version !== 'ff' && (version !== '00' || rest === undefined) &&
    !isZero(trace_id) && !isZero(parent_id)
  if (!isValid) return { trace_id: hexOf(makeId()), span_id, parent_id: null, flags: '01' }
  // A later version may have flags that this one does not know: only the recorded bit travels on.
  return { trace_id, span_id, parent_id, flags: isRecorded(flags) ? '01' : '00' }
}

/** The header for calls made on behalf of this request. */
export function composeTraceparent({ trace_id, span_id, flags }: Trace): string {
  return `00-${trace_id}-${span_id}-${flags}`
}

export function isRecorded(flags: string): boolean {
  return (Number.parseInt(flags, 16) & 1) === 1
}

function hexOf(uuid: string): string {
  return uuid.replaceAll('-', '')
}

function isZero(hex: string): boolean {
  return /^0+$/.test(hex)
}
