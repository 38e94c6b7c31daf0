// What a new row of realtime.messages says to whom.
import type { Topic } from './channels.ts'
import type { Row } from './pgoutput.ts'
import { type Broadcast, isRecord } from './protocol.ts'

/** `null`: not a message, for example a row without event; the platform drops the same rows. */
export function readMessageRow(row: Row): { topic: Topic; broadcast: Broadcast } | null {
  const { topic: name, event, id, private: privacy } = row
  const payload = readPayload(row)
  if (!name || !event || !id || !privacy || payload === null) return null
  return { topic: { name, isPrivate: privacy === 't' }, broadcast: { event, payload, meta: { id } } }
}

function readPayload({ id, payload, binary_payload }: Row): Record<string, unknown> | Uint8Array | null {
  // bytea travels as text: \x followed by two hexadecimal digits a byte.
  if (binary_payload) {
    return Uint8Array.from(binary_payload.slice(2).match(/../g) ?? [], (byte) => parseInt(byte, 16))
  }
  if (!payload) return null
  const json: unknown = JSON.parse(payload)
  return isRecord(json) ? { id, ...json } : null
}
