import { prepare } from '../loadJob.ts'
import { countErrors, interleave, ratioOf, showRatio, tableOf, type Variant } from '../measure.ts'
import { measure } from '../measure.ts'
import type { SpeedSuite } from '../suite.ts'
import { statusRequest } from '../world.ts'

/** GET status beside the same call without row-level security, `select 1`, and two ways people write it. */
export const statusSpeed: SpeedSuite = {
  name: 'status',
  in_gate: true,
  async run(world, size, progress) {
    const { learners, info, load } = world
    const bare = await world.withoutRls()
    const floor = await world.start('test/bench/peers/floor.ts')
    const sequential = await world.start('test/bench/peers/sequential.ts', {
      WISELY_BENCH_DB_URL: info.DB_URL,
    })
    const dataApi = await world.start('test/bench/peers/dataApi.ts', { WISELY_BENCH_DB_URL: info.DB_URL })
    const viaClient = await world.start('test/bench/peers/supabaseJs.ts', {
      WISELY_BENCH_API_URL: dataApi.origin,
    })
    const requests = learners.map(({ token }) => statusRequest(token))
    const select = [prepare('select', { method: 'GET', path: '/select' })]
    const raw = learners.map(({ claims }) =>
      prepare('function', { method: 'GET', path: '/function', headers: { 'x-claims': claims } })
    )
    const count = size.reads
    const few = Math.ceil(count / 10)
    const shape = { kind: 'closed' as const, count }
    const variants: Variant[] = [
      { name: 'select 1', run: () => load(floor, { requests: select, count: count * 2 }) },
      { name: 'the SQL function alone', run: () => load(floor, { requests: raw, count }) },
      {
        name: 'status without RLS',
        run: () =>
          measure(
            { serverPid: bare.server.pid, postmaster: bare.postmaster },
            () => world.generator.run({ origin: bare.server.origin, connections: 50, requests, shape }),
          ),
      },
      { name: 'status', run: () => load(world.product, { requests, count }) },
      { name: 'five queries, no token cache', run: () => load(sequential, { requests, count: few }) },
      { name: 'supabase-js, a client per request', run: () => load(viaClient, { requests, count: few }) },
    ]
    const rounds = await interleave(variants, size.rounds, progress)
    const overRls = ratioOf(rounds, 'status', 'status without RLS')
    const overSelect = ratioOf(rounds, 'status', 'select 1')
    const errors = countErrors(rounds)
    return {
      rows: [
        {
          name: 'status over the same call without RLS, 50 connections',
          figure: showRatio(overRls),
          target: '>= 0.70',
          met: overRls.median >= 0.7,
        },
        {
          name: 'status over `select 1`, 50 connections',
          figure: showRatio(overSelect),
          target: '>= 0.18',
          met: overSelect.median >= 0.18,
        },
        { name: 'status: errors', figure: String(errors), target: '0', met: errors === 0 },
      ],
      explanation: [
        '### status at 50 connections',
        '',
        ...tableOf(rounds, 'select 1'),
        '',
        `The SQL function alone, behind a server of a few lines that checks nothing, reaches ${
          showRatio(ratioOf(rounds, 'the SQL function alone', 'select 1'))
        } of \`select 1\`: it reads the learner, the intent, the latest day, four signals and the totals under RLS. status ` +
        `reaches ${
          showRatio(ratioOf(rounds, 'status', 'the SQL function alone'))
        } of that; between them lie the token, ` +
        'the limits, the check of the answer, four cache keys, the ETag, the counters and the log.',
      ],
    }
  },
}
