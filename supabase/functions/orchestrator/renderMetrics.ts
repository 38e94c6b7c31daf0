import { COUNTERS, LATENCY_BOUNDS_S, type MetricRow } from '../_shared/contract/metrics.ts'

const HISTOGRAM = 'wisely_request_seconds'
const BOUNDS = [...LATENCY_BOUNDS_S.map(String), '+Inf']

/** The counters as Prometheus text, format 0.0.4. Every name is told, also before its first count. */
export function renderMetrics(rows: MetricRow[], version: string): string {
  const counters = Object.entries(COUNTERS).filter(([name]) => !name.startsWith(HISTOGRAM))
    .flatMap(([name, help]) => {
      const own = rows.filter((row) => row.metric === name)
      return [...head(name, 'counter', help), ...own.map((row) => sample(name, row.labels, row.value))]
    })
  return [
    ...head('wisely_build_info', 'gauge', 'Version of the isolate that answers.'),
    sample('wisely_build_info', { version }, 1),
    ...counters,
    ...renderLatency(rows),
    '',
  ].join('\n')
}

/** Kept as one count per request; the format wants each bound to count all that is below it too. */
function renderLatency(rows: MetricRow[]): string[] {
  const routes = [...new Set(rows.filter((row) => row.metric === `${HISTOGRAM}_bucket`).map(routeOf))].sort()
  return [
    ...head(HISTOGRAM, 'histogram', 'Seconds from request to answer, by route.'),
    ...routes.flatMap((route) => {
      const own = rows.filter((row) => routeOf(row) === route)
      const valueOf = (name: string, le?: string) =>
        own.find((row) => row.metric === name && row.labels.le === le)?.value ?? 0
      let total = 0
      const buckets = BOUNDS.map((le) => {
        total += valueOf(`${HISTOGRAM}_bucket`, le)
        return sample(`${HISTOGRAM}_bucket`, { route, le }, total)
      })
      return [
        ...buckets,
        sample(`${HISTOGRAM}_sum`, { route }, valueOf(`${HISTOGRAM}_sum`)),
        sample(`${HISTOGRAM}_count`, { route }, total),
      ]
    }),
  ]
}

function routeOf(row: MetricRow): string {
  return row.labels.route ?? ''
}

function head(name: string, type: string, help: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`]
}

function sample(name: string, labels: Record<string, string>, value: number): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escapeLabel(text)}"`)
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
