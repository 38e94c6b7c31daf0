import { copyLearners, withDatabase } from '../learners.ts'
import { countErrors, median } from '../measure.ts'
import type { PlotLine, SpeedSuite } from '../suite.ts'
import { dayRunRequest, statusRequest, type World } from '../world.ts'

const FIRST = 2_000_000
/** The whole database, with all that earlier parts left; it is deleted with the stack. */
const MOST_GB = 4
const MOST = 1.2

/** The same learners' calls while the database around them grows to a hundred thousand learners. */
export const dataSize: SpeedSuite = {
  name: 'data',
  in_gate: false,
  async run(world, size, progress) {
    const lines: PlotLine[] = [{ label: 'status', points: [] }, { label: 'day.run, unchanged', points: [] }]
    const table: string[] = []
    let errors = 0
    let next = FIRST
    const measureNow = async (label: string, learners: number | null) => {
      const status = await loadMedian(
        world,
        world.learners.map(({ token }) => statusRequest(token)),
        size.reads,
      )
      const dayRun = await loadMedian(
        world,
        world.learners.map(({ token }) => dayRunRequest(token)),
        Math.ceil(size.writers / 2),
      )
      errors += status.errors + dayRun.errors
      if (learners !== null) {
        lines[0]?.points.push({ x: learners, y: status.us })
        lines[1]?.points.push({ x: learners, y: dayRun.us })
      }
      const { gb, rows } = await readSize(world)
      table.push(
        `| ${label} | ${rows} | ${gb.toFixed(2)} | ${status.us.toFixed(0)} | ${dayRun.us.toFixed(0)} |`,
      )
      return gb
    }
    const grow = async (count: number, sessions: number) => {
      await copyLearners(world.info, world.model, { first: next, count, sessions, whole: 0 })
      next += count
    }
    let gb = await measureNow(`${world.learners.length} of 30`, world.learners.length)
    let have = world.learners.length
    for (const wanted of size.learners.filter((learners) => learners > have)) {
      progress(`growing to ${wanted} learners`)
      await grow(wanted - have, 30)
      have = wanted
      gb = await measureNow(`${wanted} of 30`, wanted)
    }
    progress(`${size.learners_with_300} learners with 300 sessions`)
    await grow(size.learners_with_300, 300)
    gb = await measureNow(`and ${size.learners_with_300} of 300`, null)
    const costs = lines.map(({ points }) => (points.at(-1)?.y ?? NaN) / (points[0]?.y ?? NaN))
    return {
      rows: [{
        name: `status and day.run among ${have} learners over ${world.learners.length}, Postgres CPU`,
        figure: `${costs.map((cost) => cost.toFixed(2)).join(' and ')}, ${
          gb.toFixed(1)
        } GB, ${errors} errors`,
        target: `<= ${MOST}, <= ${MOST_GB} GB`,
        met: costs.every((cost) => cost <= MOST) && gb <= MOST_GB && errors === 0,
      }],
      explanation: [
        '### Cost as the data grows',
        '',
        '| learners and sessions of each | session rows | database GB | status, Postgres µs | day.run, Postgres µs |',
        '| --- | --- | --- | --- | --- |',
        ...table,
        '',
        'The calls are those of the first learners, whose plans are whole; the others have plans of a few bytes.',
      ],
      plots: [{
        file: 'cost-over-data.svg',
        title: 'Postgres CPU per call as the number of learners grows',
        x: 'learners (30 sessions each)',
        y: 'µs',
        lines,
      }],
    }
  },
}

async function loadMedian(world: World, requests: Parameters<World['load']>[1]['requests'], count: number) {
  // Twice everybody: a day that an earlier part changed is built, then met with cached signals, and unchanged from there on.
  await world.load(world.product, { requests, count: 2 * requests.length })
  const samples = []
  for (let round = 0; round < 3; round += 1) {
    samples.push(await world.load(world.product, { requests, count }))
  }
  const failed = samples.find((sample) => sample.errors > 0)
  if (failed) console.error(`data: ${failed.error_samples.join('; ')}`)
  return { us: median(samples.map((sample) => sample.database_us)), errors: countErrors({ samples }) }
}

async function readSize(world: World): Promise<{ gb: number; rows: number }> {
  return await withDatabase(world.info.ADMIN_DB_URL, async (db) => {
    const { rows } = await db.query<{ gb: number; rows: number }>(
      `select (pg_database_size(current_database()) / 1e9)::double precision as gb,
         (select count(*)::integer from public.instructor_sessions) as rows`,
    )
    return rows[0] ?? { gb: 0, rows: 0 }
  })
}
