/** One timed piece of a trace, ready to be exported. Attributes are names and numbers, never what people wrote. */
export type Span = {
  trace_id: string
  span_id: string
  parent_id: string | null
  name: string
  kind: 'server' | 'client'
  start_ms: number
  end_ms: number
  is_error: boolean
  attributes: Record<string, string | number | boolean>
}

/** Sends spans away; never throws, never makes anybody wait. */
export type ExportSpans = (spans: Span[]) => void
