import pg from 'pg'
import { AGENT_NAMES } from '../../supabase/functions/_shared/contract/primitives.ts'
import { DAY_RUN_LIMITS } from '../../supabase/functions/_shared/domain/limits.ts'
import { AGENT_FAULTS, type AgentFault } from '../support/agentFaults.ts'
import { INTENT } from '../support/learner.ts'
import { type MintedLearner, mintLearners } from '../support/mintLearners.ts'
import type { Row } from '../support/scoreboard.ts'
import { answerJson, answerStatus, resetConnection } from '../support/scriptedAgent.ts'
import { findFreePort, type RunningStack, startStack } from '../support/stack.ts'
import { callOrchestrator, inLanes, seededRandom, shuffle } from './caller.ts'
import { type FaultyAgents, listAgentUrls, startFaultyAgents } from './faultyAgents.ts'
import { type Isolate, readRss, startIsolate } from './isolate.ts'
import type { Suite, Torture } from './suite.ts'

const DEADLINE_MS = DAY_RUN_LIMITS.plain.deadline_ms
const DEADLINE_SLACK_MS = 250
/** Fifth failure in a row opens an agent's breaker, and what is behind it would no longer be met. */
const FAILURES_PER_ISOLATE = 4
const WARM_UP_DAYS = 12
const RSS_LIMIT_BYTES = 32 * 1024 * 1024
const BREAKER_LIMIT_MS = 2_000
const LOAD_LIMIT = 1.2
/** Below this budget a sample of the kinds is played, in isolates that run all at once. */
const WHOLE_CATALOGUE_MS = 60_000
const SAMPLED_ISOLATES = 8
const ISOLATES_AT_ONCE = 8

type Rig = { stack: RunningStack; db: pg.Pool; agents: FaultyAgents }
type Growth = { bytes: number; names: string }
type Played = { fault: AgentFault; ms: number; wrong: string[] }

export const agents: Suite = {
  name: 'agents',
  weight: 4,
  async run(torture) {
    const stack = await startStack()
    const db = new pg.Pool({ connectionString: stack.info.ADMIN_DB_URL, max: 4 })
    const faulty = await startFaultyAgents()
    try {
      const rig = { stack, db, agents: faulty }
      return [...await playCatalogue(rig, torture), ...await loadDeadAgents(rig, torture)]
    } finally {
      await faulty.server.close()
      await db.end()
      await stack.stop()
    }
  },
}

async function playCatalogue(rig: Rig, torture: Torture): Promise<Row[]> {
  const all = spread(shuffle(AGENT_FAULTS, seededRandom(torture.seed)))
  const batches = torture.budgetMs < WHOLE_CATALOGUE_MS ? pickSample(all) : all
  const growths: Growth[] = []
  let done = 0
  const played = (await inLanes(batches, ISOLATES_AT_ONCE, async (batch) => {
    const isolate = await startIsolate(rig.stack.info, listAgentUrls(rig.agents.root))
    try {
      const results = await measureRss(
        isolate,
        growths,
        batch.map(({ name }) => name).join(', '),
        rig,
        () => playBatch(batch, isolate, rig),
      )
      torture.progress(`${++done} of ${batches.length} isolates, ${batch.map(({ name }) => name).join(', ')}`)
      return results
    } finally {
      await isolate.stop()
    }
  })).flat()
  const survived = played.filter(({ wrong }) => wrong.length === 0).length
  for (const { fault, wrong } of played) {
    if (wrong.length > 0) console.error(`an agent that ${fault.name}: ${wrong.join('; ')}`)
  }
  const slowest = Math.max(...played.map(({ ms }) => ms))
  const worst = growths.toSorted((a, b) => b.bytes - a.bytes)[0]
  return [
    {
      name: 'agent faults survived',
      figure: `${survived}/${played.length} kinds x 4, slowest day ${Math.round(slowest)} ms`,
      target: `all of ${AGENT_FAULTS.length} kinds (short runs: a sample), day <= ${DEADLINE_MS} ms`,
      met: survived === played.length && slowest <= DEADLINE_MS + DEADLINE_SLACK_MS,
    },
    {
      name: 'memory under faults',
      figure: worst === undefined
        ? 'not readable here'
        : `+${(worst.bytes / 1024 / 1024).toFixed(1)} MB at most (${worst.names})`,
      target: '< +32 MB a process',
      met: growths.every(({ bytes }) => bytes < RSS_LIMIT_BYTES),
    },
  ]
}

