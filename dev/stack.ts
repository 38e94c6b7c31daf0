import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createAuth } from './auth.ts'
import { verifyToken } from './authSessions.ts'
import { printBanner } from './banner.ts'
import { bootDatabase } from './bootDatabase.ts'
import { openPool } from './database.ts'
import { DEMO_LEARNER } from './demoLearner.ts'
import { superviseFunctions } from './functions.ts'
import { composeFunctionsEnv } from './functionsEnv.ts'
import { startGateway } from './gateway.ts'
import {
  firstKey,
  kindOfKey,
  loadApiKeys,
  loadServiceToken,
  loadSigningKey,
  signingKeysPath,
} from './keys.ts'
import { appendLines } from './lines.ts'
import { checkNotRunning } from './ports.ts'
import { createPage } from './page/servePage.ts'
import { databaseUrl } from './postgres.ts'
import { startRealtime } from './realtime/realtime.ts'
import { deleteRecord, saveRecord, type StackInfo } from './record.ts'
import { readSettings, type Settings } from './settings.ts'
import { openShutdown, type Shutdown } from './shutdown.ts'
import { runCommand } from './stackError.ts'
import { openWatchdog } from './watchdog.ts'
import { superviseWorker } from './worker.ts'

const HEALTH_LIMIT_MS = 30_000

await runCommand(async () => {
  // Before anything is started: whatever is running when a signal comes is stopped.
  const env = Deno.env.toObject()
  const shutdown = openShutdown({
    withParent: env.WISELY_QUIET === '1' || env.WISELY_EXIT_WITH_PARENT === '1',
  })
  try {
    const settings = readSettings(env)
    await bootStack(settings, shutdown)
  } catch (error) {
    // Stopped while it booted: the failure is only that its parts went away, and the signal decides the exit code.
    if (shutdown.hasBegun()) return
    await shutdown.runAll()
    throw error
  }
})

async function bootStack(settings: Settings, shutdown: Shutdown): Promise<void> {
  const { home, port, dbPort, apiUrl } = settings
  const startedAt = performance.now()
  await checkNotRunning(settings)
  await mkdir(home, { recursive: true })

  const watchdog = openWatchdog()
  const database = await bootDatabase(settings, printLine, (pid, stop) => {
    watchdog.watch(pid)
    shutdown.add('database', () => stop().then(() => watchdog.forget(pid)))
  })
  const callerEnv = Deno.env.toObject()
  const keys = await loadApiKeys(callerEnv, home)
  const signingKey = await loadSigningKey(home)
  const serviceToken = await loadServiceToken(home)
  const keyKind = (key: string) => kindOfKey(keys, key)

  const authDb = openPool(databaseUrl('supabase_auth_admin', dbPort))
  const auth = createAuth({
    db: authDb,
    issuer: `${apiUrl}/auth/v1`,
    signingKey,
    jwks: callerEnv.SUPABASE_JWKS ? JSON.parse(callerEnv.SUPABASE_JWKS) : { keys: signingKey.publicJwks },
    keyKind,
  })

  const log = appendLines(join(home, 'functions.log'))
  const ofFunctions = {
    repository: settings.repository,
    env: () =>
      composeFunctionsEnv({
        settings,
        keys,
        signingKey,
        serviceToken,
        apiDbUrl: database.apiDbUrl,
        callerEnv,
      }),
    log,
    print: printLine,
    verbose: settings.verbose,
    watchdog,
  }
  const worker = settings.worker ? superviseWorker(ofFunctions) : null
  const functions = superviseFunctions({
    ...ofFunctions,
    onCall: (name) => name === 'session' && worker?.wake(),
    onSourcesChanged: () => worker?.restart(),
  })
  shutdown.add('services', () => functions.stop())
  if (worker !== null) {
    shutdown.add('services', () => worker.stop())
    if (database.hasOpenRuns) worker.wake()
  }

  const realtime = await startRealtime({
    adminDbUrl: databaseUrl('supabase_admin', dbPort),
    verifyToken: (token) => verifyToken(signingKey, token),
    keyKind,
    log: printLine,
  })
  shutdown.add('services', () => realtime.stop())
  const page = createPage({
    repository: settings.repository,
    home,
    publishableKey: firstKey(keys.publishable),
    demo: { email: DEMO_LEARNER.email, password: DEMO_LEARNER.password },
    watchdog,
  })
  shutdown.add('services', () => Promise.resolve(page.stop()))
  const gateway = startGateway(port, {
    functions,
    auth,
    realtime: (request) => realtime.handle(request),
    page: (request) => page.answer(request),
  })
  shutdown.add('services', () => gateway.stop())

  const info = composeInfo(settings, {
    publishableKey: firstKey(keys.publishable),
    secretKey: firstKey(keys.secret),
    serviceToken: callerEnv.EDGE_SERVICE_JWT ?? serviceToken,
    apiDbUrl: database.apiDbUrl,
  })
  await saveRecord(home, info)
  shutdown.add('services', () => deleteRecord(home))

  const isHealthy = await waitForHealth(info.FUNCTIONS_URL)
  if (settings.quiet) return console.log(`ready ${JSON.stringify(info)}`)
  printBanner(info, (performance.now() - startedAt) / 1000, database)
  if (!isHealthy) return
  // Loaded now: it needs supabase-js, which would delay every boot by its loading time.
  const { tellFirstDay } = await import('./story.ts')
  await tellFirstDay(info)
    .then(
      (story) => console.log(story),
      (error: unknown) => printLine(`The first day stays untold: ${error}`),
    )
  // Last, because it takes the processor for a second or two: whoever opens the page then does not wait.
  await page.prepare(settings.apiUrl)
}

function composeInfo(
  { home, dbPort, apiUrl }: Settings,
  given: { publishableKey: string; secretKey: string; serviceToken: string; apiDbUrl: string },
): StackInfo {
  return {
    API_URL: apiUrl,
    PAGE_URL: `${apiUrl}/app/`,
    FUNCTIONS_URL: `${apiUrl}/functions/v1`,
    REALTIME_URL: `${apiUrl.replace('http', 'ws')}/realtime/v1`,
    DB_URL: databaseUrl('postgres', dbPort),
    API_DB_URL: given.apiDbUrl,
    ADMIN_DB_URL: databaseUrl('supabase_admin', dbPort),
    PUBLISHABLE_KEY: given.publishableKey,
    SECRET_KEY: given.secretKey,
    EDGE_SERVICE_JWT: given.serviceToken,
    JWKS_URL: `${apiUrl}/auth/v1/.well-known/jwks.json`,
    JWT_ISSUER: `${apiUrl}/auth/v1`,
    SIGNING_KEY_PATH: signingKeysPath(home),
    FUNCTIONS_LOG: join(home, 'functions.log'),
    DEMO_EMAIL: DEMO_LEARNER.email,
    DEMO_PASSWORD: DEMO_LEARNER.password,
    DEMO_USER_ID: DEMO_LEARNER.id,
  }
}

/** A function that does not start leaves the rest of the stack usable: its source may be the thing under work. */
async function waitForHealth(functionsUrl: string): Promise<boolean> {
  const health = await fetch(`${functionsUrl}/orchestrator/health`, {
    signal: AbortSignal.timeout(HEALTH_LIMIT_MS),
  })
    .catch(() => null)
  await health?.body?.cancel()
  if (health?.status === 200) return true
  printLine(
    `orchestrator/health answers ${health?.status ?? 'nothing'}: the stack runs, the function does not`,
  )
  return false
}

/** On stderr: standard output of a quiet stack is the ready line alone. */
function printLine(line: string): void {
  console.error(line)
}
