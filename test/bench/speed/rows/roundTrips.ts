import type { Row } from '../../../support/scoreboard.ts'
import { median } from '../measure.ts'
import type { SpeedSuite } from '../suite.ts'
import { startWireProxy, type WireProxy } from '../wireProxy.ts'
import { readOpenSessions, reopenSessions } from './writeSpeed.ts'

const DELAY_MS = 5
const CALLS = 20
const EXPECTED = { status: 1, 'intent.sync': 1, 'day.done': 1, 'day.run': 2 }
type Route = keyof typeof EXPECTED

/** Round trips to Postgres, counted on the wire, and what they cost when each takes 5 ms. */
export const roundTrips: SpeedSuite = {
  name: 'trips',
  in_gate: true,
  async run(world, _size, progress) {
    const counting = await startWireProxy(world.info.API_DB_URL)
    const delaying = await startWireProxy(world.info.API_DB_URL, DELAY_MS)
    try {
      const near = await world.startProduct({ SUPABASE_DB_URL: counting.url, WISELY_DB_POOL: '1' })
      const far = await world.startProduct({ SUPABASE_DB_URL: delaying.url, WISELY_DB_POOL: '1' })
      const sessions = await readOpenSessions(world, CALLS)
      /** The first run meets what changed, the second four cached signals; from the third on nothing is new. */
      const countRepeatedDays = async (origin: string, proxy: WireProxy) => {
        const trips: number[] = []
        for (let at = 0; at < CALLS; at += 1) {
          for (let run = 0; run < 3; run += 1) {
            proxy.reset()
            await ask(origin, 'day.run', world.learners[at]?.token ?? '')
          }
          trips.push(proxy.trips())
        }
        return Math.max(...trips)
      }
      let turn = 0
      const callAll = async (origin: string, proxy: WireProxy | null) => {
        turn += 1
        const times: Record<string, number[]> = {}
        const trips: Record<string, number[]> = {}
        for (const route of ['day.run', 'status', 'intent.sync', 'day.done'] as Route[]) {
          for (let at = 0; at < CALLS; at += 1) {
            proxy?.reset()
            const startedAt = performance.now()
            // Another budget at every turn: the next turn's day.run is one that is built.
            const minutes = 20 * turn + at
            await ask(origin, route, world.learners[at]?.token ?? '', sessions[at] ?? '', minutes)
            ;(times[route] ??= []).push(performance.now() - startedAt)
            ;(trips[route] ??= []).push(proxy?.trips() ?? 0)
          }
        }
        return { times, trips }
      }
      progress('counting')
      await callAll(near.origin, counting)
      await reopenSessions(world, sessions)
      const counted = await callAll(near.origin, counting)
      await reopenSessions(world, sessions)
      const repeated = await countRepeatedDays(near.origin, counting)
      progress('through 5 ms')
      await callAll(far.origin, null)
      await reopenSessions(world, sessions)
      const delayed = await callAll(far.origin, null)
      await reopenSessions(world, sessions)

      const routes = Object.keys(EXPECTED) as Route[]
      const found = routes.map((route) => Math.max(...counted.trips[route] ?? []))
      const rows: Row[] = [{
        name: 'round trips of status, intent.sync, day.done, day.run',
        figure: found.join('/'),
        target: '1/1/1/2',
        met: found.join('/') === '1/1/1/2',
      }, {
        name: 'round trips of a day.run that finds nothing changed',
        figure: String(repeated),
        target: '1',
        met: repeated === 1,
      }]
      const extra = routes.map((route) => {
        const added = median(delayed.times[route] ?? []) - median(counted.times[route] ?? [])
        return { route, trips: added / DELAY_MS }
      })
      return {
        rows,
        explanation: [
          '### Round trips',
          '',
          `| endpoint | counted on the wire | added by a ${DELAY_MS} ms round trip, in round trips |`,
          '| --- | --- | --- |',
          ...extra.map(({ route, trips }, at) => `| ${route} | ${found[at]} | ${trips.toFixed(2)} |`),
        ],
      }
    } finally {
      await Promise.all([counting.stop(), delaying.stop()])
    }
  },
}

async function ask(origin: string, route: Route, token: string, session = '', minutes = 60): Promise<void> {
  const bodies: Record<Route, unknown> = {
    status: undefined,
    'day.run': {},
    'day.done': { session_id: session, completion_time_min: 30, confidence: 7 },
    'intent.sync': {
      topic: 'Machine Learning',
      depth: 'informed',
      end_goal: 'Build production ML models',
      time_per_day_min: minutes,
      user_tz: 'UTC',
    },
  }
  const response = await fetch(`${origin}/orchestrator/${route}`, {
    method: bodies[route] === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: bodies[route] === undefined ? undefined : JSON.stringify(bodies[route]),
  })
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${route} through the proxy: ${response.status} ${text}`)
}
