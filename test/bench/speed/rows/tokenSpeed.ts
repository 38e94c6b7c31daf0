import { prepare } from '../loadJob.ts'
import { countErrors, interleave, ratioOf, showRatio, tableOf } from '../measure.ts'
import type { SpeedSuite } from '../suite.ts'

/** A request with a token that this isolate has verified before, beside one without any. */
export const tokenSpeed: SpeedSuite = {
  name: 'token',
  in_gate: true,
  async run(world, size, progress) {
    const floor = await world.start('test/bench/peers/floor.ts')
    const withToken = (path: string) =>
      world.learners.map(({ token }) =>
        prepare('token', { method: 'GET', path, headers: { authorization: `Bearer ${token}` } })
      )
    // Some 30,000 of these are answered in a second: fewer would measure how the machine felt just then.
    const count = size.reads * 30
    const rounds = await interleave(
      [
        // The same bytes arrive: what is compared is the check, not the reading of a longer header.
        { name: 'static answer', run: () => world.load(floor, { requests: withToken('/static'), count }) },
        { name: 'cached token', run: () => world.load(floor, { requests: withToken('/auth'), count }) },
      ],
      size.rounds,
      progress,
    )
    const ratio = ratioOf(rounds, 'cached token', 'static answer')
    const errors = countErrors(rounds)
    return {
      rows: [{
        name: 'authentication with a cached token over a static answer',
        figure: showRatio(ratio),
        target: '>= 0.75, 0 errors',
        met: ratio.median >= 0.75 && errors === 0,
      }],
      explanation: [
        '### Token check',
        '',
        ...tableOf(rounds, 'static answer'),
        '',
        'The check is the digest of the token, a look-up and the age of what is remembered. The digest is half of it: without ' +
        'it tokens would stay in memory as they are.',
      ],
    }
  },
}
