import type { Row } from '../support/scoreboard.ts'
import { startFaultProxy } from '../support/faultProxy.ts'
import { type CrashRig, type Tally, underLoad, waitFor } from './crashRig.ts'
import { expireLeases } from './invariants.ts'

// Each scene does one bad thing to the system while learners live their days; the tally says what came of it.

export type Scene = { name: string; play(rig: CrashRig, tally: Tally, ms: number): Promise<Row[]> }

const LEARNERS = 8
const REALTIME_ADDED_MS = 400

export const SCENES: readonly Scene[] = [
  { name: 'isolates are killed', play: killIsolates },
  { name: 'backends are terminated', play: terminateBackends },
  { name: 'PostgreSQL is killed', play: killPostgres },
  { name: 'PostgreSQL stands still', play: pausePostgres },
  { name: 'replies to clients are lost', play: loseReplies },
  { name: 'the way to the database breaks', play: breakDatabaseWay },
  { name: 'Realtime is locked and gone', play: breakRealtime },
  { name: 'connections run out', play: exhaustPool },
  { name: 'functions restart', play: restartFunctions },
  { name: 'the schema is newer', play: migrateAhead },
]

async function killIsolates(rig: CrashRig, tally: Tally, ms: number): Promise<Row[]> {
  let kills = 0
  await underLoad(rig, tally, { learners: LEARNERS, ms }, async (over, users) => {
    while (!over.aborted) {
      await waitFor(300 + rig.random() * 500, over)
      const index = Math.floor(rig.random() * rig.isolates.length)
      const next = await rig.startOne()
      rig.isolates[index]?.signal('SIGKILL')
      rig.isolates[index] = next
      kills += 1
      if (!rig.is_long) await expireLeases(rig.db, users)
    }
  })
  return [{ name: 'isolates killed under load', figure: `${kills}`, target: '>= 1', met: kills >= 1 }]
}

