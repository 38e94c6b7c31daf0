import { AGENT_NAMES } from '../../supabase/functions/_shared/contract/primitives.ts'
import { INTENT } from '../support/learner.ts'
import { type MintedLearner, mintLearners } from '../support/mintLearners.ts'
import type { Row } from '../support/scoreboard.ts'
import { answerJson, type Behaviour, hang } from '../support/scriptedAgent.ts'
import { callOrchestrator, inLanes } from './caller.ts'
import { type CrashRig, type Tally, waitFor } from './crashRig.ts'
import { checkInvariants, expireLeases } from './invariants.ts'
import type { Isolate } from './isolate.ts'

const LEARNERS = 6
const LEASE_MS = 20_000
const LATE_DATA = { ok: true, data: { theme: 'an answer that came too late' } }

type Enrolled = MintedLearner & { intent_id: string }

async function enrol(rig: CrashRig, count: number): Promise<Enrolled[]> {
  const learners = await mintLearners(rig.stack.info, rig.db, count)
  return await inLanes(learners, 4, async (learner) => {
    const { json } = await callOrchestrator(rig.isolates[0]?.origin ?? '', learner, 'intent.sync', INTENT)
    return { ...learner, intent_id: String(json.intent_id) }
  })
}

async function waitUntilAsked(rig: CrashRig, learners: readonly Enrolled[]): Promise<void> {
  const endsAt = performance.now() + 5_000
  while (learners.some(({ intent_id }) => rig.agents.count(intent_id) < AGENT_NAMES.length)) {
    if (performance.now() > endsAt) throw new Error('The agents were not asked')
    await waitFor(10)
  }
}

/** The lease's real end in the long version; in the short one the database is told that it has come. */
async function passLease(rig: CrashRig, learners: readonly Enrolled[]): Promise<void> {
  if (rig.is_long) await waitFor(LEASE_MS)
  else await expireLeases(rig.db, learners.map(({ user_id }) => user_id))
}

function runDay(isolate: Isolate, learner: Enrolled) {
  return callOrchestrator(isolate.origin, learner, 'day.run', { week: 1, day: 1 }, {
    'idempotency-key': `day-of-${learner.user_id}`,
  })
}

/** An isolate dies while its agents think; the same call on another one builds the day, once. */
export async function playTakeovers(rig: CrashRig, tally: Tally): Promise<Row[]> {
  const [heir] = rig.isolates
  if (!heir) throw new Error('Cannot play: no isolate')
  const doomed = await rig.startOne()
  const learners = await enrol(rig, LEARNERS)
  const good = answerJson({ ok: true, data: { theme: 'a loose signal' } }, { etag: '"good"' })
  for (const { intent_id } of learners) rig.agents.play(intent_id, [hang(), good])
  const orphans = learners.map((learner) => runDay(doomed, learner).catch(() => null))
  await waitUntilAsked(rig, learners)
  doomed.signal('SIGKILL')
  await Promise.all(orphans)
  const early = await runDay(heir, learners[0] as Enrolled)
  await passLease(rig, learners)
  const days = await Promise.all(learners.map((learner) => runDay(heir, learner)))
  const { anomalies, stuck } = await checkInvariants(rig.db, learners.map(({ user_id }) => user_id))
  tally.anomalies.push(...anomalies)
  tally.stuck += stuck

  const taken = days.filter(({ status, json }) => status === 200 && json.plan_version === 1).length
  const stable = learners.filter(({ intent_id }) => countKeys(rig, intent_id) === AGENT_NAMES.length).length
  return [{
    name: 'days of a killed isolate taken over',
    figure:
      `${taken}/${learners.length}, agents saw one key ${stable}/${learners.length}, before the lease ended ` +
      `${early.status} ${(early.json.error as { code?: string } | undefined)?.code ?? ''}`,
    target: 'all, one key an agent, 409 before',
    met: taken === learners.length && stable === learners.length && early.status === 409,
  }]
}

/** How many different idempotency keys the agents were asked under for one intent. */
function countKeys(rig: CrashRig, intentId: string): number {
  const asked = rig.agents.server.requests.filter(({ url }) => url.searchParams.get('intent_id') === intentId)
  return new Set(asked.map(({ headers, url }) => `${url.pathname} ${headers['x-idempotency-key']}`)).size
}

