import { withDatabase } from './learners.ts'
import { prepare, type PreparedRequest } from './loadJob.ts'
import { dayRunRequest, statusRequest, type World } from './world.ts'

export type Kind = 'status' | 'day.done' | 'intent.sync' | 'day.run'

/**
 * Twenty requests of a learner; each learner begins at another place of it. Three of four learners complete their day (and
 * send the report three times more), the fourth asks for the same day four times: day.run is the cached one. In all 70 %
 * status, 15 % day.done, 10 % intent.sync, 5 % day.run.
 */
const CYCLE: (Kind | 'own day')[] = [
  ...Array<Kind>(14).fill('status'),
  ...Array<'own day'>(4).fill('own day'),
  ...Array<Kind>(2).fill('intent.sync'),
]
/** Places between two neighbours; no divisor of the cycle's length, so that every place has as many learners. */
const STRIDE = 7
const isCompleting = (at: number) => at % 4 !== 3

/** In the middle of its reports when the load begins. */
export function hasBegun(at: number): boolean {
  const place = at * STRIDE % CYCLE.length
  return isCompleting(at) && place > CYCLE.indexOf('own day') && CYCLE[place] === 'own day'
}

function kindAt(at: number, turn: number): Kind {
  const kind = CYCLE[(at * STRIDE + turn) % CYCLE.length] ?? 'status'
  if (kind !== 'own day') return kind
  return isCompleting(at) ? 'day.done' : 'day.run'
}

export function dayDoneRequest({ learners }: World, sessions: string[], at: number): PreparedRequest {
  const headers = { authorization: `Bearer ${learners[at]?.token ?? ''}` }
  const body = { session_id: sessions[at], completion_time_min: 30, confidence: 7 }
  return prepare('day.done', { method: 'POST', path: '/orchestrator/day.done', headers, body })
}

/** All learners' cycles, a request of each learner in turn; a learner begins at another place than its neighbour. */
export function composeCycles(
  world: World,
  sessions: string[],
  intents: Record<string, unknown>[],
): PreparedRequest[] {
  const { learners } = world
  const requests: PreparedRequest[] = []
  for (let index = 0; index < learners.length * CYCLE.length; index += 1) {
    const at = index % learners.length
    const token = learners[at]?.token ?? ''
    const kind = kindAt(at, Math.floor(index / learners.length))
    if (kind === 'status') requests.push(statusRequest(token))
    else if (kind === 'day.run') requests.push(dayRunRequest(token))
    else if (kind === 'day.done') requests.push(dayDoneRequest(world, sessions, at))
    else {
      const headers = { authorization: `Bearer ${token}` }
      requests.push(
        prepare(kind, { method: 'POST', path: `/orchestrator/${kind}`, headers, body: intents[at] }),
      )
    }
  }
  return requests
}

/** What each learner's intent says already: syncing it again is the frequent case, and keeps the cached day valid. */
export async function readIntents(world: World): Promise<Record<string, unknown>[]> {
  return await withDatabase(world.info.ADMIN_DB_URL, async (db) => {
    const { rows } = await db.query(
      `select i.topic, i.depth, i.end_goal, i.time_per_day_min, i.user_tz
       from public.learning_intents as i join unnest($1::uuid[]) with ordinality as u (id, at) on u.id = i.user_id
       where i.active order by u.at`,
      [world.learners.map(({ user_id }) => user_id)],
    )
    return rows
  })
}
