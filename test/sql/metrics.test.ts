// The table behind GET metrics. Accident it prevents: a counter that falls when old rows are pruned, which a scraper
// takes for a restart and counts again.
import { expect, test } from 'vitest'
import { askWithin, countRows, inRollback, readRow } from '../support/sql.ts'

const COUNTS = JSON.stringify([
  { metric: 'wisely_test_total', labels: { route: 'b' }, value: 2 },
  { metric: 'wisely_test_total', labels: { route: 'a' }, value: 1 },
  { metric: 'wisely_test_total', labels: { route: 'b' }, value: 0.5 },
])

type Row = { metric: string; labels: object; value: number }
const ownOf = (text: string | null) =>
  (JSON.parse(text ?? '') as Row[]).filter(({ metric }) => metric === 'wisely_test_total')

test('counts of one hour add up to one row for each series', () =>
  inRollback(async (db) => {
    const ask = askWithin(db)
    await ask('wisely.add_metrics($1)', [COUNTS])
    await ask('wisely.add_metrics($1)', [COUNTS])

    expect(ownOf(await ask('wisely.read_metrics()', []))).toEqual([
      { metric: 'wisely_test_total', labels: { route: 'a' }, value: 2 },
      { metric: 'wisely_test_total', labels: { route: 'b' }, value: 5 },
    ])
    expect(await countRows(db, `wisely.request_metrics where metric = 'wisely_test_total'`)).toBe(2)
  }))

test('prune folds old hours into the totals: fewer rows, the same sums', () =>
  inRollback(async (db) => {
    const ask = askWithin(db)
    for (const days of [50, 45, 40, 34, 0]) {
      await ask('wisely.add_metrics($1)', [COUNTS])
      await db.query(
        `update wisely.request_metrics set hour = hour - make_interval(days => $1)
         where metric = 'wisely_test_total' and hour > now() - interval '2 hours'`,
        [days],
      )
    }
    const before = ownOf(await ask('wisely.read_metrics()', []))

    const first = await readRow<{ n: number }>(db, `select wisely.prune() ->> 'request_metrics' as n`)
    const rows = await countRows(db, `wisely.request_metrics where metric = 'wisely_test_total'`)
    const second = await readRow<{ n: number }>(db, `select wisely.prune() ->> 'request_metrics' as n`)

    expect(Number(first.n)).toBeGreaterThanOrEqual(6)
    expect([rows, Number(second.n)]).toEqual([6, 0])
    expect(ownOf(await ask('wisely.read_metrics()', []))).toEqual(before)
  }))

test("readiness names the newest migration and today's partition", () =>
  inRollback(async (db) => {
    const text = await askWithin(db)('wisely.check_readiness()', [])

    const { version } = await readRow<{ version: string }>(
      db,
      'select max(version) as version from supabase_migrations.schema_migrations',
    )
    expect(JSON.parse(text ?? '')).toEqual({ newest_migration: version, realtime_partition: true })
  }))
