import { defineConfig } from 'vitest/config'

// One project per kind of test, so that `vitest --project unit` needs no database and no stack.
// Tests live under test/ only: the `functions` link would otherwise make them run twice.
const project = (name: string, more: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: 20_000, hookTimeout: 60_000, ...more },
})

export default defineConfig({
  test: {
    // The default leaves one of two cores idle: 185 s instead of 115 s for the whole suite.
    maxWorkers: 2,
    projects: [
      project('unit'),
      project('property', { testTimeout: 60_000 }),
      project('sql', { globalSetup: ['test/support/bootStack.ts'] }),
      project('e2e', { globalSetup: ['test/support/bootStack.ts'], testTimeout: 60_000 }),
      project('sabotage', { maxConcurrency: 2, testTimeout: 150_000 }),
      // Needs the Chromium of tools/: `npm run test:browser` installs it.
      project('browser', {
        globalSetup: ['test/support/bootStack.ts'],
        testTimeout: 120_000,
        hookTimeout: 120_000,
      }),
    ],
  },
})
