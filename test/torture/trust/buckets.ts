import { createMemoryBuckets } from '../../../supabase/functions/_shared/http/rateLimit.ts'
import { findClient } from '../../../supabase/functions/_shared/http/clientAddress.ts'
import { call, INTENT, type Reply, signUpLearner } from '../../support/learner.ts'
import type { Row } from '../../support/scoreboard.ts'
import { answerStatus, type ScriptedAgent } from '../../support/scriptedAgent.ts'
import type { StackInfo } from '../../support/stack.ts'
import { withDatabase } from './world.ts'

const WRITES_AT_ONCE = 200
const LIMIT = 10
const STRANGERS = 20

/** Tokens that came back while the calls were under way: the clock is the database's, so the bound is measured. */
function refilled(startedAt: number, perMin: number): number {
  return Math.floor(((performance.now() - startedAt) / 60_000) * perMin)
}

function isRight(reply: Reply): boolean {
  const waitS = Number(reply.headers.get('retry-after'))
  const details = (reply.json.error as { details?: { retry_after_s?: number } } | undefined)?.details
  const resetS = Number(reply.headers.get('x-ratelimit-reset')) - Date.now() / 1000
  return waitS >= 1 && waitS <= 6 && details?.retry_after_s === waitS &&
    reply.headers.get('x-ratelimit-limit') === String(LIMIT) &&
    reply.headers.get('x-ratelimit-remaining') === '0' && resetS > 0 && resetS < 62 &&
    /^"writes";r=0;t=\d+$/.test(reply.headers.get('ratelimit') ?? '') &&
    reply.headers.get('ratelimit-policy') === `"writes";q=${LIMIT}`
}

/** Moves the learner's bucket instead of waiting: as if that many seconds had passed. */
async function letPass(stack: StackInfo, userId: string, seconds: number): Promise<void> {
  await withDatabase(stack.ADMIN_DB_URL, (db) =>
    db.query(
      `update wisely.rate_limits set refilled_at = refilled_at - make_interval(secs => $2) where user_id = $1`,
      [userId, seconds],
    ))
}

/** 200 writes of one learner at once: the bucket lets through what it holds, and says when to come again. */
export async function measureWrites(stack: StackInfo, until: { rounds(): boolean }): Promise<Row[]> {
  const seen = {
    rounds: 0,
    passed: [] as number[],
    refused: 0,
    right: 0,
    other: 0,
    extra: 0,
    early: 0,
    late: 0,
  }
  do {
    const learner = await signUpLearner(stack)
    const startedAt = performance.now()
    const replies = await Promise.all(
      Array.from({ length: WRITES_AT_ONCE }, () => learner.call('intent.sync', { body: INTENT })),
    )
    const passed = replies.filter(({ status }) => status === 200).length
    const refused = replies.filter(({ status }) => status === 429)
    seen.rounds += 1
    seen.passed.push(passed)
    seen.extra += passed - LIMIT === 0 || passed <= LIMIT + refilled(startedAt, LIMIT) && passed >= LIMIT
      ? 0
      : 1
    seen.refused += refused.length
    seen.right += refused.filter(isRight).length
    seen.other += replies.length - passed - refused.length

    const again = await learner.call('intent.sync', { body: INTENT })
    if (again.status === 429) {
      const waitS = Number(again.headers.get('retry-after'))
      await letPass(stack, learner.user_id, waitS)
      seen.late += Number((await learner.call('intent.sync', { body: INTENT })).status !== 200)
      seen.early += Number((await learner.call('intent.sync', { body: INTENT })).status !== 429)
    }
  } while (until.rounds())
  return [
    {
      name: `of ${WRITES_AT_ONCE} writes at once, passed (limit ${LIMIT})`,
      figure: [...new Set(seen.passed)].join(', '),
      target: `${LIMIT}, plus 1 per 6 s under way`,
      met: seen.extra === 0 && seen.other === 0,
    },
    {
      name: '429 with right Retry-After and rate-limit headers',
      figure: `${seen.right} of ${seen.refused} in ${seen.rounds} rounds`,
      target: 'all, >= 180 a round',
      met: seen.right === seen.refused && seen.refused >= 180 * seen.rounds,
    },
    {
      name: 'writes after Retry-After: refused, or more than one let in',
      figure: `${seen.late + seen.early} of ${seen.rounds}`,
      target: '0',
      met: seen.late + seen.early === 0,
    },
  ]
}

