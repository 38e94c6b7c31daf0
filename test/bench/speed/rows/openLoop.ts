import { composeCycles, dayDoneRequest, hasBegun, type Kind, readIntents } from '../learnerCycle.ts'
import { withDatabase } from '../learners.ts'
import { readRssMb } from '../processFigures.ts'
import type { Server } from '../serve.ts'
import type { Plot, SpeedSuite } from '../suite.ts'
import { dayRunRequest, type World } from '../world.ts'
import { readOpenSessions, reopenSessions } from './writeSpeed.ts'

const RATE_PER_S = 1_000
/** One isolate carries it all here: each write waits a few ms for the disk, and four connections would be the queue. */
const POOL = 12
const STEPS_PER_S = [100, 250, 500, 750]
const LIMIT_MS: Record<Kind, number> = { status: 100, 'day.done': 200, 'intent.sync': 500, 'day.run': 1_000 }

/** A thousand learners who send a thousand requests a second whatever the server does. */
export const openLoop: SpeedSuite = {
  name: 'open-loop',
  in_gate: false,
  async run(world, size, progress) {
    const product = await world.startProduct({ WISELY_DB_POOL: String(POOL) })
    const sessions = await readOpenSessions(world, world.learners.length)
    const intents = await readIntents(world)
    const lines: Record<Kind, { x: number; y: number }[]> = {
      status: [],
      'day.done': [],
      'intent.sync': [],
      'day.run': [],
    }
    const run = async (rate_per_s: number, seconds: number) => {
      progress(`${rate_per_s} requests a second`)
      await reopenSessions(world, sessions)
      await completeBegun(world, product, sessions)
      const requests = composeCycles(world, sessions, intents)
      return await world.generator.run({
        origin: product.origin,
        connections: world.learners.length,
        requests,
        shape: { kind: 'open', rate_per_s, seconds },
      })
    }
    // As docs/events.md advises for more than a demo: the pulse doubles what each write tells Realtime.
    await setPulse(world, false)
    progress('the days are built')
    await buildDays(world, product)
    await run(STEPS_PER_S[0] ?? 100, 2)
    let errors = 0
    for (const rate of STEPS_PER_S) {
      const result = await run(rate, Math.max(3, size.open_loop_s / 4))
      errors += result.errors
      for (const kind of kinds()) lines[kind].push({ x: rate, y: result.latency[kind]?.p99_ms ?? 0 })
    }
    const rssBefore = readRssMb(product.pid)
    const full = await run(RATE_PER_S, size.open_loop_s)
    errors += full.errors
    for (const kind of kinds()) lines[kind].push({ x: RATE_PER_S, y: full.latency[kind]?.p99_ms ?? 0 })
    await setPulse(world, true)
    await reopenSessions(world, sessions)
    const p99 = kinds().map((kind) => ({ kind, ms: full.latency[kind]?.p99_ms ?? Infinity }))
    const plot: Plot = {
      file: 'latency-under-load.svg',
      title: 'p99 latency under an open-loop load, 1000 learners',
      x: 'requests per second',
      y: 'p99 ms',
      lines: kinds().map((kind) => ({ label: kind, points: lines[kind] })),
    }
    return {
      rows: [
        {
          name: 'open loop, 1000 learners at 1000 req/s: p99 of status, day.done, intent.sync, day.run',
          figure: p99.map(({ ms }) => Math.round(ms)).join('/') + ' ms',
          target: '< 100/200/500/1000 ms',
          met: p99.every(({ kind, ms }) => ms < LIMIT_MS[kind]),
        },
        { name: 'open loop: errors', figure: String(errors), target: '0', met: errors === 0 },
      ],
      explanation: [
        '### Open loop',
        '',
        `${size.open_loop_s} s at ${RATE_PER_S} requests a second over ${world.learners.length} kept-alive connections to one function process with ${POOL} connections to Postgres, the public pulse off; a ` +
        'latency counts from the moment the request was meant to start. 70 % status; 15 % day.done, of which one in five ' +
        'completes a day and the others send the report again; 10 % intent.sync that says what is stored; 5 % day.run of a ' +
        'day that did not change.',
        '',
        '| call | requests | p50 ms | p99 ms | slowest ms |',
        '| --- | --- | --- | --- | --- |',
        ...kinds().map((kind) => {
          const latency = full.latency[kind]
          return `| ${kind} | ${latency?.count} | ${latency?.p50_ms.toFixed(1)} | ${
            latency?.p99_ms.toFixed(1)
          } | ${latency?.max_ms.toFixed(0)} |`
        }),
        '',
        `Function memory ${rssBefore.toFixed(0)} MB before, ${readRssMb(product.pid).toFixed(0)} MB after. ${
          full.error_samples.join('; ')
        }`,
      ],
      plots: [plot],
    }
  },
}

function kinds(): Kind[] {
  return ['status', 'day.done', 'intent.sync', 'day.run']
}

/** Twice: the first run may meet an intent that an earlier part of the bench changed, the second meets cached signals. */
async function buildDays(world: World, product: Server): Promise<void> {
  const requests = world.learners.map(({ token }) => dayRunRequest(token))
  const result = await world.load(product, { requests, count: 2 * requests.length, connections: 8 })
  if (result.errors > 0) throw new Error(`Cannot build the days: ${result.error_samples.join('; ')}`)
  // What the parts before left is cleaned up now, not by a background worker in the middle of the load.
  await withDatabase(world.info.ADMIN_DB_URL, async (db) => {
    await db.query('vacuum (analyze)')
    await db.query('checkpoint')
  })
}

/**
 * Whoever begins in the middle of its reports has sent the first before. Without it the first second would complete
 * 150 days, no later one more than 50, and its queue would be all that is measured.
 */
async function completeBegun(world: World, product: Server, sessions: string[]): Promise<void> {
  const begun = world.learners.map((_, at) => at).filter(hasBegun)
  const requests = begun.map((at) => dayDoneRequest(world, sessions, at))
  const result = await world.load(product, { requests, count: requests.length, connections: 8 })
  if (result.errors > 0) throw new Error(`Cannot complete the days: ${result.error_samples.join('; ')}`)
}

async function setPulse(world: World, isOn: boolean): Promise<void> {
  await withDatabase(
    world.info.ADMIN_DB_URL,
    (db) =>
      db.query(`update wisely.settings set value = $1 where name = 'realtime_pulse'`, [JSON.stringify(isOn)]),
  )
}
