// What an operator asks a running installation: metrics, readiness, traces. Through the gateway, as hosted.
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { healthResponseSchema } from '../../supabase/functions/_shared/contract/health.ts'
import { call, INTENT, signUpLearner } from '../support/learner.ts'
import { parseExposition, valueOf } from '../support/prometheus.ts'
import { answerStatus, type ScriptedAgent, startScriptedAgent } from '../support/scriptedAgent.ts'
import { type RunningStack, startStack } from '../support/stack.ts'
import { readRow, withClient } from '../support/sql.ts'

const stack = inject('stack')
const OPERATOR = { apikey: stack.SECRET_KEY }

async function scrape() {
  const { status, headers, text } = await call(stack, 'metrics', { method: 'GET', headers: OPERATOR })
  expect(status).toBe(200)
  expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  return parseExposition(text)
}

test('metrics are refused without a secret key', async () => {
  const learner = await signUpLearner(stack)

  expect((await call(stack, 'metrics', { method: 'GET' })).status).toBe(401)
  expect((await learner.call('metrics', { method: 'GET' })).status).toBe(401)
  expect(
    (await call(stack, 'metrics', { method: 'GET', headers: { apikey: stack.PUBLISHABLE_KEY } })).status,
  ).toBe(401)
})

test('a built day is in the next scrape, and no counter has fallen', async () => {
  const before = await scrape()
  const learner = await signUpLearner(stack)
  await learner.call('intent.sync', { body: INTENT })
  await learner.call('day.run', { body: {} })
  const after = await scrape()

  const rise = (name: string, labels: Record<string, string> = {}) =>
    (valueOf(after, name, labels) ?? 0) - (valueOf(before, name, labels) ?? 0)
  expect(rise('wisely_requests_total', { route: 'day.run', status: '200' })).toBeGreaterThanOrEqual(1)
  expect(rise('wisely_request_seconds_count', { route: 'day.run' })).toBeGreaterThanOrEqual(1)
  expect(rise('wisely_days_built_total')).toBeGreaterThanOrEqual(1)
  expect(rise('wisely_agent_outcomes_total', { agent: 'ta', outcome: 'fetched' })).toBeGreaterThanOrEqual(1)
  const fallen = before.samples.filter(({ name, labels, value }) =>
    value > (valueOf(after, name, labels) ?? 0)
  )
  expect(fallen).toEqual([])
})

test('readiness tells database, pool, keys, migration, Realtime and agents', async () => {
  const { status, json } = await call(stack, 'health?deep=1', { method: 'GET', headers: OPERATOR })

  const { checks, ...rest } = healthResponseSchema.parse(json)
  const { version } = await withClient((db) =>
    readRow<{ version: string }>(
      db,
      'select max(version) as version from supabase_migrations.schema_migrations',
    )
  )
  expect([status, rest.status]).toEqual([200, 'ok'])
  expect(checks).toMatchObject({
    database: { ok: true },
    keys: { ok: true, count: 1 },
    newest_migration: version,
    realtime_partition: true,
    breakers_open: [],
  })
  expect(checks?.pool.open).toBeGreaterThanOrEqual(1)
  expect(Object.entries(checks?.agents ?? {}).map(([agent, { ok, transport }]) => [agent, ok, transport]))
    .toEqual(['clo', 'alex', 'ta', 'socratic'].map((agent) => [agent, true, 'in_process']))
})

test('liveness asks nobody for anything', async () => {
  const { status, json } = await call(stack, 'health', { method: 'GET' })

  expect([status, Object.keys(json)]).toEqual([200, ['status', 'version']])
})

// A stack whose TA is gone, whose database is out of reach and whose collector listens.
let collector: ScriptedAgent
let broken: RunningStack
beforeAll(async () => {
  collector = await startScriptedAgent()
  collector.play('*', answerStatus(200))
  broken = await startStack({
    WISELY_AGENT_TA_URL: 'http://127.0.0.1:9',
    WISELY_AGENT_TA_TOKEN: 'token',
    WISELY_DB_URL: 'postgresql://nobody:nothing@127.0.0.1:9/none',
    WISELY_OTLP_ENDPOINT: collector.root,
    WISELY_OTLP_HEADERS: 'x-key=abc',
  })
})
afterAll(async () => {
  await broken?.stop()
  await collector?.close()
})

test('readiness is 503 without a database, and names the agent that nobody answers for', async () => {
  const { status, json } = await call(broken.info, 'health?deep=1', {
    method: 'GET',
    headers: { apikey: broken.info.SECRET_KEY },
  })

  const { status: told, checks } = healthResponseSchema.parse(json)
  expect([status, told]).toEqual([503, 'unhealthy'])
  expect(checks).toMatchObject({
    database: { ok: false, ms: null },
    newest_migration: null,
    realtime_partition: null,
    agents: { ta: { ok: false, transport: 'http' }, clo: { ok: true } },
  })
})

test('spans of a running function reach the collector', async () => {
  await call(broken.info, 'health', { method: 'GET' })

  await expect.poll(() => collector.requests.map(({ url, headers }) => [url.pathname, headers['x-key']]), {
    timeout: 10_000,
  }).toContainEqual(['/v1/traces', 'abc'])
})
