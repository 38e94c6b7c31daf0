// A stand-in for the Supabase Realtime server: broadcast over WebSocket and HTTP, and from the database.
// Not here: presence, postgres_changes, message replay, quotas.
import { createAuthorizer } from './authorizeJoin.ts'
import { createChannels } from './channels.ts'
import { answerBroadcast } from './httpBroadcast.ts'
import type { KeyKind, VerifyToken } from './identity.ts'
import type { Wiring } from './joinedChannel.ts'
import { readMessageRow } from './messageRow.ts'
import { serveSocket } from './socket.ts'
import { startWalStream } from './walStream.ts'

export type Realtime = { handle(request: Request): Promise<Response>; stop(): Promise<void> }

export type RealtimeOptions = {
  /** As superuser: it streams the write-ahead log and takes the role of whoever joins. */
  adminDbUrl: string
  /** The claims of a valid, unexpired token, else `null`. */
  verifyToken: VerifyToken
  keyKind: (key: string) => KeyKind | null
  log: (line: string) => void
}

const PREFIX = '/realtime/v1'
/** As the platform: a client that is silent and answers no ping for a minute is gone. */
const SILENCE_S = 60

/** Browsers send broadcasts from pages of other origins. */
const CORS_HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization, x-client-info, apikey, content-type',
  'access-control-allow-methods': 'POST, OPTIONS',
}

/** Resolves when messages from the database flow; rejects when the database cannot be streamed. */
export async function startRealtime(options: RealtimeOptions): Promise<Realtime> {
  const { adminDbUrl, verifyToken, keyKind, log } = options
  const channels = createChannels()
  const sockets = new Set<WebSocket>()
  const authorizer = createAuthorizer(adminDbUrl)
  const wiring: Wiring = { channels, verifyToken, authorizeTopic: authorizer.authorizeTopic, log }
  const stream = await startWalStream({
    adminDbUrl,
    log,
    receiveRow(row) {
      const message = readMessageRow(row)
      if (message) channels.deliver(message.topic, message.broadcast)
    },
  })

  async function handle(request: Request): Promise<Response> {
    const url = new URL(request.url)
    const path = url.pathname.startsWith(PREFIX) ? url.pathname.slice(PREFIX.length) : url.pathname
    if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: CORS_HEADERS })
    const key = url.searchParams.get('apikey') ?? request.headers.get('apikey')
    const kind = key ? keyKind(key) : null
    if (kind && path === '/websocket') return openSocket(request, url, kind)
    const answer = kind
      ? await answerBroadcast(request, path, kind, wiring) ??
        refuse(404, `No route for ${request.method} ${path}`)
      : refuse(401, key ? 'Invalid API key' : 'No API key found in request')
    for (const [name, value] of Object.entries(CORS_HEADERS)) answer.headers.set(name, value)
    return answer
  }

  function openSocket(request: Request, url: URL, kind: KeyKind): Response {
    if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket') {
      return refuse(426, 'Expected a WebSocket upgrade')
    }
    const version = url.searchParams.get('vsn') === '2.0.0' ? '2.0.0' : '1.0.0'
    const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: SILENCE_S })
    sockets.add(socket)
    serveSocket(socket, { version, keyKind: kind }, wiring)
    socket.addEventListener('close', () => sockets.delete(socket))
    return response
  }

  return {
    handle,
    async stop() {
      for (const socket of sockets) socket.close(1001, 'the local stack stops')
      await Promise.all([stream.stop(), authorizer.stop()])
    },
  }
}

function refuse(status: number, message: string): Response {
  return Response.json({ message }, { status })
}
