// Starts everything else. No dependencies: it runs before they are installed, and installs them.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findDeno } from './denoBinary.mjs'

const OLDEST_NODE = 20
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']
const PARENT_CHECK_MS = 250
/** What plain `npm test` runs; `browser` needs tools that only the gate installs. */
const TEST_PROJECTS = ['unit', 'property', 'sql', 'e2e']
/** Command to the program that Deno runs. */
const PROGRAMS = {
  start: 'dev/stack.ts',
  stop: 'dev/stop.ts',
  status: 'dev/status.ts',
  token: 'dev/token.ts',
  reset: 'dev/reset.ts',
  demo: 'dev/demo.ts',
  'memory:rebuild': 'dev/rebuildMemory.ts',
  'client:build': 'dev/buildClient.ts',
  doctor: 'dev/doctor.ts',
  maintain: 'dev/maintain.ts',
  smoke: 'dev/smoke.ts',
  'agent:check': 'kit/main.ts',
  'web:build': 'dev/buildPage.ts',
  'web:screenshot': 'dev/screenshotPage.ts',
  'deploy:dry': 'dev/deployDry.ts',
  advisors: 'dev/advisors.ts',
  'smoke:old-runtime': 'dev/smokeOldRuntime.ts',
  bench: 'test/bench/speed/bench.ts',
  'bench:gate': 'test/bench/speed/gate.ts',
  'bench:plans': 'test/bench/plans/bench.ts',
  'bench:quality': 'test/bench/quality/bench.ts',
  torture: 'test/torture/torture.ts',
  openapi: 'dev/openapi.ts',
}
/** Command to the program that Node runs. */
const NODE_PROGRAMS = { mutate: 'dev/mutate.mjs' }
/** Commands that need the packages of tools/ too. */
const WITH_TOOLS = ['openapi', 'test:browser', 'web:screenshot', 'mutate']
/** Gives an abort signal its meaning "the client went"; without it Deno warns and also fires it after every answer. */
const DENO_RUN = ['run', '--allow-all', '--unstable-no-legacy-abort']

const repository = dirname(dirname(fileURLToPath(import.meta.url)))
process.exitCode = await launch(process.argv[2] ?? '', process.argv.slice(3))

async function launch(command, args) {
  const commands = [...Object.keys(PROGRAMS), ...Object.keys(NODE_PROGRAMS), 'test', 'test:browser', 'ok']
  if (!commands.includes(command)) {
    return complain(`Usage: node dev/launch.mjs <${commands.join('|')}> [args]`)
  }
  const obstacle = findObstacle()
  if (obstacle) return complain(obstacle)
  if (!installPackages('.')) return 1
  if (WITH_TOOLS.includes(command) && !installPackages('tools')) return 1
  if (command === 'ok') return await passGate(args)
  if (command === 'test') {
    const projects = args.includes('--project') ? [] : TEST_PROJECTS.flatMap((name) => ['--project', name])
    return await run(process.execPath, [vitest(), 'run', ...projects, ...args])
  }
  if (command === 'test:browser') {
    return await run(process.execPath, [vitest(), 'run', '--project', 'browser', ...args])
  }
  if (command in NODE_PROGRAMS) return await run(process.execPath, [NODE_PROGRAMS[command], ...args])
  return await run(findDeno(repository), [...DENO_RUN, PROGRAMS[command], ...args])
}

function complain(message) {
  console.error(message)
  return 1
}

function findObstacle() {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    return `Node ${OLDEST_NODE} or newer is needed, this is ${process.version}`
  }
  const isMusl = process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime
  if (isMusl) {
    return 'The PostgreSQL and Deno builds need glibc, and this system has musl (Alpine).\n' +
      'Use a glibc image such as node:22-bookworm, or the Docker stack: npx supabase start'
  }
  if (process.platform === 'win32') return 'The local stack runs on Linux and macOS; on Windows use WSL 2'
  return null
}

