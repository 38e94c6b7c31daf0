import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { findDeno } from '../../dev/denoBinary.mjs'
import { DEMO_LEARNER } from '../../dev/demoLearner.ts'
import { dayDoneResponseSchema } from '../../supabase/functions/_shared/contract/dayDone.ts'
import { dayRunResponseSchema } from '../../supabase/functions/_shared/contract/dayRun.ts'
import { eventsResponseSchema } from '../../supabase/functions/_shared/contract/events.ts'
import { intentSyncResponseSchema } from '../../supabase/functions/_shared/contract/intentSync.ts'
import { startSessionResponseSchema } from '../../supabase/functions/_shared/contract/session.ts'
import { statusResponseSchema } from '../../supabase/functions/_shared/contract/status.ts'
import { createBrowserlikeClient } from '../support/learner.ts'
import { makeTempFolder, REPOSITORY } from '../support/stack.ts'

// Runs what the README tells people to type, in its order: later lines rely on the demo learner's intent. Guards
// against the document this one replaces, whose every example failed.

const stack = inject('stack')
const readme = readFileSync(join(REPOSITORY, 'README.md'), 'utf8')
const blocks = [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text]) => ({
  language,
  text: atStack(text ?? ''),
}))

/** The README names the ports and keys of `npm start`; the tests' stack has its own. */
function atStack(text: string): string {
  return text.replaceAll('http://127.0.0.1:54321', stack.API_URL)
    .replaceAll('sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH', stack.PUBLISHABLE_KEY)
}

let folder = ''
beforeAll(async () => {
  folder = await makeTempFolder('wisely-readme-')
  await symlink(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

type Run = { output(): string; code: Promise<number | null>; kill(): void }

function run(program: string, args: string[], env: Record<string, string> = {}): Run {
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output += String(chunk))
  const code = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { output: () => output, code, kill: () => void child.kill() }
}

/** Beside its own work this curl fails on an HTTP error and keeps each answer in a numbered file. */
const RECORDING_CURL = `
set -euo pipefail
curl() {
  local file; file="$ANSWERS/$(ls "$ANSWERS" | wc -l | tr -d ' ')"
  command curl --fail-with-body "$@" | tee "$file"
}
`

/** The JSON answers of the script's curl lines, in order; the first one is the sign-in. */
async function runCurlLines(name: string, script: string): Promise<unknown[]> {
  const answers = join(folder, name)
  await mkdir(answers)
  const { output, code } = run('bash', ['-c', RECORDING_CURL + script], {
    ANSWERS: answers,
    BASE: stack.API_URL,
    KEY: stack.PUBLISHABLE_KEY,
  })
  expect([await code, output()], output()).toEqual([0, expect.any(String)])
  const files = readdirSync(answers).sort((a, b) => Number(a) - Number(b))
  const texts = files.map((file) => readFileSync(join(answers, file), 'utf8'))
  return texts.map((text) => text.startsWith('retry:') ? text : JSON.parse(text))
}

function checkAnswers([, intent, day, done, status, events, started, story, ...rest]: unknown[]) {
  expect(intentSyncResponseSchema.parse(intent)).toMatchObject({ topic: 'Machine Learning', active: true })
  const { session_id, plan_json } = dayRunResponseSchema.parse(day)
  expect(plan_json.minutes_total).toBe(60)
  expect(dayDoneResponseSchema.parse(done).completion_summary).toMatchObject({ session_id, confidence: 7 })
  expect(statusResponseSchema.parse(status).learning_stats.completed_sessions).toBeGreaterThan(0)
  expect(eventsResponseSchema.parse(events).events.map((event) => event.type)).toContain(
    'instructor_plan_completed',
  )
  expect(startSessionResponseSchema.parse(started).sessionUrl).toMatch(/^\/session\//)
  expect(story).toMatch(/event: candidate_scored[^]*event: bound\n[^]*event: (succeeded|needs_review)\n/)
  expect(rest).toEqual([])
}

describe('the curl lines', () => {
  it('run from top to bottom, and a watched session becomes the plan of its day', async () => {
    const lines = blocks.filter(({ language, text }) => language === 'bash' && /\bcurl /.test(text))
    const answers = await runCurlLines('readme', lines.map(({ text }) => text).join('\n'))

    checkAnswers(answers)
  })

  it('run as examples/curl.sh', async () => {
    const script = readFileSync(join(REPOSITORY, 'examples/curl.sh'), 'utf8')
    checkAnswers(await runCurlLines('examples', script))
  })
})

/** The TypeScript blocks as programs: a block that makes a client starts a new one, the others go on from above. */
function listPrograms(): string[] {
  const programs: string[] = []
  for (const { language, text } of blocks) {
    if (language !== 'ts') continue
    if (text.includes('createClient(')) programs.push(text)
    else programs.push(`${programs.pop() ?? ''}\n${text}`)
  }
  return programs
}

async function runTypeScript(name: string, text: string): Promise<Run> {
  const given = text.includes('const url =')
    ? ''
    : `const url = '${stack.API_URL}', key = '${stack.PUBLISHABLE_KEY}'\n`
  const client = pathToFileURL(join(REPOSITORY, 'client')).href
  const file = join(folder, `${name}.ts`)
  await writeFile(file, given + text.replaceAll("'./client/", `'${client}/`))
  const config = join(REPOSITORY, 'deno.json')
  return run(findDeno(REPOSITORY), ['run', '--quiet', '--check', '-A', '--config', config, file])
}

/** Lets the demo learner's first day be planned again until the program has printed the line. */
async function untilPrinted(program: Run, line: RegExp): Promise<void> {
  const supabase = createBrowserlikeClient(stack)
  await supabase.auth.signInWithPassword(DEMO_LEARNER)
  const endsAt = performance.now() + 30_000
  while (!line.test(program.output()) && performance.now() < endsAt) {
    await supabase.functions.invoke('orchestrator/day.run', {
      body: { week: 1, day: 1, force_refresh: true },
    })
    // Another process prints: there is nothing to await but its output.
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  expect(program.output()).toMatch(line)
}

describe('the supabase-js blocks', () => {
  const programs = listPrograms()

  it('plan, report, use the typed client and receive the private events', async () => {
    const program = await runTypeScript('day', programs[0] ?? '')
    try {
      await untilPrinted(program, /^Event: \d+ instructor_plan_completed$/m)
      expect(program.output()).toContain('# Daily Learning Plan')
      expect(program.output()).toMatch(/current_streak_days: \d/)
      expect(program.output()).toMatch(/Week 1 complete\./)
    } finally {
      program.kill()
      await program.code
    }
  })

  it('receive the public pulse', async () => {
    const program = await runTypeScript('pulse', programs[1] ?? '')
    try {
      await untilPrinted(program, /^New plan created: /m)
      expect(program.output()).not.toContain(DEMO_LEARNER.id)
    } finally {
      program.kill()
      await program.code
    }
  })

  it('run on this Node with the WebSocket line for Node 20', async () => {
    const [importLine, clientLine] = blocks.find(({ language }) => language === 'js')?.text.split('\n') ?? []
    const text = (blocks.find(({ language }) => language === 'ts')?.text ?? '')
      .replace(/^const supabase = .*$/m, clientLine ?? '')
    const file = join(folder, 'node20.mjs')
    await writeFile(file, `${importLine}\n${text}`)

    const { code, output } = run(process.execPath, [file])

    expect([await code, output()], output()).toEqual([0, expect.stringContaining('# Daily Learning Plan')])
  })

  it('are all executed', () => {
    expect(programs).toHaveLength(2)
  })
})
