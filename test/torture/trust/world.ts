import { readFile } from 'node:fs/promises'
import { importJWK, type JWK, SignJWT } from 'jose'
import pg from 'pg'
import { INTENT, type Learner, signUpLearner } from '../../support/learner.ts'
import type { Row } from '../../support/scoreboard.ts'
import { createSessionApi } from '../../support/sessions.ts'
import type { StackInfo } from '../../support/stack.ts'

/** `bad` of `total` went wrong; the promise is that none does and that at least `atLeast` were tried. */
export function rowOfFailures(name: string, bad: number, total: number, atLeast: number): Row {
  return {
    name,
    figure: `${bad} of ${total}`,
    target: `0 of >= ${atLeast}`,
    met: bad === 0 && total >= atLeast,
  }
}

/** 0 <= n < 1, the same sequence for the same seed. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A random UUID of the seed's sequence. */
export function makeUuid(random: () => number): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
}

/** Runs `work` on a connection of its own and closes it. */
export async function withDatabase<T>(url: string, work: (db: pg.Client) => Promise<T>): Promise<T> {
  const db = new pg.Client({ connectionString: url })
  await db.connect()
  try {
    return await work(db)
  } finally {
    await db.end()
  }
}

/** A learner with something to hide: an intent, a completed day, an open day, events, frozen answers, a session. */
export type Victim = {
  learner: Learner
  claims: { sub: string; role: 'authenticated' }
  topic: string
  intent_id: string
  completed_id: string
  open_id: string
  etag: string
  idempotency_key: string
  done_body: Record<string, unknown>
}

/** Signs a learner up and lives two days with words that nobody else uses. */
export async function raiseVictim(stack: StackInfo, name: string): Promise<Victim> {
  const learner = await signUpLearner(stack)
  const topic = `Secret garden of ${name}`
  const idempotency_key = `key-of-${name.replaceAll(' ', '-')}`
  const headers = { 'idempotency-key': idempotency_key }
  const intent = await expectOk(learner.call('intent.sync', { body: intentOf(topic), headers }))
  const first = await expectOk(learner.call('day.run', { body: {}, headers }))
  const done_body = {
    session_id: first.session_id,
    completion_time_min: 41,
    confidence: 6,
    notes: `Diary of ${name}`,
  }
  await expectOk(learner.call('day.done', { body: done_body, headers }))
  const open = await expectOk(learner.call('day.run', { body: {} }))
  const sessions = createSessionApi(stack, { authorization: `Bearer ${learner.token}` })
  await sessions.follow(await sessions.start({ prompt: `Wish of ${name}`, mode: 'fast' }))
  const status = await learner.call('status', { method: 'GET' })
  return {
    learner,
    claims: { sub: learner.user_id, role: 'authenticated' },
    topic,
    intent_id: String(intent.intent_id),
    completed_id: String(first.session_id),
    open_id: String(open.session_id),
    etag: status.headers.get('etag') ?? '',
    idempotency_key,
    done_body,
  }
}

/** With an outline, so that units of learning are stored too. */
export function intentOf(topic: string): Record<string, unknown> {
  return { ...INTENT, topic, meta: { outline: ['Soil', 'Seeds', 'Water', 'Light'] } }
}

async function expectOk(
  answer: Promise<{ status: number; text: string; json: Record<string, unknown> }>,
): Promise<Record<string, unknown>> {
  const reply = await answer
  if (reply.status !== 200) throw new Error(`Cannot prepare: ${reply.status} ${reply.text}`)
  return reply.json
}

/** Signs what the stack's own Auth would sign, and what it never would. */
export async function loadSigner(stack: StackInfo) {
  const keys: JWK[] = JSON.parse(await readFile(stack.SIGNING_KEY_PATH, 'utf8'))
  const jwk = keys.find((key) => key.alg === 'ES256') ?? {}
  const key = await importJWK({ ...jwk, key_ops: ['sign'] }, 'ES256')
  return {
    kid: jwk.kid ?? '',
    publicJwk: { ...jwk, d: undefined, key_ops: ['verify'] },
    sign: (claims: Record<string, unknown>, header: Record<string, unknown> = {}) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: jwk.kid ?? '', typ: 'JWT', ...header })
        .sign(
          key,
          { crit: { 'exp-x': true } },
        ),
  }
}

/** The middle one. */
export function medianOf(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
