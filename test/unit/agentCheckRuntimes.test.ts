import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findDeno } from '../../dev/denoBinary.mjs'
import { checkAgent } from '../../kit/checkAgent.ts'
import { listFailed, type Report } from '../../kit/report.ts'
import { PARTICIPANTS } from '../../supabase/functions/_shared/contract/agentMessages.ts'
import { createAgentsApp } from '../../supabase/functions/agents/app.ts'
import { startAgentServer } from '../support/agentServer.ts'
import { findFreePort, REPOSITORY } from '../support/stack.ts'

// The kit is for other people's machines: what they run is run here, under both runtimes and over real sockets.

const token = 'the-token-of-this-test'
const deno = findDeno(REPOSITORY)
const denoRun = ['run', '--allow-net', '--allow-env']
let server: Awaited<ReturnType<typeof startAgentServer>>

beforeAll(async () => {
  const app = createAgentsApp({ acceptedTokens: [token], allowAnonymous: false, now: Date.now })
  server = await startAgentServer(app.fetch)
})
afterAll(() => server.close())

type Ended = { code: number | null; stdout: string; stderr: string }

function run(program: string, args: string[]): Promise<Ended> {
  const env = { ...process.env, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' }
  const child = spawn(program, args, { cwd: REPOSITORY, env })
  const printed = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => printed.stdout += chunk.toString())
  child.stderr.on('data', (chunk: Buffer) => printed.stderr += chunk.toString())
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...printed })))
}

const failedOf = (report: Report) => [...listFailed(report, 'MUST'), ...listFailed(report, 'SHOULD')]

describe('over HTTP', () => {
  it.each(PARTICIPANTS)('%s conforms under Node', async (agent) => {
    const report = await checkAgent({ url: server.root, agent, token })

    expect(failedOf(report)).toEqual([])
    expect(report.calls).toBeLessThanOrEqual(120)
  })

  it.each(PARTICIPANTS)('%s conforms under Deno', async (agent) => {
    const args = ['--url', server.root, '--agent', agent, '--token', token, '--json']
    const ended = await run(deno, [...denoRun, 'kit/main.ts', ...args])

    expect(ended.stderr).toBe('')
    expect(failedOf(JSON.parse(ended.stdout))).toEqual([])
    expect(ended.code).toBe(0)
  })
})

describe('in one process under Deno', () => {
  it('the reference agents and the example conform', async () => {
    const ended = await run(deno, [...denoRun, '--allow-read', 'test/support/checkInProcess.ts'])
    const reports: Report[] = JSON.parse(ended.stdout)

    expect(reports.map((report) => [report.agent, report.method, failedOf(report)])).toEqual([
      ...PARTICIPANTS.map((agent) => [agent, 'POST', []]),
      ['ta', 'GET', []],
    ])
  })
})

describe('the example', () => {
  it('conforms as its readers start it', async () => {
    const port = await findFreePort()
    const child = spawn(deno, [...denoRun, 'examples/agent.ts'], {
      cwd: REPOSITORY,
      env: {
        ...process.env,
        PORT: String(port),
        AGENT_TOKEN: token,
        NO_COLOR: '1',
        DENO_NO_UPDATE_CHECK: '1',
      },
    })
    try {
      await new Promise<void>((resolve, reject) => {
        const see = (chunk: Buffer) => chunk.toString().includes('Listening') && resolve()
        child.stdout.on('data', see)
        child.stderr.on('data', see)
        child.once('exit', (code) => reject(new Error(`the example ended with code ${code}`)))
      })
      const report = await checkAgent({ url: `http://127.0.0.1:${port}`, agent: 'ta', token })

      expect(failedOf(report)).toEqual([])
      expect(report.method).toBe('GET')
    } finally {
      child.kill()
    }
  })
})

describe('the program', () => {
  let folder: string
  let bin: string
  beforeAll(async () => {
    // Inside the repository's reach for packages: what is compiled imports zod.
    folder = await mkdtemp(join(REPOSITORY, 'node_modules', '.agent-check-'))
    const built = await run(process.execPath, [
      join(REPOSITORY, 'node_modules', 'typescript', 'bin', 'tsc'),
      ...['-p', 'kit/tsconfig.json', '--outDir', folder],
    ])
    expect(built).toMatchObject({ code: 0, stdout: '' })
    bin = join(folder, 'kit', 'main.js')
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  const start = (...args: string[]) => run(process.execPath, [bin, ...args])

  it('ends with 0 on plain Node when every MUST holds', async () => {
    const ended = await start('--url', `${server.root}/`, '--agent', 'socratic', '--token', token)

    expect(ended.stdout).toContain('conforms: every MUST holds')
    expect(ended).toMatchObject({ code: 0, stderr: '' })
  })

  it('ends with 1 when a MUST does not hold, in every format', async () => {
    const strangers = ['--url', server.root, '--agent', 'ta', '--token', 'not-the-right-one', '--only', 'A']
    const [text, json, junit] = [
      await start(...strangers),
      await start(...strangers, '--json'),
      await start(...strangers, '--junit'),
    ]

    expect([text.code, json.code, junit.code]).toEqual([1, 1, 1])
    expect(text.stdout).toMatch(/FAIL A3 .*\n +sent .*\n +received +401/)
    expect(JSON.parse(json.stdout)).toMatchObject({ passed: false, agent: 'ta' })
    expect(junit.stdout).toMatch(/^<\?xml/)
  })

  it('ends with 2 when nothing answers or the call was wrong, and says how to call', async () => {
    const free = await findFreePort()
    const unreachable = await start('--url', `http://127.0.0.1:${free}`, '--agent', 'ta', '--token', token)
    const misused = await start('--agent', 'ta')

    expect(unreachable).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('does not answer'),
    })
    expect(misused).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('--url https://host/root'),
    })
  })
})
