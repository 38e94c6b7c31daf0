import { randomUUID } from 'node:crypto'
import type { Fetch } from '../../supabase/functions/_shared/contract/ports.ts'
import { systemTimer } from '../../supabase/functions/_shared/platform/timer.ts'
import { createDatabase } from '../../supabase/functions/_shared/store/database.ts'
import { createLearnerStore, type LearnerStore } from '../../supabase/functions/_shared/store/learnerStore.ts'
import { createAgentsApp } from '../../supabase/functions/agents/app.ts'
import { INTENT } from '../support/learner.ts'
import { memoryApp } from '../support/memoryApp.ts'
import { mintLearners } from '../support/mintLearners.ts'
import type { Row } from '../support/scoreboard.ts'
import { type CrashRig, type Tally, waitFor } from './crashRig.ts'
import { checkInvariants, expireLeases } from './invariants.ts'

// The orchestrator itself in this process, on the real database, with ports that die: from the chosen moment on nothing
// of it answers any more, as if its process were gone. A second one then gets the same request.

type Moment = 'before' | 'after'
const ROUTES = {
  'intent.sync': ['syncIntent'],
  'day.run': ['beginDay', 'agents', 'saveDay'],
  'day.done': ['completeDay'],
} as const
const DEATH_LIMIT_MS = 10_000

type Death = { at: string; moment: Moment; happened: () => void }

/** Runs the port's work unless the process died; dies around the chosen one. */
function createMortal(death: Death) {
  let isDead = false
  const die = (): Promise<never> => {
    isDead = true
    death.happened()
    return new Promise(() => {})
  }
  return async <T>(port: string, work: () => Promise<T>): Promise<T> => {
    if (isDead || (port === death.at && death.moment === 'before')) return await die()
    const result = await work()
    return isDead || port === death.at ? await die() : result
  }
}

function openApp(store: LearnerStore, userId: string, death: Death | null) {
  const mortal = death === null ? <T>(_port: string, work: () => Promise<T>) => work() : createMortal(death)
  const agents = createAgentsApp({ acceptedTokens: [], allowAnonymous: true, now: systemTimer.now }).fetch
  const inProcess: Fetch = (request) => mortal('agents', () => agents(request))
  return memoryApp({
    syncIntent: (...given) => mortal('syncIntent', () => store.syncIntent(...given)),
    beginDay: (...given) => mortal('beginDay', () => store.beginDay(...given)),
    readDay: (...given) => mortal('readDay', () => store.readDay(...given)),
    saveDay: (...given) => mortal('saveDay', () => store.saveDay(...given)),
    releaseDay: (...given) => mortal('releaseDay', () => store.releaseDay(...given)),
    completeDay: (...given) => mortal('completeDay', () => store.completeDay(...given)),
  }, {
    inProcess,
    timer: systemTimer,
    makeId: randomUUID,
    write_limits: [],
    authenticate: () =>
      Promise.resolve({ user_id: userId, kind: 'learner', anonymous: false, key_name: null }),
  })
}

/** Every port of every writing route, before and after its work, with an idempotency key and without. */
export async function playCrashPoints(rig: CrashRig, tally: Tally): Promise<Row[]> {
  const database = createDatabase({ url: rig.stack.info.API_DB_URL, max: 4, timer: systemTimer })
  const store = createLearnerStore(database)
  const points = Object.entries(ROUTES).flatMap(([route, ports]) =>
    ports.flatMap((at) =>
      (['before', 'after'] as const).flatMap((moment) =>
        [true, false].map((keyed) => ({ route, at, moment, keyed }))
      )
    )
  )
  const learners = await mintLearners(rig.stack.info, rig.db, points.length)
  let consistent = 0
  try {
    for (const [index, point] of points.entries()) {
      const userId = learners[index]?.user_id ?? ''
      const wrong = await dieAndRepeat(store, userId, point, rig)
      const { anomalies, stuck } = await checkInvariants(rig.db, [userId])
      tally.stuck += stuck
      if (wrong === null && anomalies.length === 0) consistent += 1
      else {console.error(
          `${point.route} dies ${point.moment} ${point.at}: ${wrong ?? ''} ${anomalies.join('; ')}`,
        )}
    }
  } finally {
    await database.end()
  }
  return [{
    name: 'crash points',
    figure: `${consistent}/${points.length} consistent, the repeated call succeeds`,
    target: 'all of >= 12',
    met: consistent === points.length && points.length >= 12,
  }]
}

type Point = { route: string; at: string; moment: Moment; keyed: boolean }

/** What was wrong with the answer to the repeated call, or null. */
async function dieAndRepeat(
  store: LearnerStore,
  userId: string,
  point: Point,
  rig: CrashRig,
): Promise<string | null> {
  const healthy = openApp(store, userId, null)
  const bodies: Record<string, object> = { 'intent.sync': INTENT, 'day.run': { week: 1, day: 1 } }
  if (point.route !== 'intent.sync') await healthy.send('intent.sync', { body: INTENT })
  if (point.route === 'day.done') {
    const day = await (await healthy.send('day.run', { body: bodies['day.run'] })).json()
    bodies['day.done'] = { session_id: day.session_id, completion_time_min: 45 }
  }
  const headers: Record<string, string> = point.keyed ? { 'idempotency-key': randomUUID() } : {}
  const request = { body: bodies[point.route], headers }
  const hasDied = Promise.withResolvers<void>()
  const dying = openApp(store, userId, { at: point.at, moment: point.moment, happened: hasDied.resolve })
  void dying.send(point.route, request)
  const died = await Promise.race([
    hasDied.promise.then(() => true),
    waitFor(DEATH_LIMIT_MS).then(() => false),
  ])
  if (!died) return 'it did not die'
  await expireLeases(rig.db, [userId])
  const again = await healthy.send(point.route, request)
  if (again.status !== 200) return `the repeated call answers ${again.status} ${await again.text()}`
  const day = await again.json()
  return point.route === 'day.run' && day.plan_version !== 1 ? `plan_version ${day.plan_version}` : null
}