/** An isolate stands still past its lease, wakes up and wants to save what its agents say now. */
export async function playZombies(rig: CrashRig, tally: Tally): Promise<Row[]> {
  const [heir] = rig.isolates
  if (!heir) throw new Error('Cannot play: no isolate')
  const zombie = await rig.startOne()
  const learners = await enrol(rig, LEARNERS)
  const held: (() => void)[] = []
  const hold: Behaviour = (response, request, socket) =>
    void held.push(() => answerJson(LATE_DATA)(response, request, socket))
  const good = answerJson({ ok: true, data: { theme: 'a loose signal' } }, { etag: '"good"' })
  for (const { intent_id } of learners) rig.agents.play(intent_id, [hold, good])
  const late = learners.map((learner) => runDay(zombie, learner).catch(() => null))
  await waitUntilAsked(rig, learners)
  zombie.signal('SIGSTOP')
  await passLease(rig, learners)
  const days = await Promise.all(learners.map((learner) => runDay(heir, learner)))
  const before = await readDays(rig, learners)
  for (const release of held) release()
  zombie.signal('SIGCONT')
  const woken = await Promise.all(late)
  const after = await readDays(rig, learners)
  await zombie.stop()
  const { anomalies, stuck } = await checkInvariants(rig.db, learners.map(({ user_id }) => user_id))
  tally.anomalies.push(...anomalies)
  tally.stuck += stuck

  const stale = after.filter((row, index) => row !== before[index]).length
  const agree = woken.filter((reply, index) =>
    reply === null || reply.status === 503 ||
    (reply.status === 200 && reply.json.session_id === days[index]?.json.session_id)
  ).length
  const answered = woken.filter((reply) => reply?.status === 200).length
  return [{
    name: 'stale writes of stopped isolates',
    figure:
      `${stale} of ${learners.length}, ${agree}/${learners.length} late answers agree (${answered} x 200)`,
    target: '0, all agree',
    met: stale === 0 && agree === learners.length && days.every(({ status }) => status === 200),
  }]
}

async function readDays(rig: CrashRig, learners: readonly Enrolled[]): Promise<string[]> {
  const { rows } = await rig.db.query<{ day: string }>(
    `select md5(s::text || (select string_agg(c::text, ' ' order by c.agent) from public.agent_signals_cache as c
       where c.intent_id = s.intent_id)) as day
     from public.instructor_sessions as s where s.user_id = any($1) order by s.user_id`,
    [learners.map(({ user_id }) => user_id)],
  )
  return rows.map(({ day }) => day)
}

/** An isolate whose clock is two days ahead or behind must not think that a living lease is over. */
export async function playTimeTravel(rig: CrashRig, tally: Tally): Promise<Row[]> {
  const dev = await rig.startOne({ WISELY_DEV_CLOCK: '1' })
  const learners = await enrol(rig, 4)
  const good = answerJson({ ok: true, data: { theme: 'a loose signal' } }, { etag: '"good"' })
  const held: (() => void)[] = []
  const hold: Behaviour = (response, request, socket) => void held.push(() => good(response, request, socket))
  for (const { intent_id } of learners) rig.agents.play(intent_id, [hold, good])
  const first = learners.map((learner) =>
    callOrchestrator(dev.origin, learner, 'day.run', { week: 1, day: 1 })
  )
  await waitUntilAsked(rig, learners)
  const shifts = [10 * 60_000, -10 * 60_000, 2 * 86_400_000, -2 * 86_400_000]
  const others = learners.map((learner, index) =>
    callOrchestrator(dev.origin, learner, 'day.run', { week: 1, day: 1 }, {
      'x-wisely-dev-now': new Date(Date.now() + (shifts[index] ?? 0)).toISOString(),
    })
  )
  await waitFor(700)
  const asked = learners.map(({ intent_id }) => rig.agents.count(intent_id))
  for (const release of held) release()
  const [days, seconds] = [await Promise.all(first), await Promise.all(others)]
  await dev.stop()
  const { anomalies } = await checkInvariants(rig.db, learners.map(({ user_id }) => user_id))
  tally.anomalies.push(...anomalies)
  const right =
    learners.filter((_, index) =>
      asked[index] === AGENT_NAMES.length && days[index]?.status === 200 &&
      seconds[index]?.json.session_id === days[index]?.json.session_id
    ).length
  return [{
    name: 'leases under other clocks',
    figure: `${right}/${learners.length} kept at +-10 min and +-2 days`,
    target: 'all',
    met: right === learners.length,
  }]
}
