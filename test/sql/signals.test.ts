// What a save does to the cached signals. Accident it prevents: a failure or a 304 that erases what an agent said before.
import { expect, test } from 'vitest'
import { signalWriteSchema } from '../../supabase/functions/_shared/contract/facts.ts'
import { addLearner, askWithin, at, inRollback } from '../support/sql.ts'
import { createApi, type Json } from './api.ts'
import { SIGNAL } from './fullLearner.ts'

const MONDAY = '2026-11-02T08:00:00Z'
const TUESDAY = '2026-11-03T08:00:00Z'
const REVALIDATED = {
  kind: 'revalidated',
  agent: 'clo',
  cache_key: SIGNAL.cache_key,
  etag: null,
  last_updated: '2026-11-03T08:00:00.000Z',
}
const FAILED = {
  kind: 'failed',
  agent: 'clo',
  cache_key: SIGNAL.cache_key,
  failure: 'TIMEOUT',
  fresh_for_hours: 24,
}

test('a fetched signal is stored with its validator and freshness', async () => {
  expect(await saveSignals([SIGNAL])).toMatchObject([{
    agent: 'clo',
    data: SIGNAL.data,
    etag: '"1"',
    agent_version: '1.0.0',
    last_updated: '2026-11-02T08:00:00.000Z',
    fresh_for_hours: 24,
    failed_at: null,
  }])
})

test('a 304 renews the time and keeps data and ETag', async () => {
  expect(await saveSignals([SIGNAL], [REVALIDATED]))
    .toMatchObject([{ data: SIGNAL.data, etag: '"1"', last_updated: '2026-11-03T08:00:00.000Z' }])
})

test('a 304 with a new ETag stores it', async () => {
  expect(await saveSignals([SIGNAL], [{ ...REVALIDATED, etag: '"2"' }])).toMatchObject([{ etag: '"2"' }])
})

test('a 304 for an entry that is not there stores nothing', async () => {
  expect(await saveSignals([REVALIDATED])).toEqual([])
})

test('a failure is remembered beside the data', async () => {
  expect(await saveSignals([SIGNAL], [FAILED])).toMatchObject([{
    data: SIGNAL.data,
    last_updated: '2026-11-02T08:00:00.000Z',
    failed_at: '2026-11-03T08:00:00.000Z',
    failure: 'TIMEOUT',
  }])
})

test('a first failure is stored without data', async () => {
  expect(await saveSignals([FAILED])).toMatchObject([{ data: null, last_updated: null, failure: 'TIMEOUT' }])
})

test('an answer clears the failure before it', async () => {
  expect(await saveSignals([FAILED], [SIGNAL])).toMatchObject([{
    data: SIGNAL.data,
    failed_at: null,
    failure: null,
  }])
})

test('a 304 from the future counts from now', async () => {
  expect(await saveSignals([SIGNAL], [{ ...REVALIDATED, last_updated: '2027-01-01T00:00:00.000Z' }]))
    .toMatchObject([{ last_updated: '2026-11-03T08:00:00.000Z' }])
})

test('a signal keeps the age that its agent tells', async () => {
  expect(await saveSignals([{ ...SIGNAL, last_updated: '2026-10-01T08:00:00.000Z' }]))
    .toMatchObject([{ last_updated: '2026-10-01T08:00:00.000Z' }])
})

test('a signal from the future counts from now', async () => {
  expect(await saveSignals([{ ...SIGNAL, last_updated: '2027-01-01T00:00:00.000Z' }]))
    .toMatchObject([{ last_updated: '2026-11-02T08:00:00.000Z' }])
})

test('of every agent the three newest entries are read', async () => {
  const keys = ['1', '2', '3', '4'].map((digit) => digit.repeat(64))
  const saves = keys.map((cache_key) => [{ ...SIGNAL, cache_key }])

  expect((await saveSignals(...saves)).map((signal) => signal.cache_key)).toEqual(keys.slice(1).reverse())
})

// Aggregating an object key by key takes quadratic time: four signals of 20,000 keys took 3,100 ms, 70 times the plain
// reading, and made day.run unanswerable. Ratios of interleaved runs: the machine's speed cancels out.
test('a signal of 30,000 keys is read in the time of its bytes', async () => {
  const data = Object.fromEntries(Array.from({ length: 30_000 }, (_, index) => [`key_${index}`, index]))
  const ratios = await inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    await api.syncIntent(learner)
    await api.buildDay(learner, { week: 1, day: 1 }, {
      signals: [signalWriteSchema.parse({ ...SIGNAL, data })],
    })
    const timeOf = async (read: () => Promise<unknown>) => {
      const startedAt = performance.now()
      await read()
      return performance.now() - startedAt
    }
    const found: number[] = []
    for (let day = 2; day <= 5; day += 1) {
      const plain = await timeOf(() =>
        db.query('select data::text from public.agent_signals_cache where user_id = $1', [learner.user_id])
      )
      found.push(await timeOf(() => api.claimDay(learner, { week: 1, day })) / plain)
    }
    return found
  })

  expect(Math.min(...ratios)).toBeLessThan(25)
})

/** Saves one list on Monday, the next on Tuesday and so on; answers what the day after reads. */
function saveSignals(...lists: Json[][]) {
  return inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    const dates = [MONDAY, TUESDAY, '2026-11-04T08:00:00Z', '2026-11-05T08:00:00Z']
    await api.syncIntent(at(learner, MONDAY))
    for (const [index, signals] of lists.entries()) {
      const writes = signals.map((signal) => signalWriteSchema.parse(signal))
      await api.buildDay(at(learner, dates[index] ?? MONDAY), { week: 1, day: index + 1 }, {
        signals: writes,
      })
    }
    return (await api.claimDay(learner, { week: 2, day: 1 })).signals
  })
}
