import type pg from 'pg'
import { call, INTENT, type Reply } from '../../support/learner.ts'
import type { Row } from '../../support/scoreboard.ts'
import type { StackInfo } from '../../support/stack.ts'
import { intentOf, makeUuid, medianOf, rowOfFailures, type Victim, withDatabase } from './world.ts'

// One learner reaches for everything of another, at every place where an id can stand.

type Attempt = { name: string; run(): Promise<Reply>; statuses: number[] }

const READS = [['GET', 'status'], ['POST', 'status'], ['GET', 'events']] as const
const WRITES = ['intent.sync', 'day.run', 'day.done'] as const

/** Every HTTP attempt of one attacker on one victim. */
function listAttempts(stack: StackInfo, attacker: Victim, victim: Victim): Attempt[] {
  const { learner } = attacker
  const theirs = victim.learner.user_id
  const bodies: Record<string, unknown> = {
    'intent.sync': { ...INTENT, topic: attacker.topic },
    'day.run': { week: 1, day: 1 },
    'day.done': { session_id: attacker.completed_id, completion_time_min: 41 },
  }
  const ids = [victim.completed_id, victim.open_id, victim.intent_id, theirs, victim.open_id.toUpperCase()]
  const report = (session_id: string) => ({ ...victim.done_body, session_id })

  return [
    ...ids.map((id) => ({
      name: `day.done of ${id}`,
      run: () => learner.call('day.done', { body: report(id) }),
      statuses: [404],
    })),
    ...[`{${victim.open_id}}`, ` ${victim.open_id}`, `urn:uuid:${victim.open_id}`, [victim.open_id]].map(
      (session_id) => ({
        name: 'day.done of another spelling',
        run: () => learner.call('day.done', { body: { ...victim.done_body, session_id } }),
        statuses: [400],
      }),
    ),
    ...[...READS, ...WRITES.map((route) => ['POST', route] as const)].flatMap(([method, route]) => {
      const body = method === 'GET' || route === 'status' ? undefined : bodies[route]
      const with_ = (headers: Record<string, string>, statuses: number[]) => ({
        name: `${method} ${route} with ${Object.keys(headers).join()}`,
        run: () => learner.call(route, { method, body, headers }),
        statuses,
      })
      return [
        with_({ 'x-user-id': theirs }, [403]),
        with_({ 'x-user-id': `${learner.user_id}, ${theirs}` }, [400]),
        with_({ 'x-user-id': theirs, apikey: stack.PUBLISHABLE_KEY }, [403]),
        with_({ 'x-user-id': theirs, apikey: stack.SECRET_KEY }, [403]),
        {
          name: `${method} ${route} with the publishable key for ${theirs}`,
          run: () =>
            call(stack, route, {
              ...{ method, body },
              headers: { apikey: stack.PUBLISHABLE_KEY, 'x-user-id': theirs },
            }),
          statuses: [401],
        },
      ]
    }),
    ...['user_id', 'intent_id', 'session_id', 'id', 'sub'].flatMap((field) => [
      {
        name: `events?${field}`,
        run: () => learner.call(`events?after=0&${field}=${theirs}`, { method: 'GET' }),
        statuses: [200, 400],
      },
      {
        name: `status?${field}`,
        run: () => learner.call(`status?${field}=${theirs}`, { method: 'GET' }),
        statuses: [200],
      },
      {
        name: `status {${field}}`,
        run: () => learner.call('status', { body: { [field]: theirs } }),
        statuses: [200, 400],
      },
      ...WRITES.filter((route) => route !== 'day.done' || field !== 'session_id').map((route) => ({
        name: `${route} {${field}}`,
        run: () => learner.call(route, { body: { ...bodies[route] as object, [field]: victim.intent_id } }),
        statuses: [400],
      })),
    ]),
    ...[0, 1, 2, 5, 9_007_199_254_740_991].map((after) => ({
      name: `events?after=${after}`,
      run: () => learner.call(`events?after=${after}&limit=500`, { method: 'GET' }),
      statuses: [200],
    })),
    {
      name: "status under the victim's validator",
      run: () => learner.call('status', { method: 'GET', headers: { 'if-none-match': victim.etag } }),
      statuses: [200],
    },
  ]
}

