import { withDatabase } from '../learners.ts'
import { mintLearners } from '../../../support/mintLearners.ts'
import {
  answerJson,
  type Behaviour,
  type ScriptedAgent,
  startScriptedAgent,
} from '../../../support/scriptedAgent.ts'
import { createSessionApi } from '../../../support/sessions.ts'
import { startStack } from '../../../support/stack.ts'
import type { SpeedSuite } from '../suite.ts'

const SESSIONS = 50
const DONE_WITHIN_S = 120
const MOST_LAG_MS = 100
/** How long the model thinks: between these. */
const LEAST_THOUGHT_MS = 200
const MOST_THOUGHT_MS = 1_500

/** Sessions of as many learners at once, each watched over its own stream, with a model that takes its time. */
export const sessions: SpeedSuite = {
  name: 'sessions',
  in_gate: false,
  async run(_world, _size, progress) {
    const model = await startScriptedAgent()
    model.play('model', thinkThenAnswer())
    const stack = await startStack({
      ...{ FAST_AGENT_URL: `${model.root}/model`, FAST_AGENT_KEY: 'a-key' },
      WISELY_WORKER_SLOTS: String(SESSIONS),
    })
    try {
      const learners = await withDatabase(
        stack.info.ADMIN_DB_URL,
        (db) => mintLearners(stack.info, db, SESSIONS),
      )
      progress('one session to wake everything')
      await watchSession(stack.info, learners[0]?.token ?? '')
      const ahead_ms = await readClockAhead(stack.info.ADMIN_DB_URL)
      progress(`${SESSIONS} sessions at once`)
      const startedAt = performance.now()
      const seen = await Promise.all(learners.map(({ token }) => watchSession(stack.info, token)))
      const took_s = (performance.now() - startedAt) / 1000
      const lags = seen.flatMap((session) => session.lags_ms).map((ms) => ms + ahead_ms).sort((a, b) => a - b)
      return judge(seen.filter(({ last }) => last === 'succeeded').length, took_s, lags, model)
    } finally {
      await stack.stop()
      await model.close()
    }
  },
}

function judge(done: number, took_s: number, lags: number[], model: ScriptedAgent) {
  const at = (part: number) => lags[Math.min(lags.length - 1, Math.floor(lags.length * part))] ?? NaN
  const p95 = at(0.95)
  return {
    rows: [{
      name: `${SESSIONS} sessions at once, one worker`,
      figure: `${done} done in ${took_s.toFixed(1)} s`,
      target: `all within ${DONE_WITHIN_S} s`,
      met: done === SESSIONS && took_s <= DONE_WITHIN_S,
    }, {
      name: 'event of a session, written to received over its stream, p95',
      figure: `${p95.toFixed(0)} ms (p50 ${at(0.5).toFixed(0)}, p99 ${
        at(0.99).toFixed(0)
      }, ${lags.length} events)`,
      target: `< ${MOST_LAG_MS} ms`,
      met: p95 < MOST_LAG_MS,
    }],
    explanation: [
      '### Sessions at once',
      '',
      `${SESSIONS} learners start a session at once and read its stream; a model on a loopback port is asked ` +
      `${model.requests.length} times and thinks ${LEAST_THOUGHT_MS} to ${MOST_THOUGHT_MS} ms each time. The lag of an ` +
      'event is from its `at`, which the database gives it, to its arrival; events older than the stream do not count. ' +
      'Model, readers, functions, worker and database share the two cores.',
    ],
  }
}

/** Always the built-in plan back, after a time that is the same in every run. */
function thinkThenAnswer(): Behaviour {
  let calls = 0
  return (response, request, socket) => {
    calls += 1
    const ms = LEAST_THOUGHT_MS + (calls * 7_919) % (MOST_THOUGHT_MS - LEAST_THOUGHT_MS)
    const ask = JSON.parse(request.body) as { baseline_plan: unknown }
    const answer = answerJson({ plan_json: ask.baseline_plan, issues: [], verdict: 'tie' })
    setTimeout(() => answer(response, request, socket), ms)
  }
}

async function watchSession(stack: Parameters<typeof createSessionApi>[0], token: string) {
  const api = createSessionApi(stack, { authorization: `Bearer ${token}` })
  const id = await api.start({
    prompt: 'Plan sorting',
    mode: 'quality',
    options: { qualityThreshold: 0, maxIterations: 1 },
  })
  const stream = await api.openStream(id)
  const openedAt = Date.now()
  const lags_ms: number[] = []
  let last = ''
  for (let event = await stream.next(); event !== null; event = await stream.next()) {
    const at = Date.parse(event.at)
    if (at > openedAt) lags_ms.push(Date.now() - at)
    last = event.type
  }
  return { last, lags_ms }
}

/** How far the database's clock is ahead of ours, in ms. */
async function readClockAhead(url: string): Promise<number> {
  return await withDatabase(url, async (db) => {
    const before = Date.now()
    const { rows } = await db.query<{ at: number }>(
      'select extract(epoch from clock_timestamp())::float8 * 1000 as at',
    )
    return (rows[0]?.at ?? 0) - (before + Date.now()) / 2
  })
}