/** Kinds by isolate, so that no breaker opens and no cool-down of one kind hides the next. */
function spread(faults: readonly AgentFault[]): AgentFault[][] {
  const alone = faults.filter((fault) => fault.reason === 'rate_limited' || holdsBack(fault))
  const batches: { faults: AgentFault[]; failures: number }[] = []
  for (const fault of faults.filter((fault) => !alone.includes(fault))) {
    const failures = Math.max(fault.attempts, 1)
    const room = batches.find((batch) => batch.failures + failures <= FAILURES_PER_ISOLATE)
    if (room) {
      room.faults.push(fault)
      room.failures += failures
    } else batches.push({ faults: [fault], failures })
  }
  return [...batches.map((batch) => batch.faults), ...alone.map((fault) => [fault])]
}

/** Asks for a pause, which every learner of the isolate then keeps. */
function holdsBack(fault: AgentFault): boolean {
  return /for an hour|budget is gone|DEADLINE/.test(fault.name)
}

/** Mostly isolates with many kinds, and some of those whose kinds need one of their own. */
function pickSample(batches: readonly AgentFault[][]): AgentFault[][] {
  const crowded = batches.filter((batch) => batch.length > 1)
  const alone = batches.filter((batch) => batch.length === 1)
  return [...crowded.slice(0, SAMPLED_ISOLATES - 3), ...alone.slice(0, 3)]
}

async function measureRss<T>(
  isolate: Isolate,
  growths: Growth[],
  names: string,
  rig: Rig,
  work: () => Promise<T>,
): Promise<T> {
  for (const learner of await enrol(rig, isolate, WARM_UP_DAYS)) {
    await callOrchestrator(isolate.origin, learner, 'day.run', {})
  }
  const before = await readRss(isolate.pid)
  let highest = before ?? 0
  const look = setInterval(() => {
    void readRss(isolate.pid).then((rss) => highest = Math.max(highest, rss ?? 0))
  }, 50)
  try {
    return await work()
  } finally {
    clearInterval(look)
    if (before !== null) growths.push({ bytes: highest - before, names })
  }
}

type Enrolled = MintedLearner & { intent_id: string }

async function enrol(rig: Rig, isolate: Isolate, count: number): Promise<Enrolled[]> {
  const learners = await mintLearners(rig.stack.info, rig.db, count)
  return await inLanes(learners, 4, async (learner) => {
    const { json } = await callOrchestrator(isolate.origin, learner, 'intent.sync', INTENT)
    return { ...learner, intent_id: String(json.intent_id) }
  })
}

async function playBatch(batch: readonly AgentFault[], isolate: Isolate, rig: Rig): Promise<Played[]> {
  const learners = await enrol(rig, isolate, batch.length)
  return await Promise.all(batch.map(async (fault, index) => {
    const learner = learners[index]
    if (!learner) throw new Error('Cannot play: a learner is missing')
    rig.agents.play(learner.intent_id, fault.play)
    return { fault, ...await liveThrough(fault, learner, isolate, rig) }
  }))
}

/** A day with four agents that do this, and the same day again a moment later. */
async function liveThrough(fault: AgentFault, learner: Enrolled, isolate: Isolate, rig: Rig) {
  const first = await callOrchestrator(isolate.origin, learner, 'day.run', { week: 1, day: 1 })
  const asked = rig.agents.count(learner.intent_id)
  const again = await callOrchestrator(isolate.origin, learner, 'day.run', { week: 1, day: 1 })
  const wrong: string[] = []
  const expect = (what: string, found: unknown, wanted: unknown) => {
    if (JSON.stringify(found) !== JSON.stringify(wanted)) {
      wrong.push(`${what} ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`)
    }
  }
  const isFailed = fault.reason !== null
  const state = { available: !isFailed, fresh: !isFailed }
  const quality = first.json.signal_quality as Record<string, { available: boolean; fresh: boolean }>
  expect('status', first.status, 200)
  expect('steps', (first.json.plan_json as { steps?: unknown[] } | undefined)?.steps !== undefined, true)
  expect('degraded_mode', first.json.degraded_mode, isFailed)
  expect(
    'reasons',
    first.json.degraded_reasons,
    isFailed ? AGENT_NAMES.map((a) => `${a}:${fault.reason}`) : [],
  )
  expect('counters', [first.json.cache_hits, first.json.cache_misses, first.json.stale_served], [
    0,
    isFailed ? 0 : 4,
    0,
  ])
  for (const agent of AGENT_NAMES) {
    const { available, fresh } = quality?.[agent] ?? {}
    expect(agent, { available, fresh }, state)
  }
  // The fourth try needs most of the budget, and a slow machine has none to spare.
  const fewest = 4 * Math.min(fault.attempts, 3)
  // Deno itself sends a request once more when its connection ended before a reply began.
  const most = 4 * fault.attempts * (fault.ends_unanswered ? 2 : 1)
  if (asked < fewest || asked > most) wrong.push(`${asked} tries instead of ${fewest} to ${most}`)
  expect('tries a moment later', rig.agents.count(learner.intent_id) - asked, 0)
  expect('the day a moment later', [again.status, again.json.session_id], [200, first.json.session_id])
  return { ms: Math.max(first.ms, again.ms), wrong }
}

