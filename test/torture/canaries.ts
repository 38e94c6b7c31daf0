import { readFile } from 'node:fs/promises'
import { call, INTENT, type Learner, type Reply, signUpLearner } from '../support/learner.ts'
import type { Row } from '../support/scoreboard.ts'
import { type StackInfo, startStack } from '../support/stack.ts'
import type { Suite } from './suite.ts'
import { startLeakyAgents } from './trust/leakyAgents.ts'
import { breakFunctions } from './trust/brokenFunctions.ts'
import { createRandom, makeUuid, rowOfFailures, withDatabase } from './trust/world.ts'

/** A word that occurs nowhere else; what was planted where is in its name. */
type Canaries = Record<
  'topic' | 'goal' | 'notes' | 'meta' | 'track' | 'reply' | 'url' | 'service' | 'database' | 'password',
  string
>

function plantCanaries(random: () => number): Canaries {
  const plant = (where: string) => `canary_${where}_${makeUuid(random).replaceAll('-', '')}`
  return {
    topic: plant('topic'),
    goal: plant('goal'),
    notes: plant('notes'),
    meta: plant('meta'),
    track: plant('track'),
    reply: plant('reply'),
    url: plant('url'),
    service: plant('service'),
    database: plant('database'),
    password: plant('password'),
  }
}

/** Where a canary must not come up. */
type Sink = { name: string; text: string }

function describeReply(reply: Reply): string {
  return `${reply.status} ${[...reply.headers].map((pair) => pair.join(': ')).join('\n')}\n${reply.text}`
}

/** What the stack printed, without the line that hands its keys to the suite. */
function readOutput(output: string): string {
  return output.replace(/^ready \{.*\}$/m, '')
}

/**
 * Two whole days with canaries in everything a learner can say, and requests that are refused while saying them. Left out
 * is the one refusal that quotes on purpose: SESSION_ALREADY_COMPLETED shows its learner the stored report.
 */
async function liveWithCanaries(learner: Learner, words: Canaries): Promise<Reply[]> {
  const intent = {
    ...INTENT,
    topic: `Learn ${words.topic}`,
    end_goal: words.goal,
    track_label: words.track,
    meta: { known: [words.meta], learning_style: words.meta, anything: { deep: words.meta } },
  }
  await learner.call('intent.sync', { body: intent })
  const day = await learner.call('day.run', { body: {} })
  const done = { session_id: day.json.session_id, completion_time_min: 30, notes: words.notes }
  await learner.call('day.done', { body: done })
  await learner.call('day.run', { body: { force_refresh: true } })
  const bad = (route: string, body: unknown, headers: Record<string, string> = {}) =>
    learner.call(route, { body, headers })
  return [
    await bad('intent.sync', { ...intent, depth: words.topic }),
    await bad('intent.sync', { ...intent, user_tz: words.topic }),
    await bad('intent.sync', { ...intent, time_per_day_min: words.goal }),
    await bad('intent.sync', { ...intent, topic: `${words.topic}\u0000` }),
    await bad('intent.sync', `{"topic": "${words.topic}", "end_goal`),
    await bad('intent.sync', { ...intent, meta: words.meta }),
    await bad('day.run', { week: words.topic, day: 1 }),
    await bad('day.run', { week: 1, day: 9, force_refresh: words.goal }),
    await bad('day.done', { ...done, session_id: words.notes }),
    await bad('day.done', { ...done, session_id: crypto.randomUUID() }),
    await bad('day.done', { ...done, confidence: words.notes }),
    await bad('status', undefined, { 'x-user-id': words.notes }),
    await bad('status', undefined, { authorization: `Bearer ${words.service}` }),
    await bad('status', undefined, { authorization: `Bearer ${learner.token}x` }),
    await bad(`${words.topic}`, {}),
    await bad(`events?after=${words.topic}`, undefined),
  ].filter((reply) => reply.status >= 400)
}

async function readSinks(stack: StackInfo, output: string): Promise<Sink[]> {
  return await withDatabase(stack.ADMIN_DB_URL, async (db) => {
    const { rows: [events] } = await db.query<{ text: string }>(
      `select coalesce(string_agg(to_jsonb(e)::text, '|'), '') as text from public.events as e`,
    )
    const { rows: broadcasts } = await db.query<{ private: boolean; text: string }>(
      `select private, string_agg(concat_ws(' ', case when not private then topic end, event, payload), '|') as text
       from realtime.messages group by private`,
    )
    // Whatever else the service keeps, but for the frozen answers: those are the learner's own words.
    const { rows: tables } = await db.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class as c where c.relkind = 'r'
         and c.relnamespace::regnamespace::text = 'wisely' and c.relname not in ('idempotency_keys', 'audit_log')`,
    )
    const kept: Sink[] = []
    for (const { name } of tables) {
      const { rows } = await db.query<{ text: string | null }>(
        `select string_agg(to_jsonb(t)::text, '|') as text from ${name} as t`,
      )
      kept.push({ name, text: rows[0]?.text ?? '' })
    }
    const { rows: [audit] } = await db.query<{ text: string }>(
      `select coalesce(string_agg(to_jsonb(a)::text, '|'), '') as text from wisely.audit_log as a`,
    )
    return [
      { name: 'log', text: `${await readFile(stack.FUNCTIONS_LOG, 'utf8')}\n${output}` },
      { name: 'events', text: events?.text ?? '' },
      ...broadcasts.map((each) => ({ name: each.private ? 'private broadcasts' : 'pulse', text: each.text })),
      { name: 'audit log', text: audit?.text ?? '' },
      ...kept,
    ]
  })
}

function countHits(sinks: Sink[], needles: [string, string][]): number {
  const hits = sinks.flatMap(({ name, text }) =>
    needles.filter(([, value]) => value !== '' && text.includes(value)).map(([what]) => `${what} in ${name}`)
  )
  if (hits.length > 0) console.error(`canaries: ${[...new Set(hits)].join('; ')}`)
  return hits.length
}

/** A database that refuses: its address and password are in the error that the driver throws. */
async function askDeadDatabase(words: Canaries): Promise<{ sinks: Sink[]; is503: boolean }> {
  const stack = await startStack({
    WISELY_DB_URL: `postgresql://wisely_api:${words.password}@127.0.0.1:1/${words.database}`,
  })
  try {
    const learner = await signUpLearner(stack.info)
    const reply = await learner.call('status', { method: 'GET' })
    const log = await readFile(stack.info.FUNCTIONS_LOG, 'utf8')
    return {
      is503: reply.status === 503,
      sinks: [{ name: 'outage', text: describeReply(reply) }, {
        name: 'outage log',
        text: log + readOutput(stack.output()),
      }],
    }
  } finally {
    await stack.stop()
  }
}