/** The victim's own requests once more, under the victim's key: they must be new requests of the attacker. */
function listKeyAttempts(attacker: Victim, victim: Victim): Attempt[] {
  const bodies = { 'intent.sync': intentOf(victim.topic), 'day.run': {}, 'day.done': victim.done_body }
  return WRITES.map((route) => ({
    name: `${route} under the victim's idempotency key`,
    run: () =>
      attacker.learner.call(route, {
        body: bodies[route],
        headers: { 'idempotency-key': victim.idempotency_key },
      }),
    statuses: route === 'day.done' ? [404] : [200],
  }))
}

/** What a reply must never say; `sent` are the victim's words that the attacker itself has used. */
function findLeak(reply: Reply, victim: Victim, sent: string[] = []): string | null {
  const { topic, done_body, open_id, completed_id, intent_id, learner } = victim
  const secrets = [topic, String(done_body.notes), open_id, completed_id, intent_id, learner.user_id]
  const said = secrets.find((secret) => !sent.includes(secret) && reply.text.includes(secret))
  return said ?? (reply.headers.get('idempotency-replayed') === null ? null : 'a replay')
}

/** Statements as a Data API would run them for the attacker: role authenticated, the attacker's verified claims. */
async function countSqlLeaks(db: pg.Client, attacker: Victim, victim: Victim): Promise<[number, number]> {
  const { rows: tables } = await db.query<{ name: string; has_id: boolean }>(
    `select c.oid::regclass::text as name, exists (select from pg_attribute as a where a.attrelid = c.oid
       and a.attname = 'id') as has_id
     from pg_class as c join pg_attribute as u on u.attrelid = c.oid and u.attname = 'user_id'
     where c.relkind = 'r' and c.relnamespace::regnamespace::text in ('public', 'wisely') order by 1`,
  )
  const theirs = `'${victim.learner.user_id}'`
  const statements = tables.flatMap(({ name, has_id }) => [
    `select * from ${name} where user_id = ${theirs}`,
    `select * from ${name} where user_id <> '${attacker.learner.user_id}'`,
    `update ${name} set user_id = user_id where user_id = ${theirs} returning user_id`,
    `delete from ${name} where user_id = ${theirs} returning user_id`,
    ...(has_id && name !== 'wisely.audit_log'
      ? [`select * from ${name} where id in ('${victim.intent_id}', '${victim.open_id}')`]
      : []),
  ])
  const rpcs = [
    'learner_status($1)',
    'list_events($1, 0, 500)',
    'complete_day($1, $1)',
    'sync_intent($1, $1)',
  ]
    .map((name) => `select wisely.${name.replaceAll('$1', `'${JSON.stringify(victim.claims)}'::jsonb`)}`)

  let leaks = 0
  for (const statement of [...statements, ...rpcs]) {
    await db.query('begin')
    try {
      await db.query(`select set_config('request.jwt.claims', $1, true)`, [JSON.stringify(attacker.claims)])
      await db.query('set local role authenticated')
      leaks += (await db.query(statement)).rowCount === 0 ? 0 : 1
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === '42501')) throw error
    } finally {
      await db.query('rollback')
    }
  }
  return [leaks, statements.length + rpcs.length]
}

/** Everything stored of a learner, as one text: an attack must not change a byte of it. */
async function digestOf(db: pg.Client, victim: Victim): Promise<string> {
  const { rows } = await db.query<{ digest: string }>(
    `select md5(string_agg(row, '|' order by row)) as digest from (
       select to_jsonb(i)::text as row from public.learning_intents as i where user_id = $1
       union all select to_jsonb(s)::text from public.instructor_sessions as s where user_id = $1
       union all select to_jsonb(e)::text from public.events as e where user_id = $1
       union all select to_jsonb(c)::text from public.agent_signals_cache as c where user_id = $1
       union all select to_jsonb(u)::text from public.learning_units as u where user_id = $1
       union all select to_jsonb(k)::text from wisely.idempotency_keys as k where user_id = $1) as rows`,
    [victim.learner.user_id],
  )
  return rows[0]?.digest ?? ''
}

