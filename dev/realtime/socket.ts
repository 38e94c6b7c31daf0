// The conversation over one WebSocket: reads what the client says, in order, and answers it.
import type { KeyKind } from './identity.ts'
import { joinChannel, type JoinedChannel, type Outlet, type Wiring } from './joinedChannel.ts'
import {
  decodeMessage,
  encodeBroadcast,
  encodeMessage,
  type Message,
  readBroadcast,
  type Version,
} from './protocol.ts'

/** Starts the conversation; it ends with the socket. */
export function serveSocket(
  socket: WebSocket,
  { version, keyKind }: { version: Version; keyKind: KeyKind },
  wiring: Wiring,
): void {
  const joined = new Map<string, JoinedChannel>()
  // One message after another: a broadcast must not overtake the join or the token before it.
  let turn = Promise.resolve()
  socket.binaryType = 'arraybuffer'
  socket.onmessage = ({ data }) => {
    turn = turn.then(() => receive(data)).catch((error) => wiring.log(`realtime: ${error}`))
  }
  socket.onclose = () => {
    turn = turn.then(() => {
      for (const channel of joined.values()) channel.leave()
      joined.clear()
    })
  }
  // The close event follows and cleans up.
  socket.onerror = () => {}

  async function receive(data: unknown) {
    const message = decodeMessage(version, data)
    if (!message) return wiring.log('realtime: ignored a message that is not of the protocol')
    const { topic, event, payload } = message
    if (topic === 'phoenix') return event === 'heartbeat' ? reply(message, 'ok') : undefined
    if (event === 'phx_join') return await join(message)

    const channel = joined.get(topic)
    if (event === 'phx_leave') return leave(message, channel)
    if (!channel) return reply(message, 'error', { reason: 'unmatched topic' })
    if (event === 'access_token') return await channel.refreshToken(payload.access_token)
    if (event === 'presence') {
      return reply(message, 'error', { reason: 'Unsupported: no presence in this stack' })
    }
    if (event !== 'broadcast') return
    const broadcast = readBroadcast(payload)
    if (broadcast && channel.broadcast(broadcast)) reply(message, 'ok')
  }

  async function join(message: Message) {
    const { topic, join_ref } = message
    const joinRef = join_ref ?? message.ref
    const previous = joined.get(topic)
    if (previous) endChannel(topic, previous)

    const name = topic.startsWith('realtime:') ? topic.slice('realtime:'.length) : ''
    const ask = { name, joinRef, payload: message.payload, keyKind }
    const outcome = await joinChannel(ask, createOutlet(topic, name, joinRef), wiring)
    if (outcome.kind === 'refused') return reply(message, 'error', { reason: outcome.reason })
    joined.set(topic, outcome.channel)
    reply(message, 'ok', { postgres_changes: [] })
    push(topic, joinRef, 'presence_state', {})
  }

  function leave(message: Message, channel: JoinedChannel | undefined) {
    reply(message, 'ok')
    if (channel) endChannel(message.topic, channel)
  }

  function endChannel(topic: string, channel: JoinedChannel) {
    channel.leave()
    joined.delete(topic)
    sendMessage({ join_ref: channel.joinRef, ref: channel.joinRef, topic, event: 'phx_close', payload: {} })
  }

  function createOutlet(topic: string, name: string, joinRef: string | null): Outlet {
    return {
      sendBroadcast: (broadcast) => send(encodeBroadcast(version, topic, broadcast)),
      sendSystemError: (message) =>
        push(topic, joinRef, 'system', { extension: 'system', status: 'error', message, channel: name }),
      ended() {
        const channel = joined.get(topic)
        if (channel) endChannel(topic, channel)
      },
    }
  }

  function push(topic: string, join_ref: string | null, event: string, payload: Record<string, unknown>) {
    sendMessage({ join_ref, ref: null, topic, event, payload })
  }

  function reply({ join_ref, ref, topic }: Message, status: 'ok' | 'error', response: object = {}) {
    sendMessage({ join_ref, ref, topic, event: 'phx_reply', payload: { status, response } })
  }

  function sendMessage(message: Message) {
    send(encodeMessage(version, message))
  }

  function send(data: string | Uint8Array<ArrayBuffer> | null) {
    if (data !== null && socket.readyState === WebSocket.OPEN) socket.send(data)
  }
}
