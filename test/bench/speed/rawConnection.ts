import { connect, type Socket } from 'node:net'

export type Reply = { status: number; body: string }

/** One keep-alive connection, one request at a time, without an HTTP library between the clock and the socket. */
export type RawConnection = {
  send(raw: string, done: (reply: Reply | null) => void): void
  close(): void
}

const HEADER_END = '\r\n\r\n'

export async function openRawConnection(host: string, port: number): Promise<RawConnection> {
  const socket = await openSocket(host, port)
  let waiting: ((reply: Reply | null) => void) | null = null
  let received = ''

  const finish = (reply: Reply | null) => {
    const done = waiting
    waiting = null
    received = ''
    done?.(reply)
  }
  // Bytes as characters: lengths stay those of the wire.
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    received += chunk
    const headerEnd = received.indexOf(HEADER_END)
    if (headerEnd < 0) return
    const length = /\r\ncontent-length: *(\d+)/i.exec(received.slice(0, headerEnd))?.[1]
    const bodyStart = headerEnd + HEADER_END.length
    if (received.length < bodyStart + Number(length ?? 0)) return
    finish({ status: Number(received.slice(9, 12)), body: received.slice(bodyStart) })
  })
  socket.on('close', () => finish(null))
  socket.on('error', () => {})

  return {
    send(raw, done) {
      if (socket.destroyed) return done(null)
      waiting = done
      socket.write(raw)
    },
    close: () => socket.destroy(),
  }
}

function openSocket(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })
}
