// Stands for `fast-check` in a mutation run: the same laws, few runs, one seed and no shrinking, so that a score can be
// repeated. The full runs are those of `npm test`.
import real from 'fast-check'

const FEW = 4
const SHARE = 1 / 100
/** One of those with which even the few runs meet an accepted plan: plannerText.test.ts counts them. */
const SEED = 3

export default {
  ...real,
  assert: (property, { numRuns = 0, ...more } = {}) =>
    real.assert(property, {
      ...more,
      numRuns: Math.max(FEW, Math.ceil(numRuns * SHARE)),
      seed: SEED,
      endOnFailure: true,
    }),
}
