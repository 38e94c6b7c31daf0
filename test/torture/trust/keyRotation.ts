import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { findDeno } from '../../../dev/denoBinary.mjs'
import type { Row } from '../../support/scoreboard.ts'
import { REPOSITORY, type StackInfo } from '../../support/stack.ts'
import type { Victim } from './world.ts'

// A function process of its own beside the stack, whose Auth publishes what this file says: keys change under traffic.

const KEYS = { old: 'sb_secret_old_of_this_run', next: 'sb_secret_next_of_this_run' }
const BOOT_LIMIT_MS = 30_000
const CALLERS = 6

type SigningKey = { kid: string; privateKey: CryptoKey; jwk: Record<string, unknown> }

async function makeSigningKey(kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  return { kid, privateKey, jwk: { ...await exportJWK(publicKey), kid, alg: 'ES256', use: 'sig' } }
}

/** The key endpoint of a project. */
async function startKeyServer(published: SigningKey[]) {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ keys: published.map(({ jwk }) => jwk) }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is never a pipe name.
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, close: () => new Promise((resolve) => server.close(resolve)) }
}

async function startOrchestrator(stack: StackInfo, projectUrl: string, first: SigningKey) {
  const folder = join(REPOSITORY, 'supabase', 'functions', 'orchestrator')
  const child = spawn(findDeno(REPOSITORY), [
    ...[
      'serve',
      '--no-lock',
      '--no-prompt',
      '--node-modules-dir=manual',
      '--config',
      join(folder, 'deno.json'),
    ],
    ...['--host', '127.0.0.1', '--port', '0', '--allow-net', '--allow-env', join(folder, 'index.ts')],
  ], {
    cwd: REPOSITORY,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NO_COLOR: '1',
      SUPABASE_URL: projectUrl,
      SUPABASE_DB_URL: stack.API_DB_URL,
      SUPABASE_JWKS: JSON.stringify({ keys: [first.jwk] }),
      SUPABASE_SECRET_KEYS: JSON.stringify(KEYS),
      WISELY_RATE_LIMITS: 'off',
    },
  })
  return { child, origin: await readOrigin(child) }
}

function readOrigin(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = ''
    const limit = setTimeout(() => reject(new Error(`Cannot serve: ${printed}`)), BOOT_LIMIT_MS)
    const see = (chunk: Buffer) => {
      printed += chunk.toString()
      const origin = /Listening on (http:\/\/[\d.:]+)/.exec(printed)?.[1]
      if (origin === undefined) return
      clearTimeout(limit)
      resolve(origin)
    }
    child.stdout?.on('data', see)
    child.stderr?.on('data', see)
    child.once('exit', () => reject(new Error(`Cannot serve: ${printed}`)))
  })
}

/** Learners and a service call without pause while signing key and service key are exchanged. */
export async function measureKeyRotation(
  stack: StackInfo,
  victims: Victim[],
  phaseMs: number,
): Promise<Row[]> {
  const [old, next] = [await makeSigningKey('old'), await makeSigningKey('next')]
  const published = [old]
  const project = await startKeyServer(published)
  const { child, origin } = await startOrchestrator(stack, project.url, old)
  const now = { signing: old, secret: KEYS.old }
  const counts = { calls: 0, failed: 0, byNext: 0 }

  const callOnce = async (victim: Victim, asService: boolean) => {
    const iat = Math.floor(Date.now() / 1000)
    const { signing, secret } = now
    const token = await new SignJWT({
      ...{ sub: victim.learner.user_id, role: 'authenticated', aud: 'authenticated' },
      ...{ iss: `${project.url}/auth/v1`, iat, exp: iat + 600, jti: crypto.randomUUID() },
    }).setProtectedHeader({ alg: 'ES256', kid: signing.kid }).sign(signing.privateKey)
    const headers: Record<string, string> = asService
      ? { apikey: secret, 'x-user-id': victim.learner.user_id }
      : { authorization: `Bearer ${token}` }
    const response = await fetch(`${origin}/orchestrator/status`, { headers })
    await response.body?.cancel()
    counts.calls += 1
    counts.failed += Number(response.status !== 200)
    counts.byNext += Number(signing === next || secret === KEYS.next)
  }
  const phase = async (ms: number) => {
    const endsAt = performance.now() + ms
    await Promise.all(Array.from({ length: CALLERS }, async (_, caller) => {
      const victim = victims[caller % victims.length]
      while (victim !== undefined && performance.now() < endsAt) await callOnce(victim, caller % 3 === 0)
    }))
  }
  try {
    await phase(phaseMs)
    published.push(next)
    await phase(phaseMs)
    Object.assign(now, { signing: next, secret: KEYS.next })
    await phase(phaseMs)
    published.shift()
    await phase(phaseMs)
  } finally {
    child.kill('SIGKILL')
    await project.close()
  }
  return [{
    name: 'requests failed while both keys were rotated',
    figure: `${counts.failed} of ${counts.calls}, ${counts.byNext} under the new keys`,
    target: '0',
    met: counts.failed === 0 && counts.byNext > 0 && counts.calls > counts.byNext,
  }]
}
