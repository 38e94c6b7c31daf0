// Broadcasts sent over HTTP: a batch (`/api/broadcast`) or one (`/api/broadcast/{topic}/events/{event}`).
import type { Topic } from './channels.ts'
import { identify, type Identity, type KeyKind } from './identity.ts'
import type { Wiring } from './joinedChannel.ts'
import { type Broadcast, isRecord } from './protocol.ts'

type Sending = { topic: Topic; broadcast: Broadcast }

/** `null`: the path is none of the two. 202 also when a private topic refused the message, as on the platform. */
export async function answerBroadcast(
  request: Request,
  path: string,
  keyKind: KeyKind,
  wiring: Wiring,
): Promise<Response | null> {
  const single = /^\/api\/broadcast\/([^/]+)\/events\/([^/]+)$/.exec(path)
  if (request.method !== 'POST' || (path !== '/api/broadcast' && !single)) return null

  const token = request.headers.get('authorization')?.replace(/^Bearer /i, '') ?? null
  const outcome = await identify(token, keyKind, wiring.verifyToken)
  if (outcome.kind === 'refused') return Response.json({ message: outcome.reason }, { status: 401 })

  const sendings = single ? await readSingle(request, single) : await readBatch(request)
  if (!sendings) {
    return Response.json({ errors: { messages: ['each needs topic, event and payload'] } }, { status: 422 })
  }
  try {
    await sendAll(sendings, outcome.identity, wiring)
  } catch (error) {
    wiring.log(`realtime: cannot authorise a broadcast: ${error instanceof Error ? error.message : error}`)
    return Response.json({ message: 'Realtime was unable to connect to the project database' }, {
      status: 503,
    })
  }
  return new Response(null, { status: 202 })
}

async function sendAll(sendings: Sending[], identity: Identity, wiring: Wiring) {
  const writable = new Map<string, boolean>()
  for (const { topic, broadcast } of sendings) {
    if (topic.isPrivate && !writable.has(topic.name)) {
      const { write } = await wiring.authorizeTopic(topic.name, identity)
      writable.set(topic.name, write)
    }
    if (!topic.isPrivate || writable.get(topic.name)) wiring.channels.deliver(topic, broadcast)
  }
}

async function readSingle(request: Request, [, name, event]: RegExpExecArray): Promise<Sending[] | null> {
  if (!name || !event) return null
  const isPrivate = new URL(request.url).searchParams.get('private') === 'true'
  const isBinary = request.headers.get('content-type') === 'application/octet-stream'
  const payload = isBinary ? new Uint8Array(await request.arrayBuffer()) : await readJson(request)
  if (payload === undefined) return null
  try {
    const topic = { name: decodeURIComponent(name), isPrivate }
    return [{ topic, broadcast: { event: decodeURIComponent(event), payload } }]
  } catch {
    return null // a % that begins no escape
  }
}

async function readBatch(request: Request): Promise<Sending[] | null> {
  const body = await readJson(request)
  if (!isRecord(body) || !Array.isArray(body.messages)) return null
  const sendings: Sending[] = []
  for (const message of body.messages) {
    if (!isRecord(message) || !isRecord(message.payload)) return null
    const { topic: name, event, payload } = message
    if (typeof name !== 'string' || typeof event !== 'string') return null
    sendings.push({ topic: { name, isPrivate: message.private === true }, broadcast: { event, payload } })
  }
  return sendings
}

/** `undefined`: not JSON. */
async function readJson(request: Request): Promise<unknown> {
  try {
    return await request.json()
  } catch {
    return undefined
  }
}
