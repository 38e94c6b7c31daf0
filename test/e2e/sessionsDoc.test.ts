// Runs what docs/sessions.md tells people to type, in its order, on a stack whose outside scorer is the document's own.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findDeno } from '../../dev/denoBinary.mjs'
import {
  cancelSessionResponseSchema,
  sessionStatusResponseSchema,
  startSessionResponseSchema,
} from '../../supabase/functions/_shared/contract/session.ts'
import { readBlocks } from '../support/clientReadme.ts'
import { createSessionApi, readEvent } from '../support/sessions.ts'
import { findFreePort, makeTempFolder, REPOSITORY, type RunningStack, startStack } from '../support/stack.ts'

const blocks = readBlocks(join(REPOSITORY, 'docs', 'sessions.md'))
const SECRETS = { N8N_SECRET: 'what we sign with', HMAC_SECRET: 'what they sign with' }

let stack: RunningStack
let folder: string
let scorer: { output(): string; stop(): Promise<unknown> }
beforeAll(async () => {
  folder = await makeTempFolder('wisely-sessions-')
  const port = await findFreePort()
  scorer = await startScorer(port)
  const url = `http://127.0.0.1:${port}`
  stack = await startStack({
    ...SECRETS,
    N8N_WEBHOOK_QUICK: `${url}/quick`,
    N8N_WEBHOOK_ASYNC: `${url}/later`,
  })
})
afterAll(async () => {
  await stack?.stop()
  await scorer?.stop()
  await rm(folder, { recursive: true, force: true })
})

async function startScorer(port: number) {
  const file = join(folder, 'scorer.mjs')
  await writeFile(file, blocks.find(({ language }) => language === 'js')?.text ?? '')
  const child = spawn(process.execPath, [file], { env: { ...process.env, ...SECRETS, PORT: String(port) } })
  let output = ''
  child.stderr.on('data', (chunk) => output += String(chunk))
  const ended = new Promise((resolve) => child.once('close', resolve))
  return {
    output: () => output,
    stop: () => {
      child.kill()
      return ended
    },
  }
}

async function run(program: string, args: string[], env: Record<string, string> = {}): Promise<string> {
  const child = spawn(program, args, { cwd: folder, env: { ...process.env, NO_COLOR: '1', ...env } })
  let output = ''
  let problems = ''
  child.stdout.on('data', (chunk) => output += String(chunk))
  child.stderr.on('data', (chunk) => problems += String(chunk))
  const code = await new Promise((resolve) => child.once('close', resolve))
  expect([code, problems], output).toEqual([0, ''])
  return output
}

const atStack = (text: string) =>
  text.replaceAll('http://127.0.0.1:54321', stack.info.API_URL)
    .replaceAll('sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH', stack.info.PUBLISHABLE_KEY)
    .replaceAll('sb_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz', stack.info.SECRET_KEY)

describe('docs/sessions.md', () => {
  it('0-06 its lines run from top to bottom, and a resumed stream goes on after the last id', async () => {
    // Each answer on a line of its own, and an error of HTTP is an error.
    const curl = `set -euo pipefail\ncurl() { command curl --fail-with-body "$@"; echo; echo '---'; }\n`
    const quietly = (text: string) => text.replaceAll('$(curl ', '$(command curl ')
    const lines = blocks.filter(({ language }) => language === 'bash').map(({ text }) =>
      quietly(atStack(text))
    )
    const output = await run('bash', ['-c', curl + lines.join('\n')], { HMAC_SECRET: SECRETS.HMAC_SECRET })

    const [whole = '', rest = '', all = '', newer = '', cancelled = '', config = '', repeated = '', ...more] =
      output
        .split(/\n---\n/)
    const [first = '', ...stream] = whole.split('\n')
    const { id } = startSessionResponseSchema.parse(JSON.parse(first))
    const read = (frames: string) => frames.split('\n\n').map(readEvent).filter((event) => event !== null)
    const events = read(stream.join('\n'))
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['external_score']))
    expect(read(rest)).toEqual(events.slice(5))
    const status = sessionStatusResponseSchema.parse(JSON.parse(all))
    expect(status).toMatchObject({ meta: { id }, events })
    expect(status.meta.candidates.map(({ external_score }) => external_score)).not.toContain(null)
    expect(JSON.parse(newer)).toEqual({ ...status, events: events.slice(5) })
    expect(cancelSessionResponseSchema.parse(JSON.parse(cancelled))).toMatchObject({ status: 'cancelled' })
    expect(JSON.parse(config)).toEqual({ orchestration: { maxIterations: 5, qualityThreshold: 0.9 } })
    expect(JSON.parse(repeated)).toEqual({ settled: false })
    expect(more.join('').trim()).toBe('')
    expect(scorer.output()).toBe('')
  })

  it('its program follows a session to the plan', async () => {
    const program = atStack(blocks.find(({ language }) => language === 'ts')?.text ?? '')
      .replace('../client/', `${pathToFileURL(join(REPOSITORY, 'client')).href}/`)
    // Beside the packages it imports.
    const file = join(folder, 'follow.ts')
    await writeFile(file, `${program}\nDeno.exit()\n`)
    const output = await run(findDeno(REPOSITORY), [
      ...['run', '--quiet', '--check', '-A', '--config', join(REPOSITORY, 'deno.json'), file],
    ])

    expect(output).toMatch(/^1 Waiting for a worker$/m)
    expect(output).toMatch(/^(succeeded|needs_review) \S/m)
  })

  it('its scorer is asked with a signature, and refuses who has none', async () => {
    const api = createSessionApi(stack.info, {})
    const unsigned = await api.ask(`${crypto.randomUUID()}/callback`, { body: { score: 1 } })

    expect(unsigned.status).toBe(401)
    expect(readFileSync(join(folder, 'scorer.mjs'), 'utf8')).toContain('timingSafeEqual')
  })
})