async function terminateBackends(rig: CrashRig, tally: Tally, ms: number): Promise<Row[]> {
  let killed = 0
  await underLoad(rig, tally, { learners: LEARNERS, ms }, async (over) => {
    while (!over.aborted) {
      const { rowCount } = await rig.db.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'wisely_api'`,
      )
      killed += rowCount ?? 0
      await waitFor(100, over)
    }
  })
  return [{ name: 'backends terminated under load', figure: `${killed}`, target: '>= 1', met: killed >= 1 }]
}

async function killPostgres(rig: CrashRig, tally: Tally, ms: number): Promise<Row[]> {
  let kills = 0
  await underLoad(rig, tally, { learners: LEARNERS, ms }, async (over) => {
    do {
      await waitFor(400 + rig.random() * 400)
      rig.postgres.kill()
      await rig.postgres.restart()
      kills += 1
      await waitFor(500, over)
    } while (!over.aborted)
  })
  return [{ name: 'PostgreSQL killed under load', figure: `${kills}`, target: '>= 1', met: kills >= 1 }]
}

async function pausePostgres(rig: CrashRig, tally: Tally, ms: number): Promise<Row[]> {
  await underLoad(rig, tally, { learners: LEARNERS, ms }, async (over) => {
    do {
      await waitFor(200)
      await rig.postgres.pause()
      await waitFor(2_500).finally(() => rig.postgres.resume())
      await waitFor(500, over)
    } while (!over.aborted)
  })
  return []
}

async function loseReplies(rig: CrashRig, tally: Tally, ms: number): Promise<Row[]> {
  const proxies = await Promise.all(
    rig.isolates.map(({ origin }) => startFaultProxy(Number(new URL(origin).port), rig.random)),
  )
  for (const proxy of proxies) proxy.set({ kind: 'cut', chance: 0.5, after_bytes: 0 })
  const pickOrigin = () => `http://127.0.0.1:${proxies[Math.floor(rig.random() * proxies.length)]?.port}`
  try {
    await underLoad(rig, tally, { learners: LEARNERS, ms, pickOrigin }, (over) => waitFor(ms, over))
  } finally {
    await Promise.all(proxies.map((proxy) => proxy.close()))
  }
  const cuts = proxies.reduce((sum, proxy) => sum + proxy.cuts(), 0)
  return [{ name: 'replies to clients lost', figure: `${cuts}`, target: '>= 1', met: cuts >= 1 }]
}

async function breakDatabaseWay(rig: CrashRig, tally: Tally, ms: number): Promise<Row[]> {
  const { dbProxy } = rig
  const before = dbProxy.cuts()
  await underLoad(rig, tally, { learners: LEARNERS, ms: ms * 2 }, async (over) => {
    do {
      dbProxy.set({ kind: 'cut', chance: 0.2, after_bytes: Math.floor(rig.random() * 400) })
      await waitFor(ms / 2)
      dbProxy.set({ kind: 'latency', ms: 60 })
      await waitFor(ms / 4)
      dbProxy.set({ kind: 'reset' })
      await waitFor(300)
      dbProxy.set({ kind: 'blackhole' })
      await waitFor(1_000)
      dbProxy.set({ kind: 'reset' })
      dbProxy.set({ kind: 'pass' })
      await waitFor(300, over)
    } while (!over.aborted)
  }).finally(() => dbProxy.set({ kind: 'pass' }))
  const cuts = dbProxy.cuts() - before
  return [{ name: "database's replies lost", figure: `${cuts}`, target: '>= 1', met: cuts >= 1 }]
}

async function breakRealtime(rig: CrashRig, tally: Tally, ms: number): Promise<Row[]> {
  const load = { learners: 4, ms }
  const calm = await underLoad(rig, tally, load, (over) => waitFor(ms, over))
  const locked = await underLoad(rig, tally, load, async (over) => {
    const lock = await rig.db.connect()
    await lock.query('begin; lock table realtime.messages in access exclusive mode')
    await waitFor(ms, over)
    await lock.query('rollback')
    lock.release()
  })
  await rig.db.query('alter table realtime.messages detach partition realtime.messages_default')
  const bare = await underLoad(rig, tally, load, (over) => waitFor(ms, over)).finally(() =>
    rig.db.query('alter table realtime.messages attach partition realtime.messages_default default')
  )
  const failed = [locked, bare].reduce((sum, ledger) => sum + ledger.wrong.length + ledger.retries, 0)
  const slowest = (ledger: typeof calm) => Math.max(...Object.values(ledger.slowest_ms))
  const added = Math.round(slowest(locked) - slowest(calm))
  return [{
    name: 'Realtime locked, then without a partition',
    figure: `${failed} writes failed of ${locked.calls + bare.calls}, slowest +${added} ms`,
    target: `0 failed, <= +${REALTIME_ADDED_MS} ms`,
    met: failed === 0 && added <= REALTIME_ADDED_MS && locked.calls > 0 && bare.calls > 0,
  }]
}

async function exhaustPool(rig: CrashRig, tally: Tally, ms: number): Promise<Row[]> {
  await rig.db.query('alter role wisely_api connection limit 2')
  await rig.db.query(`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'wisely_api'`)
  const crowded = await underLoad(rig, tally, { learners: 60, ms }, async (over) => {
    await waitFor(ms, over)
    await rig.db.query('alter role wisely_api connection limit -1')
  })
  const startedAt = performance.now()
  const after = await underLoad(rig, tally, { learners: 4, ms: 200 }, () => Promise.resolve())
  const recovery = Math.round(performance.now() - startedAt)
  const wrong = crowded.wrong.length + after.wrong.length
  return [{
    name: 'connections run out',
    figure: `${crowded.calls} calls of 60 learners on 2 connections, ${crowded.retries} x 503, ` +
      `${wrong} other failures, calm after ${recovery} ms`,
    target: 'only 503 with Retry-After, calm < 5,000 ms',
    met: wrong === 0 && after.retries === 0 && recovery < 5_000,
  }]
}

/** As a platform deploys: the new process takes the calls, the old one ends when its last call has. */
async function restartFunctions(rig: CrashRig, tally: Tally, ms: number): Promise<Row[]> {
  let current = rig.isolates[0]
  let restarts = 0
  const seen = await underLoad(rig, tally, {
    learners: LEARNERS,
    ms,
    pickOrigin: () => current?.origin ?? '',
  }, async (over) => {
    do {
      await waitFor(ms / 3, over)
      const old = current
      current = await rig.startOne()
      rig.isolates[0] = current
      // Longer than any call takes here; a platform counts the calls instead.
      await waitFor(1_000)
      await old?.stop()
      restarts += 1
    } while (!over.aborted)
  })
  return [{
    name: 'functions restarted under traffic',
    figure:
      `${restarts} restarts, ${seen.calls} calls, ${seen.retries} repeated, ${seen.wrong.length} failed`,
    target: '>= 1 restart, 0 failed, at most one repeat a restart and learner',
    met: restarts >= 1 && seen.wrong.length === 0 && seen.retries <= restarts * LEARNERS,
  }]
}

/** What a migration after this version may add, while this version's code serves on. */
const LATER = `
  alter table public.instructor_sessions add column later_note text, add column later_count integer not null default 0;
  alter table public.learning_intents add column later_goal jsonb not null default '{}';
  alter table public.agent_signals_cache add column later_cost numeric;
  alter table public.events add column later_origin text;
  alter table wisely.learner_state add column later_total integer not null default 0;
  create index later_index on public.instructor_sessions (later_count);
  create function wisely.later_function() returns integer language sql immutable set search_path = '' as 'select 1';`
const BEFORE_LATER = `
  drop function wisely.later_function();
  alter table public.instructor_sessions drop column later_note, drop column later_count;
  alter table public.learning_intents drop column later_goal;
  alter table public.agent_signals_cache drop column later_cost;
  alter table public.events drop column later_origin;
  alter table wisely.learner_state drop column later_total;`

/** One statement, one transaction: several tables locked at once under traffic would be a deadlock of our own. */
async function migrate(rig: CrashRig, sql: string): Promise<void> {
  for (const statement of sql.split(';').map((each) => each.trim()).filter(Boolean)) {
    await rig.db.query(statement)
  }
}

async function migrateAhead(rig: CrashRig, tally: Tally, ms: number): Promise<Row[]> {
  const seen = await underLoad(rig, tally, { learners: LEARNERS, ms }, async (over) => {
    await waitFor(ms / 3)
    await migrate(rig, LATER)
    await waitFor(ms, over)
  })
  const later = await underLoad(rig, tally, { learners: LEARNERS, ms: ms / 2 }, (over) => waitFor(ms, over))
  await migrate(rig, BEFORE_LATER)
  const wrong = seen.wrong.length + later.wrong.length
  return [{
    name: 'this code on a schema with later columns and functions',
    figure: `${wrong} failed of ${seen.calls + later.calls}, ${seen.retries + later.retries} repeated`,
    target: '0 failed',
    met: wrong === 0,
  }]
}
