// What GET metrics tells. Accidents it prevents: text that no scraper can read, counters that fall or count a stored
// answer twice, label values that callers choose.
import { describe, expect, it } from 'vitest'
import { type Count, COUNTERS, type MetricRow } from '../../supabase/functions/_shared/contract/metrics.ts'
import { createMetricsFeed } from '../../supabase/functions/_shared/hall/feedMetrics.ts'
import { renderMetrics } from '../../supabase/functions/orchestrator/renderMetrics.ts'
import type { BegunDay } from '../../supabase/functions/_shared/contract/facts.ts'
import type { SaveDayRequest } from '../../supabase/functions/_shared/store/learnerStore.ts'
import { DAY, dayStore, memoryApp, sessionOf } from '../support/memoryApp.ts'
import { parseExposition, valueOf } from '../support/prometheus.ts'
import { createVirtualTimer } from '../support/virtualTimer.ts'

const SECRET = 'sb_secret_test'

/** An app whose counts land in a list; `told` is what GET metrics makes of it. */
function countingApp(given: Parameters<typeof memoryApp>[0], more: Parameters<typeof memoryApp>[1] = {}) {
  const counts: Count[] = []
  const metrics = {
    note: (added: Count[]) => void counts.push(...added),
    flush: () => Promise.resolve(true),
  }
  const app = memoryApp({ ...given, readMetrics: () => Promise.resolve(sum(counts)) }, {
    metrics,
    secret_keys: { default: SECRET },
    ...more,
  })
  const scrape = () => app.send('metrics', { method: 'GET', headers: { apikey: SECRET } })
  return {
    ...app,
    counts,
    scrape,
    told: async () => parseExposition(await (await scrape()).text()),
  }
}

function sum(counts: Count[]): MetricRow[] {
  const rows = new Map<string, MetricRow>()
  for (const { metric, labels, value } of counts) {
    const key = JSON.stringify([metric, labels])
    rows.set(key, { metric, labels, value: (rows.get(key)?.value ?? 0) + value })
  }
  return [...rows.values()]
}

describe('GET metrics', () => {
  it('is for who holds a secret key', async () => {
    const { send, scrape } = countingApp({})

    expect((await send('metrics', { method: 'GET' })).status).toBe(401)
    expect((await send('metrics', { method: 'GET', headers: { apikey: 'sb_secret_other' } })).status)
      .toBe(401)
    const response = await scrape()
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  })

  it('names every metric before anything was counted', async () => {
    const { types } = await countingApp({}).told()

    const told = Object.keys(COUNTERS).map((name) => name.replace(/^(wisely_request_seconds)_.*$/, '$1'))
    expect(told.filter((name) => !types.has(name))).toEqual([])
  })

  it('tells requests by route, status and code, and their latency as a histogram', async () => {
    const { send, told } = countingApp(dayStore())
    await send('day.run', { body: {} })
    await send('day.run', { body: { week: 0 } })

    const text = await told()
    const requests = 'wisely_requests_total'
    expect(valueOf(text, requests, { route: 'day.run', status: '200', code: 'none' })).toBe(1)
    expect(valueOf(text, requests, { route: 'day.run', status: '400', code: 'VALIDATION_ERROR' })).toBe(1)
    expect(valueOf(text, 'wisely_request_seconds_count', { route: 'day.run' })).toBe(2)
  })

  it('tells how the agents of a built day ended', async () => {
    const { send, told } = countingApp(dayStore(), {
      inProcess: (request) =>
        request.url.includes('/ta/')
          ? Promise.resolve(new Response('no', { status: 404 }))
          : Promise.resolve(new Response('{}', { headers: { 'content-type': 'text/html' } })),
    })
    await send('day.run', { body: {} })

    const text = await told()
    expect(valueOf(text, 'wisely_days_built_total')).toBe(1)
    expect(valueOf(text, 'wisely_days_degraded_total')).toBe(1)
    expect(valueOf(text, 'wisely_agent_outcomes_total', { agent: 'ta', outcome: 'unavailable' })).toBe(1)
    expect(valueOf(text, 'wisely_agent_failures_total', { agent: 'clo', reason: 'bad_schema' })).toBe(1)
    expect(valueOf(text, 'wisely_agent_outcomes_total', { agent: 'instructor' })).toBeUndefined()
  })

  it('counts a day once, however often its stored answer is given', async () => {
    const saved: SaveDayRequest[] = []
    await memoryApp(dayStore(DAY, saved)).send('day.run', { body: {} })
    const [first] = saved
    if (first === undefined) throw new Error('nothing saved')
    const answered = { ...sessionOf(first), degraded_mode: true }
    const begun: BegunDay = { answered, replayed_request_id: 'r-1', rates: [] }
    const { send, told } = countingApp({ beginDay: () => Promise.resolve(begun) })
    expect((await send('day.run', { body: {} })).status).toBe(200)

    const text = await told()
    expect(valueOf(text, 'wisely_requests_total', { route: 'day.run' })).toBe(1)
    expect(valueOf(text, 'wisely_days_built_total')).toBeUndefined()
    expect(valueOf(text, 'wisely_days_degraded_total')).toBeUndefined()
  })

  it('gives routes that callers invent one name', async () => {
    const { send, told } = countingApp({})
    await send('status.of.somebody')
    await send('constructor')

    const text = await told()
    expect(valueOf(text, 'wisely_requests_total', { route: 'unknown', status: '404' })).toBe(2)
    expect(new Set(text.samples.map(({ labels }) => labels.route ?? 'unknown')))
      .toEqual(new Set(['unknown']))
  })

  it('survives label values with quotes, backslashes and line ends', () => {
    const rows = [{ metric: 'wisely_requests_total', labels: { route: 'a"b\\c\nd' }, value: 3 }]

    expect(valueOf(parseExposition(renderMetrics(rows, '1')), 'wisely_requests_total')).toBe(3)
  })

  it('drops what an older version counted under another name', () => {
    const rows = [{ metric: 'wisely_gone_total', labels: {}, value: 3 }]

    expect(renderMetrics(rows, '1')).not.toContain('wisely_gone_total')
  })
})

