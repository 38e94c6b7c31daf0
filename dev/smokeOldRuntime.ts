// `npm run smoke:old-runtime`: the hosted runtime has the APIs of Deno 2.1.4, so that version checks and serves the
// functions. Fetched from npm on demand; exit code 1 with a sentence when that is not possible.
import { access, mkdir, rename, rm } from 'node:fs/promises'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { runCommand, StackError } from './stackError.ts'

const VERSION = '2.1.4'
const FUNCTIONS = ['agents', 'orchestrator', 'proxy', 'session', 'worker']
const BOOT_LIMIT_MS = 30_000
const REQUEST_LIMIT_MS = 5_000
/** Enough to boot; nothing listens at these addresses. */
const DUMMY_ENV = {
  SUPABASE_URL: 'http://127.0.0.1:9',
  SUPABASE_DB_URL: 'postgresql://nobody:nothing@127.0.0.1:9/none',
  SUPABASE_JWKS: '{"keys":[]}',
  SUPABASE_PUBLISHABLE_KEYS: '{"default":"sb_publishable_dummy"}',
  SUPABASE_SECRET_KEYS: '{"default":"sb_secret_dummy"}',
  EDGE_SERVICE_JWT: 'dummy',
}

await runCommand(async () => {
  const repository = dirname(import.meta.dirname ?? '.')
  const deno = await fetchOldDeno(resolve(Deno.env.get('WISELY_HOME') || join(repository, '.local')))
  for (const name of FUNCTIONS) await checkTypes(deno, repository, name)
  await smoke(deno, repository, 'orchestrator', [['GET', 'health', 200], ['POST', 'status', 401]])
  await smoke(deno, repository, 'session', [['OPTIONS', 'start', 204], ['POST', 'start', 401]])
  await smoke(deno, repository, 'worker', [['POST', 'tick', 401]])
  console.log(`Deno ${VERSION} checks ${FUNCTIONS.join(', ')}; orchestrator, session and worker answer`)
})

/** The binary of the platform package, installed once below the stack's home. */
async function fetchOldDeno(home: string): Promise<string> {
  const folder = join(home, `deno-${VERSION}`)
  const { os, arch } = Deno.build
  const platform = `${os}-${arch === 'aarch64' ? 'arm64' : 'x64'}${os === 'linux' ? '-glibc' : ''}`
  const binary = join('node_modules', '@deno', platform, 'deno')
  if (await isThere(join(folder, binary))) return join(folder, binary)

  await mkdir(home, { recursive: true })
  const installing = `${folder}.${Deno.pid}`
  const { code, stderr } = await new Deno.Command('npm', {
    args: [
      ...['install', '--prefix', installing, '--ignore-scripts', '--no-audit', '--no-fund', '--no-save'],
      `deno@${VERSION}`,
    ],
    // Elsewhere npm would see this repository's package.json and lock.
    cwd: home,
    stdin: 'null',
    stdout: 'null',
  }).output()
  if (code !== 0 || !await isThere(join(installing, binary))) {
    await rm(installing, { recursive: true, force: true })
    const said = new TextDecoder().decode(stderr).trim()
    throw new StackError(
      `Cannot fetch deno@${VERSION} for ${platform} from the npm registry (offline, or a mirror without it):\n${said}`,
    )
  }
  // Renamed into place, so that it is whole or absent.
  await rename(installing, folder)
  return join(folder, binary)
}

/** This version resolves no types of an untyped npm package by itself: the check sees those of @types/pg instead. */
async function checkTypes(deno: string, repository: string, name: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'wisely-types-'))
  const config = JSON.parse(
    await Deno.readTextFile(join(repository, 'supabase', 'functions', name, 'deno.json')),
  )
  const importMap = join(folder, 'imports.json')
  await writeFile(importMap, JSON.stringify({ imports: { ...config.imports, pg: 'npm:@types/pg' } }))
  try {
    const { code, stderr } = await new Deno.Command(deno, {
      args: [
        ...['check', '--quiet', '--no-lock', '--node-modules-dir=manual', '--import-map', importMap],
        join('supabase', 'functions', name, 'index.ts'),
      ],
      cwd: repository,
      env: { NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1', DENO_DIR: join(folder, 'cache') },
      stdin: 'null',
    }).output()
    if (code === 0) return
    const said = new TextDecoder().decode(stderr).split('\nStack backtrace:')[0]
    throw new StackError(`Deno ${VERSION} refuses the types of ${name}:\n${said}`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Probe = [method: string, path: string, expected: number]

async function smoke(deno: string, repository: string, name: string, probes: Probe[]): Promise<void> {
  const folder = join('supabase', 'functions', name)
  const served = new Deno.Command(deno, {
    args: [
      ...[
        'serve',
        '--no-lock',
        '--no-prompt',
        '--node-modules-dir=manual',
        '--config',
        join(folder, 'deno.json'),
      ],
      ...['--host', '127.0.0.1', '--port', '0', '--allow-net', '--allow-env', join(folder, 'index.ts')],
    ],
    cwd: repository,
    clearEnv: true,
    env: { ...DUMMY_ENV, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1', HOME: Deno.env.get('HOME') ?? '' },
    stdin: 'null',
    stdout: 'null',
    stderr: 'piped',
  }).spawn()
  try {
    const origin = await readOrigin(served, name)
    for (const [method, path, expected] of probes) {
      await expectStatus(`${origin}/${name}/${path}`, method, expected)
    }
  } finally {
    try {
      served.kill('SIGTERM')
    } catch {
      // It ended by itself; why is in the error that is on its way.
    }
    await served.status
  }
}

async function readOrigin(served: Deno.ChildProcess, name: string): Promise<string> {
  const limit = setTimeout(() => served.kill('SIGKILL'), BOOT_LIMIT_MS)
  let printed = ''
  try {
    for await (const text of served.stderr.pipeThrough(new TextDecoderStream())) {
      printed += text
      const origin = /Listening on (http:\/\/[\d.:]+)/.exec(printed)?.[1]
      if (origin) return origin
    }
  } finally {
    clearTimeout(limit)
  }
  throw new StackError(`Deno ${VERSION} does not serve ${name}:\n${printed.trim()}`)
}

async function expectStatus(url: string, method: string, expected: number): Promise<void> {
  const response = await fetch(url, { method, signal: AbortSignal.timeout(REQUEST_LIMIT_MS) })
  const body = await response.text()
  if (response.status !== expected) {
    throw new StackError(`${method} ${url} answers ${response.status} instead of ${expected}: ${body}`)
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false)
}
