import type { Row } from '../../../support/scoreboard.ts'
import { copyLearners, signLearners } from '../learners.ts'
import { prepare } from '../loadJob.ts'
import { countErrors, interleave, type Ratio, ratioOfValues, showRatio, tableOf } from '../measure.ts'
import type { SpeedSuite } from '../suite.ts'
import { dayRunRequest, statusRequest, type World } from '../world.ts'
import { readOpenSessions, reopenSessions } from './writeSpeed.ts'

const HISTORIES = [30, 300, 3_000]
const LEARNERS = 120
/** A forced day reads the whole history, asks the built-in agents and stores a plan; the plain one finds nothing changed. */
const ROUTES = ['day.run', 'day.run, forced', 'status', 'day.done'] as const
type Route = (typeof ROUTES)[number]
/** Numbers of their own, above those of every other suite. */
const FIRST = 1_000_000
const REPEATS = 4
const MOST = 1.2

/** The same calls for learners with 30, 300 and 3,000 past sessions: what a request costs may not grow. */
export const growth: SpeedSuite = {
  name: 'growth',
  in_gate: false,
  async run(world, size, progress) {
    const groups: World[] = []
    for (const [at, sessions] of HISTORIES.entries()) {
      progress(`${LEARNERS} learners with ${sessions} sessions`)
      const first = FIRST + at * LEARNERS
      await copyLearners(world.info, world.model, { first, count: LEARNERS, sessions, whole: 60 })
      groups.push({ ...world, learners: await signLearners(world.info, first, LEARNERS) })
    }
    const rows: Row[] = []
    const explanation: string[] = ['### Cost as a history grows', '']
    for (const route of ROUTES) {
      const variants = HISTORIES.map((sessions, at) => ({
        name: `${sessions} sessions`,
        run: () => loadRoute(groups[at] ?? world, route),
      }))
      const rounds = await interleave(variants, size.rounds, progress)
      const cost = (name: string) =>
        (rounds[name] ?? []).map((sample) => sample.server_us + sample.database_us)
      const many = overAll(cost('3000 sessions'), cost('30 sessions'))
      rows.push({
        name: `${route} with 3,000 past sessions over 30, CPU of function and database`,
        figure: showRatio(many),
        target: `<= ${MOST}, 0 errors`,
        met: many.median <= MOST && countErrors(rounds) === 0,
      })
      explanation.push(`${route}:`, '', ...tableOf(rounds, '30 sessions'), '')
    }
    return { rows, explanation }
  },
}

async function loadRoute(world: World, route: Route) {
  const { learners } = world
  if (route === 'day.done') {
    const sessions = await readOpenSessions(world, learners.length)
    const requests = learners.map(({ token }, at) =>
      prepare(route, {
        method: 'POST',
        path: '/orchestrator/day.done',
        headers: { authorization: `Bearer ${token}` },
        body: { session_id: sessions[at], completion_time_min: 30, confidence: 7 },
      })
    )
    const sample = await world.load(world.product, { requests, count: requests.length, connections: 4 })
    await reopenSessions(world, sessions)
    return sample
  }
  const requests = learners.map(({ token }) =>
    route === 'status' ? statusRequest(token) : dayRunRequest(token, route === 'day.run, forced')
  )
  const count = requests.length * (route === 'status' ? REPEATS * 5 : REPEATS)
  return await world.load(world.product, { requests, count, connections: 4 })
}

/** Of the sums: one round of a few hundred calls is short beside the 10 ms in which the kernel counts CPU. */
function overAll(costs: number[], floors: number[]): Ratio {
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
  return { ...ratioOfValues(costs, floors), median: sum(costs) / sum(floors) }
}
