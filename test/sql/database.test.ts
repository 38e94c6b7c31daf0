import { afterAll, describe, expect, inject, it } from 'vitest'
import { systemTimer } from '../../supabase/functions/_shared/platform/timer.ts'
import { withLearner } from '../support/sql.ts'
import { createDatabase } from '../../supabase/functions/_shared/store/database.ts'

const stack = inject('stack')
const database = createDatabase({ url: stack.API_DB_URL, max: 1, timer: systemTimer })
const operator = createDatabase({ url: stack.ADMIN_DB_URL, max: 1, timer: systemTimer })
afterAll(async () => {
  await database.end()
  await operator.end()
})

const backend = () => database.call('select pg_backend_pid()::text', [])

describe('the connection', () => {
  it('survives fifty SQL errors: a refused statement costs no new connection', async () => {
    const before = await backend()
    for (let round = 0; round < 50; round += 1) {
      await expect(database.call('select (1 / $1::integer)::text', [0])).rejects.toMatchObject({
        code: '22012',
      })
    }
    expect(await backend()).toBe(before)
  })

  it('that was killed while idle is replaced without the caller noticing', async () => {
    const before = await backend()
    await operator.call('select pg_terminate_backend($1)::text', [before])
    expect(await backend()).not.toBe(before)
  })

  it('that was killed during a statement is replaced and the statement repeated once', async () => {
    const before = await backend()
    const counting = database.call(
      "select (pg_backend_pid() || ':' || coalesce(pg_sleep(case when pg_backend_pid() = $1 then 5 else 0 end)::text, ''))::text",
      [before],
    )
    await operator.call(
      'select count(pg_terminate_backend(pid))::text from pg_stat_activity where pid = $1',
      [before],
    )
    expect((await counting).split(':')[0]).not.toBe(before)
  })

  it('is given up when a statement hangs, and the caller is told within three seconds', async () => {
    const startedAt = performance.now()
    await expect(database.call('select pg_sleep(30)::text', [])).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      headers: { 'retry-after': '2' },
    })
    expect(performance.now() - startedAt).toBeLessThan(3_000)
  })

  // The driver reports a death between checkout and statement as an event: unheard, it ended the whole isolate.
  it('may be killed at any moment: every call ends as an answer or as a refusal', async () => {
    const doomed = createDatabase({
      url: `${stack.API_DB_URL}?application_name=doomed`,
      max: 4,
      timer: systemTimer,
    })
    let isOver = false
    const killing = (async () => {
      while (!isOver) {
        await operator.call(
          `select count(pg_terminate_backend(pid))::text from pg_stat_activity where application_name = $1`,
          ['doomed'],
        )
      }
    })()
    const ask = async () => {
      for (let round = 0; round < 60; round += 1) {
        await doomed.call('select 1::text', []).then(
          (answer) => expect(answer).toBe('1'),
          (error) => expect(error).toMatchObject({ code: 'SERVICE_UNAVAILABLE' }),
        )
      }
    }
    await Promise.all([ask(), ask(), ask(), ask()])
    isOver = true
    await killing
    await doomed.end()
  })

  // A full disk makes a hosted project read-only, a failover ends on a server that does not write yet.
  it('to a server that only reads is an outage to come back from, not a bug', async () => {
    const url = `${stack.API_DB_URL}?options=-c%20default_transaction_read_only%3Don`
    const reading = createDatabase({ url, max: 1, timer: systemTimer })
    const write = withLearner(({ claims }) =>
      reading.call('select wisely.sync_intent($1, $2)::text', [
        JSON.stringify(claims),
        JSON.stringify({
          body: { topic: 'Graphs', depth: 'informed', end_goal: 'x', time_per_day_min: 60 },
          limits: [],
        }),
      ])
    )
    await expect(write).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      headers: { 'retry-after': '2' },
    })
    await reading.end()
  })

  it('has the least rights: it may call the endpoint functions and read no table', async () => {
    await expect(database.call('select count(*)::text from public.events', [])).rejects.toMatchObject({
      code: '42501',
    })
    await expect(database.call('select count(*)::text from wisely.learner_state', [])).rejects.toMatchObject({
      code: '42501',
    })
    await expect(database.call('select wisely.prune()::text', [])).rejects.toMatchObject({ code: '42501' })
  })
})
