// One channel that one client has joined: what it may do, until when, and how it ends.
import type { Permissions } from './authorizeJoin.ts'
import type { Channels, Topic } from './channels.ts'
import {
  describeExpiry,
  identify,
  type Identity,
  isApiKey,
  type KeyKind,
  type VerifyToken,
} from './identity.ts'
import { type Broadcast, isRecord } from './protocol.ts'

export type Wiring = {
  channels: Channels
  verifyToken: VerifyToken
  authorizeTopic: (name: string, identity: Identity) => Promise<Permissions>
  log: (line: string) => void
}

/** What a joined channel needs from its socket. `ended`: the server closed the channel. */
export type Outlet = {
  sendBroadcast(broadcast: Broadcast): void
  sendSystemError(message: string): void
  ended(): void
}

export type JoinedChannel = {
  joinRef: string | null
  /** Answers whether an acknowledgement is due. */
  broadcast(broadcast: Broadcast): boolean
  refreshToken(token: unknown): Promise<void>
  leave(): void
}

export type JoinOutcome = { kind: 'joined'; channel: JoinedChannel } | { kind: 'refused'; reason: string }

type Ask = { name: string; joinRef: string | null; payload: Record<string, unknown>; keyKind: KeyKind }

/** Node and Deno take at most 2^31 ms; the platform looks again after an hour too. */
const LONGEST_TIMER_MS = 3_600_000

export async function joinChannel(ask: Ask, outlet: Outlet, wiring: Wiring): Promise<JoinOutcome> {
  const { name, joinRef, payload, keyKind } = ask
  const config = readConfig(payload)
  if (!name) return { kind: 'refused', reason: 'TopicNameRequired: You must provide a topic name' }
  if (config.postgresChanges) {
    return {
      kind: 'refused',
      reason: 'Unsupported: the Docker-free stack has no postgres_changes; use broadcast',
    }
  }
  let token = typeof payload.access_token === 'string' ? payload.access_token : null
  const admission = await admit(token)
  if (admission.kind === 'refused') {
    return { kind: 'refused', reason: `${admission.code}: ${admission.reason}` }
  }
  let { identity, mayWrite } = admission

  const topic: Topic = { name, isPrivate: config.isPrivate }
  const listener = {
    deliver(broadcast: Broadcast) {
      // The timer may be late; the promise is that nothing arrives after `exp`.
      if (!hasExpired()) outlet.sendBroadcast(broadcast)
    },
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  wiring.channels.add(topic, listener)
  watchExpiry()
  return { kind: 'joined', channel: { joinRef, broadcast, refreshToken, leave } }

  function broadcast(message: Broadcast): boolean {
    if (!mayWrite || hasExpired()) return false
    wiring.channels.deliver(topic, message, config.self ? undefined : listener)
    return config.ack
  }

  async function refreshToken(next: unknown) {
    if (typeof next !== 'string' || isApiKey(next) || next === token) return
    token = next
    clearTimeout(timer) // the old token must not end the channel while the new one is being checked
    const renewed = await admit(next)
    if (renewed.kind === 'refused') return shutDown(renewed.reason)
    identity = renewed.identity
    mayWrite = renewed.mayWrite
    watchExpiry()
  }

  function leave() {
    clearTimeout(timer)
    wiring.channels.remove(topic, listener)
  }

  function shutDown(reason: string) {
    leave()
    wiring.log(`realtime: channel closed: ${reason}`)
    outlet.sendSystemError(reason)
    outlet.ended()
  }

  function hasExpired(): boolean {
    return identity.expiresAtMs !== null && Date.now() >= identity.expiresAtMs
  }

  function watchExpiry() {
    clearTimeout(timer)
    if (identity.expiresAtMs === null) return
    const { expiresAtMs } = identity
    const waitMs = Math.min(Math.max(0, expiresAtMs - Date.now()), LONGEST_TIMER_MS)
    timer = setTimeout(() => hasExpired() ? shutDown(describeExpiry(expiresAtMs)) : watchExpiry(), waitMs)
  }

  async function admit(candidate: string | null): Promise<Admission> {
    const outcome = await identify(candidate, keyKind, wiring.verifyToken)
    if (outcome.kind === 'refused') return outcome
    if (!config.isPrivate) return { kind: 'admitted', identity: outcome.identity, mayWrite: true }
    try {
      const { read, write } = await wiring.authorizeTopic(name, outcome.identity)
      if (read) return { kind: 'admitted', identity: outcome.identity, mayWrite: write }
      const reason = `You do not have permissions to read from this Channel topic: ${name}`
      return { kind: 'refused', code: 'Unauthorized', reason }
    } catch (error) {
      wiring.log(`realtime: cannot authorise a join: ${error instanceof Error ? error.message : error}`)
      const reason = 'Realtime was unable to connect to the project database'
      return { kind: 'refused', code: 'UnableToConnectToProject', reason }
    }
  }
}

type Admission =
  | { kind: 'admitted'; identity: Identity; mayWrite: boolean }
  | { kind: 'refused'; code: string; reason: string }

function readConfig(payload: Record<string, unknown>) {
  const config = isRecord(payload.config) ? payload.config : {}
  const broadcast = isRecord(config.broadcast) ? config.broadcast : {}
  return {
    isPrivate: config.private === true,
    self: broadcast.self === true,
    ack: broadcast.ack === true,
    postgresChanges: Array.isArray(config.postgres_changes) && config.postgres_changes.length > 0,
  }
}