async function digestAll(db: pg.Client, victims: Victim[]): Promise<string[]> {
  const digests = []
  for (const victim of victims) digests.push(await digestOf(db, victim))
  return digests
}

/** Rounds of every hunter on every prey until the time is up, at least one. Their own writes are no damage. */
export async function measureCrossUser(
  stack: StackInfo,
  victims: Victim[],
  until: () => boolean,
): Promise<Row[]> {
  const [prey, hunters] = [victims.slice(0, 3), victims.slice(3)]
  const pairs = hunters.flatMap((attacker) => prey.map((victim) => ({ attacker, victim })))
  const found: string[] = []
  let [tried, leaks, wrong] = [0, 0, 0]
  const attempt = async ({ name, run, statuses }: Attempt, victim: Victim, sent: string[] = []) => {
    const reply = await run()
    const leak = findLeak(reply, victim, sent)
    const isStrange = !statuses.includes(reply.status)
    tried += 1
    leaks += Number(leak !== null)
    wrong += Number(isStrange)
    if (leak !== null || isStrange) found.push(`${name}: ${reply.status} ${leak ?? ''}`)
  }
  await withDatabase(stack.ADMIN_DB_URL, async (db) => {
    const before = await digestAll(db, prey)
    do {
      for (const { attacker, victim } of pairs) {
        for (const each of listAttempts(stack, attacker, victim)) await attempt(each, victim)
        const [sqlLeaks, sqlTried] = await countSqlLeaks(db, attacker, victim)
        leaks += sqlLeaks
        tried += sqlTried
      }
    } while (!until())
    for (const { attacker, victim } of pairs) {
      for (const each of listKeyAttempts(attacker, victim)) await attempt(each, victim, [victim.topic])
    }
    const after = await digestAll(db, prey)
    leaks += after.filter((digest, at) => digest !== before[at]).length
  })
  if (found.length > 0) console.error(`isolation: ${[...new Set(found)].slice(0, 10).join('; ')}`)
  return [
    rowOfFailures('cross-user leaks', leaks, tried, 500),
    rowOfFailures('cross-user statuses other than expected', wrong, tried, 500),
  ]
}

/** A foreign session and one that never was: the same bytes, and about the same time. */
export async function compareUnknown(
  attacker: Victim,
  victims: Victim[],
  random: () => number,
): Promise<Row[]> {
  const times = { foreign: [] as number[], unknown: [] as number[] }
  let different = 0
  const PAIRS = 150
  const ask = async (session_id: string, kind: 'foreign' | 'unknown') => {
    const startedAt = performance.now()
    const reply = await attacker.learner.call('day.done', {
      body: { session_id, completion_time_min: 5 },
      headers: { 'x-request-id': 'same' },
    })
    times[kind].push(performance.now() - startedAt)
    return `${reply.status} ${reply.text}`
  }
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const victim = victims[pair % victims.length]
    if (victim === undefined) break
    const foreign = () => ask(pair % 2 ? victim.open_id : victim.completed_id, 'foreign')
    const unknown = () => ask(makeUuid(random), 'unknown')
    // Interleaved and in changing order, so that a busy machine slows both alike.
    const answers = random() < 0.5 ? [await foreign(), await unknown()] : [await unknown(), await foreign()]
    if (answers[0] !== answers[1] || !answers[0]?.startsWith('404')) different += 1
  }
  const gapMs = Math.abs(medianOf(times.foreign) - medianOf(times.unknown))
  return [
    rowOfFailures('foreign and unknown session answered differently', different, PAIRS, PAIRS),
    {
      name: 'foreign and unknown session, difference of p50',
      figure: `${gapMs.toFixed(2)} ms`,
      target: '< 5 ms',
      met: gapMs < 5,
    },
  ]
}