/** Installs what the folder's package-lock.json asks for, unless it is there already. */
function installPackages(folder) {
  const home = join(repository, folder)
  const lockText = readFileSync(join(home, 'package-lock.json'), 'utf8')
  const wanted = createHash('sha256').update(lockText).digest('hex')
  const marker = join(home, 'node_modules', '.wisely-lock-sha256')
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return true

  if (!hasInstalled(home, JSON.parse(lockText))) {
    const startedAt = Date.now()
    const lock = join(folder, 'package-lock.json')
    console.error(`Installing packages (npm ci --ignore-scripts): once, and after ${lock} changed`)
    // Without peers: a tool that has one (Stryker's vitest) must meet the project's own copy, not a second one.
    const npm = spawnSync(
      'npm',
      ['ci', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund'],
      {
        cwd: home,
        // npm's own words belong to the progress, not to the answer of the command (`token` prints a token alone).
        stdio: ['ignore', 2, 2],
      },
    )
    if (npm.status !== 0) {
      console.error(`npm ci failed${npm.error ? `: ${npm.error.message}` : ''}`)
      return false
    }
    console.error(`Installed in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`)
  }
  writeFileSync(marker, wanted)
  return true
}

/** True when npm's own record of node_modules has every package of the lock that this machine can have. */
function hasInstalled(home, lock) {
  const record = join(home, 'node_modules', '.package-lock.json')
  if (!existsSync(record)) return false
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages
  return Object.entries(lock.packages).every(([path, { version, optional }]) =>
    path === '' || (installed[path] ? installed[path].version === version : optional === true)
  )
}

/** All steps, or all but those named after `--except`, for a caller that ran them already. */
async function passGate(args) {
  const { listGateSteps } = await import('./gate.mjs')
  const startedAt = performance.now()
  const steps = listGateSteps(repository)
  const [option = '--except', ...left] = args
  const unknown = left.filter((name) => !steps.some((step) => step.name === name))
  if (option !== '--except' || unknown.length > 0) {
    return complain(
      `Usage: npm run ok [-- --except <step> ...], steps: ${steps.map((step) => step.name).join(', ')}`,
    )
  }
  for (const { name, commands, tools } of steps.filter((step) => !left.includes(step.name))) {
    const stepStartedAt = performance.now()
    console.log(`\n── ${name}`)
    if (tools && !installPackages('tools')) return 1
    for (const [program, ...args] of commands) {
      const code = await run(program, args)
      if (code !== 0) return complain(`\n${name} failed after ${secondsSince(stepStartedAt)}`)
    }
    console.log(`── ${name} ok, ${secondsSince(stepStartedAt)}`)
  }
  console.log(`\nAll steps passed in ${secondsSince(startedAt)}`)
  return 0
}

function secondsSince(startedAt) {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`
}

function vitest() {
  return join(repository, 'node_modules', 'vitest', 'vitest.mjs')
}

/**
 * Runs a program on this terminal and answers its exit code. Signals are passed on, and this process outlives the
 * child: whoever waits for the launcher waits for the stack. (Ctrl-C reaches both; the child takes it twice.)
 */
function run(program, args) {
  const env = { ...process.env, DENO_NO_UPDATE_CHECK: '1', WISELY_EXIT_WITH_PARENT: '1' }
  const child = spawn(program, args, { cwd: repository, stdio: 'inherit', env })
  const forward = SIGNALS.map((signal) => [signal, () => child.kill(signal)])
  forward.forEach(([signal, listener]) => process.on(signal, listener))
  const parent = process.ppid
  const watch = setInterval(() => {
    // npm passes SIGTERM to the shell between us, which ends without passing it on.
    if (process.env.npm_lifecycle_event && process.ppid !== parent) child.kill('SIGTERM')
  }, PARENT_CHECK_MS)
  return new Promise((resolve) => {
    const finish = (code) => {
      clearInterval(watch)
      forward.forEach(([signal, listener]) => process.off(signal, listener))
      resolve(code)
    }
    child.on('error', (error) => finish(complain(`Cannot run ${program}: ${error.message}`)))
    child.on('exit', (code, signal) => finish(code ?? 128 + constants.signals[signal]))
  })
}
