// The Phoenix channel protocol as realtime-js speaks it: 1.0.0 (JSON objects) and 2.0.0 (JSON arrays, binary broadcasts).

export type Version = '1.0.0' | '2.0.0'

/** One message, whatever its wire form was. `topic` is the wire topic, `realtime:<name>` or `phoenix`. */
export type Message = {
  join_ref: string | null
  ref: string | null
  topic: string
  event: string
  payload: Record<string, unknown>
}

/** What a subscriber receives. A `Uint8Array` payload stays binary on the wire; `meta.id` is the row's id. */
export type Broadcast = { event: string; payload: unknown; meta?: { id: string } }

const KIND_CLIENT_BROADCAST = 3
const KIND_SERVER_BROADCAST = 4
const ENCODING_JSON = 1

/** `null`: not a message of this protocol. */
export function decodeMessage(version: Version, data: unknown): Message | null {
  try {
    if (data instanceof ArrayBuffer) return decodeClientBroadcast(new Uint8Array(data))
    if (typeof data !== 'string') return null
    const json: unknown = JSON.parse(data)
    if (version === '2.0.0') return Array.isArray(json) ? readMessage(json) : null
    if (!isRecord(json)) return null
    return readMessage([json.join_ref, json.ref, json.topic, json.event, json.payload])
  } catch {
    return null
  }
}

export function encodeMessage(version: Version, message: Message): string {
  const { join_ref, ref, topic, event, payload } = message
  return JSON.stringify(
    version === '2.0.0' ? [join_ref, ref, topic, event, payload] : { topic, event, payload, ref },
  )
}

/** `null`: 1.0.0 has no form for a binary payload, as on the platform such a socket does not get the message. */
export function encodeBroadcast(
  version: Version,
  topic: string,
  broadcast: Broadcast,
): string | Uint8Array<ArrayBuffer> | null {
  const { payload } = broadcast
  if (payload instanceof Uint8Array) {
    return version === '2.0.0' ? encodeServerBroadcast(topic, { ...broadcast, payload }) : null
  }
  return encodeMessage(version, {
    join_ref: null,
    ref: null,
    topic,
    event: 'broadcast',
    payload: { type: 'broadcast', ...broadcast },
  })
}

/** Reads `payload` of a `broadcast` message; `null`: the sender left out the event name. */
export function readBroadcast(payload: Record<string, unknown>): Broadcast | null {
  return typeof payload.event === 'string' ? { event: payload.event, payload: payload.payload ?? {} } : null
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readMessage([join_ref, ref, topic, event, payload]: unknown[]): Message | null {
  if (typeof topic !== 'string' || typeof event !== 'string') return null
  return {
    join_ref: readRef(join_ref),
    ref: readRef(ref),
    topic,
    event,
    payload: isRecord(payload) ? payload : {},
  }
}

function readRef(ref: unknown): string | null {
  return ref === null || ref === undefined ? null : String(ref)
}

/** Layout: kind, five lengths (join_ref, ref, topic, event, metadata), encoding, the five strings, the payload. */
function decodeClientBroadcast(bytes: Uint8Array<ArrayBuffer>): Message | null {
  if (bytes[0] !== KIND_CLIENT_BROADCAST) return null
  const encoding = bytes[6]
  let offset = 7
  const texts = [...bytes.subarray(1, 6)].map((length) =>
    new TextDecoder().decode(bytes.subarray(offset, offset += length))
  )
  const [join_ref, ref, topic, event] = texts
  if (topic === undefined || event === undefined || offset > bytes.length) return null
  const raw = bytes.slice(offset)
  const payload: unknown = encoding === ENCODING_JSON ? JSON.parse(new TextDecoder().decode(raw)) : raw
  return {
    join_ref: join_ref || null,
    ref: ref || null,
    topic,
    event: 'broadcast',
    payload: { type: 'broadcast', event, payload },
  }
}

/** Layout: kind, three lengths (topic, event, metadata), encoding 0 = binary, the three strings, the payload. */
function encodeServerBroadcast(topic: string, { event, payload, meta }: Broadcast & { payload: Uint8Array }) {
  const strings = [topic, event, meta ? JSON.stringify(meta) : ''].map((text) =>
    new TextEncoder().encode(text)
  )
  const parts = [
    Uint8Array.from([KIND_SERVER_BROADCAST, ...strings.map((text) => text.length), 0]),
    ...strings,
    payload,
  ]
  const bytes = new Uint8Array(parts.reduce((total, part) => total + part.length, 0))
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}
