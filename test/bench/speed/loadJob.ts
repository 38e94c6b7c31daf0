/** One prepared HTTP/1.1 request: the bytes are made once, so that the generator costs little beside the server. */
export type PreparedRequest = { kind: string; raw: string }

/** What the generator process is asked for, one JSON line each. */
export type LoadJob = {
  host: string
  port: number
  connections: number
  requests: PreparedRequest[]
  /**
   * `closed`: each connection sends its next request when the last one is answered, `count` in all.
   * `open`: requests start at their intended times, `rate_per_s` for `seconds`, whatever the server does; a latency
   * counts from the intended start, so that a stalled server cannot hide its queue.
   */
  shape: { kind: 'closed'; count: number } | { kind: 'open'; rate_per_s: number; seconds: number }
}

export type Latency = { count: number; p50_ms: number; p99_ms: number; max_ms: number }

export type LoadResult = {
  seconds: number
  answered: number
  /** Status other than 200, or a broken connection. */
  errors: number
  /** The first few of them, for the reader. */
  error_samples: string[]
  /** By kind, and `all`. */
  latency: Record<string, Latency>
}

export function prepare(
  kind: string,
  request: { method: string; path: string; headers?: Record<string, string>; body?: unknown },
): PreparedRequest {
  const body = request.body === undefined ? '' : JSON.stringify(request.body)
  const headers = {
    host: '127.0.0.1',
    ...(body === '' ? {} : { 'content-type': 'application/json' }),
    ...(request.method === 'GET' ? {} : { 'content-length': String(new TextEncoder().encode(body).length) }),
    ...request.headers,
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return { kind, raw: `${request.method} ${request.path} HTTP/1.1\r\n${lines}\r\n${body}` }
}

export function summarizeLatency(timesMs: number[]): Latency {
  const sorted = Float64Array.from(timesMs).sort()
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { count: sorted.length, p50_ms: at(0.5), p99_ms: at(0.99), max_ms: sorted.at(-1) ?? 0 }
}
