// Runs tests in Stryker's own process. Stryker's runner for vitest starts a run per mutant, which is 0.7 s of loading
// for 10 ms of tests; here modules are loaded once, and again only for a mutant in what is built at import.
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core'
import { commonTokens, declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin'
import {
  determineHitLimitReached,
  DryRunStatus,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner'
import { createServer, createServerModuleRunner } from 'vite'
import fc from './fewRuns.mjs'
import * as vitest from './suite.mjs'

globalThis.__standIns = { vitest, 'fast-check': { default: fc } }
/** The tests import what collects them here, and a frugal fast-check. */
const standIns = {
  name: 'stand-ins',
  enforce: 'pre',
  transform: (code) =>
    code.replace(/^import \{(.*)\} from '(vitest)'/m, "const {$1} = globalThis.__standIns['$2']")
      .replace(/^import (\w+) from '(fast-check)'/m, "const { default: $1 } = globalThis.__standIns['$2']"),
}

createRunner.inject = [commonTokens.options]
function createRunner({ inProcess: { tests, without } }) {
  const shared = globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {}
  /** Test id -> how often it noticed a mutant, and its time: who notices much is asked first, then who is quick. */
  const kills = new Map()
  const times = new Map()
  let modules
  let home

  async function load() {
    modules.clearCache()
    const collected = []
    for (const file of tests) {
      globalThis.__suite = vitest.createSuite(file)
      globalThis.__collect = (test) => collected.push({ ...test, id: `${file}#${test.title}`, file })
      await modules.import(`/${file}`)
    }
    return collected.filter(({ id }) => !without.some((part) => id.includes(part)))
  }

  return {
    capabilities: () => ({ reloadEnvironment: true }),
    async init() {
      // A mutant may leave a promise behind; whether it is noticed is the tests' business.
      process.on('unhandledRejection', () => {})
      const server = await createServer({
        configFile: false,
        plugins: [standIns],
        server: { middlewareMode: true, watch: null, ws: false },
        appType: 'custom',
        optimizeDeps: { noDiscovery: true },
        logLevel: 'error',
      })
      modules = createServerModuleRunner(server.environments.ssr, { hmr: false, sourcemapInterceptor: false })
      // Here, where no time is measured: a busy machine that loads slowly has not caught a mutant.
      home = await load()
    },
    async dryRun() {
      // Backwards, so that a test which needs the one before it is found here and not taken for a kill later.
      const results = await runTests([...home].reverse(), false, (id) => shared.currentTestId = id)
      return { status: DryRunStatus.Complete, tests: results, mutantCoverage: shared.mutantCoverage }
    },
    async mutantRun({ testFilter, activeMutant, mutantActivation, hitLimit }) {
      const isStatic = mutantActivation === 'static'
      Object.assign(shared, { hitCount: 0, hitLimit, activeMutant: isStatic ? activeMutant.id : undefined })
      const loaded = isStatic ? await loadOrFail(load) : home
      shared.activeMutant = activeMutant.id
      const filter = testFilter && new Set(testFilter)
      const asked = Array.isArray(loaded) && filter ? loaded.filter(({ id }) => filter.has(id)) : loaded
      const results = Array.isArray(asked) ? await runTests(asked.toSorted(byUsefulness), true) : [asked]
      shared.activeMutant = undefined
      for (const { id, status } of results) if (status === TestStatus.Failed) kills.set(id, rank(id) + 1)
      for (const { id, timeSpentMs } of results) times.set(id, timeSpentMs)
      const timedOut = determineHitLimitReached(shared.hitCount, hitLimit)
      return toMutantRunResult(timedOut ?? { status: DryRunStatus.Complete, tests: results })
    },
  }

  function rank(id) {
    return kills.get(id) ?? 0
  }

  function byUsefulness(a, b) {
    return rank(b.id) - rank(a.id) || (times.get(a.id) ?? 0) - (times.get(b.id) ?? 0)
  }
}

/** A mutant that breaks the modules themselves is noticed by every test that imports them. */
async function loadOrFail(load) {
  try {
    return await load()
  } catch (error) {
    return {
      id: 'import',
      name: 'import',
      timeSpentMs: 0,
      status: TestStatus.Failed,
      failureMessage: String(error),
    }
  }
}

async function runTests(tests, bail, onTest = () => {}) {
  const started = new Set()
  const results = []
  for (const test of tests) {
    const startedAt = performance.now()
    const failure = await runTest(test, started, () => onTest(test.id))
    onTest(undefined)
    const result = {
      id: test.id,
      name: test.title,
      fileName: test.file,
      timeSpentMs: performance.now() - startedAt,
    }
    results.push(
      failure === null
        ? { ...result, status: TestStatus.Success }
        : { ...result, status: TestStatus.Failed, failureMessage: failure },
    )
    if (failure !== null && bail) break
  }
  for (const suite of [...started].reverse()) for (const close of suite.afterAll) await close()
  return results
}

/** What went wrong, null when nothing did. */
async function runTest({ suite, body }, started, onStart) {
  const suites = []
  for (let each = suite; each; each = each.outer) suites.unshift(each)
  try {
    for (const each of suites.filter((one) => !started.has(one))) {
      started.add(each)
      for (const open of each.beforeAll) await open()
    }
    onStart()
    for (const prepare of suites.flatMap((each) => each.beforeEach)) await prepare()
    await body()
    for (const tidy of suites.flatMap((each) => each.afterEach)) await tidy()
    return null
  } catch (error) {
    return String(error?.message ?? error)
  }
}

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'in-process', createRunner)]
