import type { Fetch, KeepAlive, Log, Timer } from '../contract/ports.ts'
import type { ExportSpans, Span } from '../contract/span.ts'

export type OtlpSettings = { endpoint: string; headers: Record<string, string> }

type OtlpPorts = {
  settings: OtlpSettings
  service: { name: string; version: string }
  fetch: Fetch
  keepAlive: KeepAlive
  timer: Timer
  log: Log
}

const EXPORT_TIMEOUT_MS = 5_000
/** A collector that hangs must not pile up work: spans beyond this many exports under way are dropped. */
const EXPORTS_UNDER_WAY_MAX = 20
const REMARK_EVERY_MS = 60_000
const KINDS = { server: 2, client: 3 }

/** Sends spans as OTLP/HTTP JSON behind the answer. A collector that is down costs the request nothing. */
export function createSpanExporter(ports: OtlpPorts): ExportSpans {
  let underWay = 0
  let remarkedAt = -Infinity

  function remark(why: string): void {
    const now = ports.timer.now()
    if (now - remarkedAt < REMARK_EVERY_MS) return
    remarkedAt = now
    ports.log('warn', { function: 'tracing', message: `Cannot export spans: ${why}` })
  }

  async function send(spans: Span[]): Promise<void> {
    underWay += 1
    const limit = ports.timer.deadline(EXPORT_TIMEOUT_MS)
    try {
      const response = await ports.fetch(
        new Request(ports.settings.endpoint, {
          method: 'POST',
          headers: { ...ports.settings.headers, 'content-type': 'application/json' },
          body: JSON.stringify(composeExport(spans, ports.service)),
          redirect: 'manual',
          signal: limit.signal,
        }),
      )
      await response.body?.cancel()
      if (!response.ok) remark(`the collector answers ${response.status}`)
    } catch {
      remark('the collector cannot be reached')
    } finally {
      limit.cancel()
      underWay -= 1
    }
  }

  return (spans) => {
    if (underWay >= EXPORTS_UNDER_WAY_MAX) return remark('too many exports under way')
    ports.keepAlive(send(spans))
  }
}

function composeExport(spans: Span[], service: { name: string; version: string }): unknown {
  const resource = {
    attributes: composeAttributes({ 'service.name': service.name, 'service.version': service.version }),
  }
  return {
    resourceSpans: [{
      resource,
      scopeSpans: [{ scope: { name: 'wisely' }, spans: spans.map(composeSpan) }],
    }],
  }
}

function composeSpan(span: Span): unknown {
  return {
    traceId: span.trace_id,
    spanId: span.span_id,
    ...(span.parent_id === null ? {} : { parentSpanId: span.parent_id }),
    name: span.name,
    kind: KINDS[span.kind],
    startTimeUnixNano: toNanoseconds(span.start_ms),
    endTimeUnixNano: toNanoseconds(span.end_ms),
    attributes: composeAttributes(span.attributes),
    status: span.is_error ? { code: 2 } : {},
  }
}

/** As text: a double cannot hold them. */
function toNanoseconds(ms: number): string {
  return String(BigInt(Math.round(ms * 1000)) * 1000n)
}

function composeAttributes(attributes: Span['attributes']): unknown[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: composeValue(value) }))
}

function composeValue(value: string | number | boolean): unknown {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
}
