// `npm run advisors`: Supabase's own security and performance lints on a throw-away stack with all migrations, once
// per regime of default grants. Its lints 0028 and 0029 are not in the pinned command: test/sql/catalogRules.ts has them.
// Exit code 1 when anything at warn level or above is found. Findings at info level are counted only: on a fresh
// database every index is unused, and wisely.settings needs no policy because its owner alone may read it.
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runCommand, StackError } from './stackError.ts'
import type { StackInfo } from './stackInfo.ts'

const BOOT_LIMIT_MS = 60_000

/** Projects differ in what a new object grants by default: to everybody (old) or to nobody (new). */
const REGIMES = ['old', 'new']

await runCommand(async () => {
  for (const grants of REGIMES) {
    const home = await mkdtemp(join(tmpdir(), 'wisely-advisors-'))
    // As root, PostgreSQL runs as another user and must reach its data through this folder.
    await chmod(home, 0o755)
    await judgeStack(home, grants)
  }
})

async function judgeStack(home: string, grants: string): Promise<void> {
  const repository = dirname(import.meta.dirname ?? '.')
  const stack = startStack(home, grants)
  try {
    const { DB_URL } = await readInfo(stack)
    const findings = await askAdvisors(repository, home, DB_URL)
    const alarming = findings.filter(({ level }) => level !== 'INFO')
    const lines = alarming.map(({ level, name, detail }) => `${level} ${name}: ${detail}`)
    if (lines.length > 0) {
      throw new StackError(`With ${grants} grants the advisors found:\n${lines.join('\n')}`)
    }
    const names = [...new Set(findings.map(({ name }) => name))].join(', ')
    console.log(
      `With ${grants} grants the advisors found nothing at warn level (${findings.length} at info level: ${names})`,
    )
  } finally {
    if (isRunning(stack)) stack.kill('SIGTERM')
    await stack.status
    await rm(home, { recursive: true, force: true })
  }
}

function startStack(home: string, grants: string): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ['run', '--allow-all', '--unstable-no-legacy-abort', join(import.meta.dirname ?? '.', 'stack.ts')],
    env: {
      ...{ WISELY_QUIET: '1', WISELY_HOME: home, WISELY_GRANTS: grants },
      ...{ WISELY_PORT: String(findFreePort()), WISELY_DB_PORT: String(findFreePort()) },
    },
    stdin: 'null',
    stdout: 'piped',
    stderr: 'inherit',
  }).spawn()
}

/** The stack's ready line; throws when it ends before it is ready. */
async function readInfo(stack: Deno.ChildProcess): Promise<StackInfo> {
  const limit = setTimeout(() => stack.kill('SIGTERM'), BOOT_LIMIT_MS)
  let printed = ''
  try {
    for await (const text of stack.stdout.pipeThrough(new TextDecoderStream())) {
      printed += text
      const line = /^ready (\{.*\})$/m.exec(printed)?.[1]
      // The stack's own ready line: its shape is StackInfo.
      if (line) return JSON.parse(line) as StackInfo
    }
  } finally {
    clearTimeout(limit)
  }
  throw new StackError(`The stack ended before it was ready\n${printed}`)
}

type Finding = { name: string; level: string; detail: string }

/** What the advisors found; throws where they could not be asked. The command's own state stays in `home`. */
async function askAdvisors(repository: string, home: string, dbUrl: string): Promise<Finding[]> {
  const { code, stdout, stderr } = await new Deno.Command('node', {
    args: [
      ...[join(repository, 'node_modules', 'supabase', 'dist', 'supabase.js'), 'db', 'advisors'],
      ...['--db-url', `${dbUrl}?sslmode=disable`, '--type', 'all', '--level', 'info', '--fail-on', 'warn'],
      ...['--agent', 'no', '--output-format', 'json'],
    ],
    cwd: home,
    clearEnv: true,
    env: {
      ...{ PATH: Deno.env.get('PATH') ?? '', HOME: home, SUPABASE_HOME: home },
      ...{ NO_COLOR: '1', DO_NOT_TRACK: '1', SUPABASE_TELEMETRY_DISABLED: '1' },
    },
    stdin: 'null',
  }).output()
  const [said, complained] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes))
  const findings = parseFindings(said ?? '')
  const isAlarming = findings?.some(({ level }) => level !== 'INFO')
  // The command's own verdict counts too: a list that does not explain its exit code was misread.
  if (!findings || (code !== 0) !== isAlarming) {
    throw new StackError(`Cannot ask the advisors (exit code ${code}):\n${said}\n${complained}`)
  }
  return findings
}

function parseFindings(text: string): Finding[] | null {
  try {
    // The command's answer with --output-format json.
    const { results } = JSON.parse(text) as { results?: Finding[] }
    return results ?? null
  } catch {
    return null
  }
}

function isRunning(stack: Deno.ChildProcess): boolean {
  try {
    // Throws when the process is gone.
    stack.kill('SIGCONT')
    return true
  } catch {
    return false
  }
}

function findFreePort(): number {
  const listener = Deno.listen({ hostname: '127.0.0.1', port: 0 })
  const { port } = listener.addr
  listener.close()
  return port
}
