import { randomUUID } from 'node:crypto'
import { startFaultProxy } from '../support/faultProxy.ts'
import { type MintedLearner, mintLearners } from '../support/mintLearners.ts'
import { callOrchestrator, seededRandom } from './caller.ts'
import { type CrashRig, openCrashRig } from './crashRig.ts'
import { findAnomalies, type Operation } from './historyModel.ts'
import { checkInvariants } from './invariants.ts'
import type { Suite } from './suite.ts'

const LEARNERS = 6
/** Clients of one learner at once: a phone, a laptop and a tab that was forgotten. */
const CLIENTS = 3
/** From here on half of the replies are lost on their way. */
const LOSSY_MS = 60_000
const TOPICS = ['Machine Learning', 'SQL', 'Beekeeping', 'Spanish']

export const history: Suite = {
  name: 'history',
  weight: 2,
  async run({ seed, budgetMs, progress }) {
    const rig = await openCrashRig(seed, true)
    const isLossy = budgetMs >= LOSSY_MS
    const proxies = await Promise.all(
      rig.isolates.map(({ origin }) => startFaultProxy(Number(new URL(origin).port), rig.random)),
    )
    if (isLossy) { for (const proxy of proxies) proxy.set({ kind: 'cut', chance: 0.5, after_bytes: 0 }) }
    const origins = proxies.map(({ port }) => `http://127.0.0.1:${port}`)
    try {
      const learners = await mintLearners(rig.stack.info, rig.db, LEARNERS)
      const endsAt = performance.now() + budgetMs
      const histories = await Promise.all(learners.map(async (learner, index) => {
        const operations: Operation[] = []
        await Promise.all(Array.from({ length: CLIENTS }, (_, client) => {
          const random = seededRandom(seed * 1_000 + index * CLIENTS + client)
          return actRandomly({ learner, origins, random, operations, endsAt })
        }))
        progress(`${operations.length} operations of learner ${index + 1}`)
        return operations
      }))
      return await judge(
        rig,
        learners,
        histories,
        isLossy ? proxies.reduce((sum, p) => sum + p.cuts(), 0) : 0,
      )
    } finally {
      await Promise.all(proxies.map((proxy) => proxy.close()))
      await rig.stop()
    }
  },
}

async function judge(rig: CrashRig, learners: MintedLearner[], histories: Operation[][], cuts: number) {
  const anomalies = histories.flatMap(findAnomalies)
  const broken = await checkInvariants(rig.db, learners.map(({ user_id }) => user_id))
  for (const anomaly of [...anomalies, ...broken.anomalies].slice(0, 10)) console.error(anomaly)
  const operations = histories.flat()
  const statuses = operations.filter(({ route }) => route === 'status')
  const torn = anomalies.filter((anomaly) => anomaly.startsWith('torn')).length
  const failed = operations.filter(({ status }) => status >= 500 && status !== 503).length
  return [
    {
      name: 'history follows a sequential model',
      figure: `${anomalies.length + broken.anomalies.length} anomalies of ${operations.length} operations ` +
        `by ${LEARNERS * CLIENTS} clients, ${cuts} replies lost`,
      target: '0',
      met: anomalies.length === 0 && broken.anomalies.length === 0 && operations.length > 0,
    },
    {
      name: 'torn reads of status',
      figure: `${torn} of ${statuses.length}`,
      target: '0',
      met: torn === 0 && statuses.length > 0,
    },
    {
      name: '5xx other than 503',
      figure: `${failed} of ${operations.length}`,
      target: '0',
      met: failed === 0,
    },
  ]
}

type Actor = {
  learner: MintedLearner
  origins: string[]
  random: () => number
  operations: Operation[]
  endsAt: number
}

/** One client's random life; what it does next follows from the seed, when it happens does not. */
async function actRandomly(actor: Actor): Promise<void> {
  const { random, operations, endsAt } = actor
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)]
  while (performance.now() < endsAt) {
    const known = operations.flatMap(({ answer, route }) =>
      route === 'day.run' && answer ? [String(answer.session_id)] : []
    )
    const choice = random()
    if (choice < 0.15) {
      await act(actor, 'intent.sync', {
        topic: pick(TOPICS),
        depth: 'informed',
        end_goal: 'Use it',
        time_per_day_min: 20 + Math.floor(random() * 100),
      })
    } else if (choice < 0.5) await act(actor, 'day.run', random() < 0.2 ? { force_refresh: true } : {})
    else if (choice < 0.75 && known.length > 0) {
      const minutes = 10 + Math.floor(random() * 3) * 10
      await act(actor, 'day.done', { session_id: pick(known.slice(-4)), completion_time_min: minutes })
    } else await act(actor, 'status')
  }
}

/** Repeats a call whose reply was lost under the same key: one operation, from its first byte to its last. */
async function act({ learner, origins, random, operations, endsAt }: Actor, route: string, body?: object) {
  const key = randomUUID()
  const startedAt = performance.now()
  for (;;) {
    const origin = origins[Math.floor(random() * origins.length)] ?? ''
    const reply = await callOrchestrator(origin, learner, route, body, body ? { 'idempotency-key': key } : {})
      .catch(() => null)
    const isPassing = reply?.status === 503 ||
      /IDEMPOTENCY_IN_PROGRESS/.test(JSON.stringify(reply?.json.error ?? ''))
    if (reply !== null && !isPassing) {
      const answer = reply.status === 200 ? reply.json : null
      operations.push({
        route,
        body: body ?? {},
        status: reply.status,
        answer,
        startedAt,
        endedAt: performance.now(),
      })
      return
    }
    // Nobody knows what became of it: it may take effect at any time from now on.
    if (performance.now() > endsAt + 30_000) {
      operations.push({ route, body: body ?? {}, status: 0, answer: null, startedAt, endedAt: Infinity })
      return
    }
  }
}
