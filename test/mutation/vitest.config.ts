import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// What one mutant is tried against: the quick tests of its room. `MUTATION_TESTS` is a JSON list of patterns.
const include: string[] = JSON.parse(
  process.env.MUTATION_TESTS ?? '["test/{unit,property}/**/*.test.ts"]',
)

export default defineConfig({
  resolve: {
    alias: [{
      find: /^fast-check$/,
      replacement: join(import.meta.dirname, 'fewRuns.ts'),
    }],
  },
  test: {
    include,
    // A mutant that hangs is Stryker's to time out: a test that this machine slowed down must not count as a kill.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
})
