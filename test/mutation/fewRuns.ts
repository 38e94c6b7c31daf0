// fast-check for mutation runs: the same laws, few runs, one seed and no shrinking, so that a score can be repeated.
// The seed is no test: the full runs are those of `npm test`.
import real from '../../node_modules/fast-check/lib/fast-check.js'

const FEW = 12
const frugal = { seed: 20261121, endOnFailure: true }

const few = (options: { numRuns?: number } = {}) => ({
  ...options,
  ...frugal,
  numRuns: Math.min(options.numRuns ?? FEW, FEW),
})

export * from '../../node_modules/fast-check/lib/fast-check.js'
export default {
  ...real,
  assert: ((property, options) => real.assert(property, few(options))) as typeof real.assert,
}