describe('the feed', () => {
  const one: Count = { metric: 'wisely_days_built_total', labels: {}, value: 1 }

  function openFeed(takes: () => boolean = () => true) {
    const sent: Count[][] = []
    const background: Promise<unknown>[] = []
    const waits: (() => void)[] = []
    const timer = {
      ...createVirtualTimer(),
      sleep: (ms: number) => new Promise<void>((resolve) => waits.push(Object.assign(resolve, { ms }))),
    }
    const feed = createMetricsFeed({
      addMetrics: (counts) =>
        takes() ? Promise.resolve(void sent.push(counts)) : Promise.reject(new Error('down')),
      keepAlive: (work) => void background.push(work),
      timer,
      log: () => {},
    })
    const endWaits = async () => {
      waits.splice(0).forEach((end) => end())
      await Promise.all(background)
    }
    return { feed, sent, waits, endWaits }
  }

  it('sends many requests in one statement, 30 s after the first', async () => {
    const { feed, sent, waits, endWaits } = openFeed()
    feed.note([one])
    feed.note([one, one])

    expect(sent).toEqual([])
    expect(waits.map((wait) => ('ms' in wait ? wait.ms : null))).toEqual([30_000])
    await endWaits()
    expect(sent).toEqual([[{ ...one, value: 3 }]])
  })

  it('does not wait when very many requests came', async () => {
    const { feed, sent } = openFeed()
    for (let n = 0; n < 2_000; n += 1) feed.note([one])
    await Promise.resolve()

    expect(sent).toEqual([[{ ...one, value: 2_000 }]])
  })

  it('keeps what the database did not take', async () => {
    let isUp = false
    const { feed, sent, endWaits } = openFeed(() => isUp)
    feed.note([one])
    await endWaits()
    isUp = true
    feed.note([one])
    await endWaits()

    expect(sent).toEqual([[{ ...one, value: 2 }]])
  })

  it('asks the database nothing when nothing was counted', async () => {
    const { feed, sent } = openFeed()

    expect(await feed.flush()).toBe(true)
    expect(sent).toEqual([])
  })
})
