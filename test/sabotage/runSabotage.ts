import { spawn } from 'node:child_process'
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeTempFolder, REPOSITORY } from '../support/stack.ts'
import type { Sabotage } from './sabotages.ts'

/** What the check said: `failed` counts tests, so a file that no longer loads (0 tests) is not mistaken for a catch. */
export type Verdict = { tests: number; failed: string[]; output: string }

const COPIED = ['dev', 'client', 'kit', 'supabase', 'test', 'deno.json', 'package.json', 'vitest.config.ts']
const CHECK_LIMIT_MS = 120_000
/** After every migration there is. */
const LAST_MIGRATION = 'supabase/migrations/29991231235959_sabotage.sql'

/** Breaks one control in a copy of the repository and runs the check that must notice. */
export async function runSabotage(sabotage: Sabotage): Promise<Verdict> {
  const folder = await makeTempFolder('wisely-sabotage-')
  try {
    for (const path of COPIED) {
      await cp(join(REPOSITORY, path), join(folder, path), { recursive: true, verbatimSymlinks: true })
    }
    await symlink(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'))
    await apply(sabotage, folder)
    return await check(sabotage, folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function apply(sabotage: Sabotage, folder: string): Promise<void> {
  if (sabotage.kind === 'source') {
    const path = join(folder, sabotage.file)
    const text = await readFile(path, 'utf8')
    if (!text.includes(sabotage.find)) throw new Error(`Cannot sabotage: ${sabotage.file} has changed`)
    return await writeFile(path, text.replaceAll(sabotage.find, () => sabotage.replace))
  }
  const path = join(folder, LAST_MIGRATION)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, sabotage.kind === 'sql' ? `${sabotage.statement};\n` : composeRewrite(sabotage))
}

/** A migration that replaces part of a function's body and fails when that part is not there. */
function composeRewrite({ signature, find, replace }: Extract<Sabotage, { kind: 'function' }>): string {
  return `do $sabotage$
declare
  v_whole text := pg_get_functiondef('${signature}'::regprocedure);
begin
  if position($find$${find}$find$ in v_whole) = 0 then
    raise exception 'Cannot sabotage: ${signature} has changed';
  end if;
  execute replace(v_whole, $find$${find}$find$, $replace$${replace}$replace$);
end
$sabotage$;
`
}

async function check({ project, caughtBy }: Sabotage, folder: string): Promise<Verdict> {
  const report = join(folder, 'report.json')
  const vitest = join(folder, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [
    'run',
    '--project',
    project,
    '--reporter',
    'json',
    '--outputFile',
    report,
    '--bail',
    '1',
    caughtBy,
  ]
  const child = spawn(process.execPath, [vitest, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => output += chunk.toString())
  child.stderr.on('data', (chunk: Buffer) => output += chunk.toString())
  const limit = setTimeout(() => child.kill('SIGTERM'), CHECK_LIMIT_MS)
  await new Promise((resolve) => child.once('close', resolve))
  clearTimeout(limit)
  // vitest's JSON reporter follows Jest's shape.
  const { testResults } = JSON.parse(await readFile(report, 'utf8').catch(() => '{"testResults":[]}')) as {
    testResults: { assertionResults: { status: string; fullName: string }[] }[]
  }
  const tests = testResults.flatMap((file) => file.assertionResults)
  const failed = tests.filter((test) => test.status === 'failed').map((test) => test.fullName)
  return { tests: tests.length, failed, output }
}