/** Two strangers, both with invented entries in front: each has an own bucket, and learners behind them have none. */
export async function measureAddresses(stack: StackInfo): Promise<Row> {
  const learner = await signUpLearner(stack)
  const startedAt = performance.now()
  const knock = (address: string, n: number) =>
    call(stack, 'status', {
      method: 'GET',
      headers: { authorization: 'Bearer a.b.c', 'x-forwarded-for': `10.9.8.${n}, ${address}` },
    })
  const first = await Promise.all(Array.from({ length: 60 }, (_, n) => knock('198.51.100.7', n)))
  const second = await Promise.all(Array.from({ length: 10 }, (_, n) => knock('198.51.100.8', n)))
  const behind = await learner.call('status', {
    method: 'GET',
    headers: { 'x-forwarded-for': '198.51.100.7' },
  })
  const unauthorized = first.filter(({ status }) => status === 401).length
  const limited = first.filter(({ status }) => status === 429)
  const isExact = unauthorized >= STRANGERS && unauthorized <= STRANGERS + refilled(startedAt, STRANGERS)
  const hasWait = limited.every((reply) => Number(reply.headers.get('retry-after')) >= 1)
  const others = second.every(({ status }) => status === 401) && behind.status === 200
  return {
    name: `of 60 bad credentials of one address, answered 401 (limit ${STRANGERS})`,
    figure: `${unauthorized}, ${limited.length} x 429, others ${others ? 'unaffected' : 'AFFECTED'}`,
    target: `${STRANGERS}, plus 1 per 3 s`,
    met: isExact && hasWait && others && unauthorized + limited.length === 60,
  }
}

/** Half a million invented addresses, long and broken ones among them: the later half must find no more room. */
export function measureBucketMemory(): Row {
  const buckets = createMemoryBuckets({ policy: 'strangers', capacity: 100, per_s: 60 }, () => 0)
  const long = 'x'.repeat(8_000)
  const forge = (n: number) =>
    n % 3 === 0
      ? `10.${n & 255}.${(n >> 8) & 255}.${(n >> 16) & 255}`
      : n % 3 === 1
      ? `2001:db8:${(n & 0xffff).toString(16)}:${(n >> 16).toString(16)}::1`
      : long
  /** The least of many looks: what is left right after a collection. */
  const fill = (from: number, to: number) => {
    let leastBytes = Infinity
    for (let n = from; n < to; n += 1) {
      buckets.take(findClient(forge(n), 1))
      if (n % 500 === 0) leastBytes = Math.min(leastBytes, process.memoryUsage().heapUsed)
    }
    return leastBytes
  }
  fill(0, 100_000)
  const grownMb = (-fill(100_000, 300_000) + fill(300_000, 500_000)) / 1024 / 1024
  return {
    name: 'memory the last 200,000 of 500,000 invented addresses added',
    figure: `${grownMb.toFixed(1)} MB`,
    target: '< 4 MB',
    met: grownMb < 4,
  }
}

/** Twelve learners' days, one agent that may be called five times a minute. */
export async function measureAgentCalls(stack: StackInfo, agent: ScriptedAgent): Promise<Row> {
  agent.play('*', answerStatus(404))
  agent.requests.splice(0)
  const startedAt = performance.now()
  const days = await Promise.all(Array.from({ length: 12 }, async () => {
    const learner = await signUpLearner(stack)
    await learner.call('intent.sync', { body: INTENT })
    return await learner.call('day.run', { body: {} })
  }))
  const calls = agent.requests.length
  const most = 5 + refilled(startedAt, 5)
  const limited = days.filter(({ json }) => (json.degraded_reasons as string[]).includes('ta:rate_limited'))
  const isExact = calls >= 5 && calls <= most && limited.length === 12 - calls
  return {
    name: 'calls to an agent by 12 days at once (limit 5)',
    figure: `${calls}, ${limited.length} plans without it`,
    target: '5, every day 200',
    met: isExact && days.every(({ status }) => status === 200),
  }
}