/** Many learners meet four agents that are down for good; some of them come back and have yesterday's signals. */
async function loadDeadAgents(rig: Rig, torture: Torture): Promise<Row[]> {
  torture.progress('many learners meet dead agents')
  const closed = `http://127.0.0.1:${await findFreePort()}`
  const isolate = await startIsolate(rig.stack.info, {
    ...listAgentUrls(rig.agents.root),
    WISELY_AGENT_CLO_URL: closed,
  })
  try {
    const warm = await enrol(rig, isolate, 10)
    await inLanes(warm, 4, (learner) => callOrchestrator(isolate.origin, learner, 'day.run', {}))
    const crowd = await enrol(rig, isolate, Math.min(1_000, Math.max(80, Math.round(torture.budgetMs / 100))))
    const dead = [answerStatus(503), resetConnection(), answerJson({ ok: false, error: 'down' })]
    for (const [index, { intent_id }] of [...warm, ...crowd].entries()) {
      rig.agents.play(intent_id, dead.slice(index % 3, index % 3 + 1))
    }
    const before = rig.agents.count()
    const days = await inLanes(
      crowd,
      24,
      (learner) => callOrchestrator(isolate.origin, learner, 'day.run', {}),
    )
    // One of the four has no port to count at.
    const load = (rig.agents.count() - before) / (crowd.length * 3)
    const open = await inLanes(
      (await enrol(rig, isolate, 20)).map((learner) => learner),
      4,
      (learner) => callOrchestrator(isolate.origin, learner, 'day.run', {}),
    )
    const later = await inLanes(
      warm,
      4,
      (learner) =>
        callOrchestrator(isolate.origin, learner, 'day.run', { week: 1, day: 1, force_refresh: true }),
    )

    const isHonest = (json: Record<string, unknown>) =>
      json.degraded_mode === true && (json.degraded_reasons as unknown[]).length === 4
    const answered = [...days, ...open].filter(({ status, json }) => status === 200 && isHonest(json)).length
    const stale = later.filter(({ status, json }) => status === 200 && json.stale_served === 3).length
    const slowest = Math.max(...open.map(({ ms }) => ms))
    return [
      {
        name: 'load on a dead agent',
        figure: `${load.toFixed(2)} calls a request, ${answered}/${crowd.length + open.length} days served`,
        target: `<= ${LOAD_LIMIT}, all served and degraded`,
        met: load <= LOAD_LIMIT && answered === crowd.length + open.length,
      },
      {
        name: 'breaker answers',
        figure: `${open.every(({ json }) => isOpen(json)) ? 'open' : 'not open'}, ${
          Math.round(slowest)
        } ms at most`,
        target: `open, <= ${BREAKER_LIMIT_MS} ms`,
        met: open.every(({ json }) => isOpen(json)) && slowest <= BREAKER_LIMIT_MS,
      },
      {
        name: 'stored signals served when agents die',
        figure: `${stale}/${later.length} days with 3 of 3`,
        target: 'all',
        met: stale === later.length,
      },
    ]
  } finally {
    await isolate.stop()
  }
}

function isOpen(json: Record<string, unknown>): boolean {
  return (json.degraded_reasons as string[]).every((reason) => reason.endsWith(':circuit_open'))
}