/** Words that only their owner may read again: planted everywhere, searched everywhere else. */
export const canaries: Suite = {
  name: 'canaries',
  weight: 1,
  async run({ seed, budgetMs, progress }) {
    const words = plantCanaries(createRandom(seed))
    const endsAt = performance.now() + budgetMs / 2
    const agents = await startLeakyAgents(words.reply)
    const names = ['CLO', 'ALEX', 'TA', 'SOCRATIC']
    const stack = await startStack({
      ...Object.fromEntries(names.map((name) => [`WISELY_AGENT_${name}_URL`, `${agents.root}/${words.url}`])),
      WISELY_AGENT_TA_METHOD: 'post',
      EDGE_SERVICE_JWT: words.service,
    })
    try {
      const people: Learner[] = []
      const refusals: Reply[] = []
      do {
        progress(`${people.length} learners have said their words`)
        const learner = await signUpLearner(stack.info)
        people.push(learner)
        refusals.push(...await liveWithCanaries(learner, words))
      } while (performance.now() < endsAt)
      const [first] = people
      if (first === undefined) throw new Error('Cannot torture: no learners')
      const asService = { apikey: stack.info.SECRET_KEY, 'x-user-id': first.user_id }
      refusals.push(await call(stack.info, 'day.done', { body: { notes: words.notes }, headers: asService }))
      await call(stack.info, 'status', { method: 'GET', headers: asService })

      const deep = await call(stack.info, 'health?deep=1', { method: 'GET', headers: asService })

      progress('internal errors')
      const broken = await breakFunctions(stack.info, first, words.database)
      progress('database gone')
      const outage = await askDeadDatabase(words)

      const replies = [...refusals, ...broken.replies]
      const sinks = [
        ...await readSinks(stack.info, readOutput(stack.output())),
        ...replies.map((reply) => ({ name: 'error body', text: describeReply(reply) })),
        { name: 'health', text: describeReply(deep) },
        ...outage.sinks,
      ]
      const secrets: [string, string][] = [
        ['secret key', stack.info.SECRET_KEY],
        ['agent root', agents.root],
        ...people.map((person): [string, string] => ['token', person.token.slice(-40)]),
      ]
      const silent = sinks.filter(({ name }) =>
        ['log', 'pulse', 'error body', 'health', 'outage', 'outage log'].includes(name)
      )
      const ids = people.map((person): [string, string] => ['user id', person.user_id])
      // Rows and private topics belong to the learner; a log line, the pulse and an error body name nobody.
      const hits = countHits(sinks, [...Object.entries(words), ...secrets]) + countHits(silent, ids)
      return composeRows({ hits, sinks, words, agents, refusals, broken, is503: outage.is503 })
    } finally {
      await stack.stop()
      await agents.close()
    }
  },
}

type Findings = {
  hits: number
  sinks: Sink[]
  words: Canaries
  agents: { seen(): string }
  refusals: Reply[]
  broken: { replies: Reply[]; forced: number }
  is503: boolean
}

function composeRows({ hits, sinks, words, agents, refusals, broken, is503 }: Findings): Row[] {
  // A search proves something only if the words were really there and the sinks really filled.
  const seen = agents.seen()
  const travelled = [words.topic, words.goal, words.url, words.service].filter((word) => seen.includes(word))
  const filled = ['log', 'events', 'private broadcasts', 'pulse', 'audit log'].filter((name) =>
    sinks.some((sink) => sink.name === name && sink.text.length > 100)
  )
  const wrong = broken.replies.filter(({ status, json }) =>
    status !== 500 || (json.error as { code?: string } | undefined)?.code !== 'INTERNAL_ERROR'
  )
  return [
    {
      name: 'canaries found where they must not be',
      figure: `${hits} in ${sinks.length} places`,
      target: '0',
      met: hits === 0,
    },
    {
      name: 'canaries that reached the agents, sinks that were filled',
      figure: `${travelled.length}/4, ${filled.length}/5`,
      target: 'all',
      met: travelled.length === 4 && filled.length === 5,
    },
    rowOfFailures('forced internal errors answered with more than a code', wrong.length, broken.forced, 20),
    {
      name: 'refusals searched',
      figure: String(refusals.length),
      target: '>= 15, and the outage is 503',
      met: refusals.length >= 15 && is503,
    },
  ]
}
