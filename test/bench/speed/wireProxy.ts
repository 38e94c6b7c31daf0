import { connect, createServer, type Socket } from 'node:net'

/** Counts the round trips of a Postgres connection and, if asked, makes each of them take time. */
export type WireProxy = {
  url: string
  /** Times the client spoke after the server had: one question each, however many packets it took. */
  trips(): number
  reset(): void
  stop(): Promise<void>
}

/** Listens on loopback in front of the database; every chunk is held back half a round trip. */
export async function startWireProxy(databaseUrl: string, roundTripMs = 0): Promise<WireProxy> {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  let trips = 0

  const pass = (from: Socket, to: Socket, see: () => void) => {
    from.on('data', (chunk: Buffer) => {
      see()
      if (roundTripMs === 0) return void to.write(chunk)
      // Equal delays: setTimeout keeps the order.
      setTimeout(() => void (to.destroyed || to.write(chunk)), roundTripMs / 2)
    })
    from.on('close', () => to.destroy())
    from.on('error', () => {})
  }
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ host: target.hostname, port: Number(target.port), noDelay: true })
    let serverSpokeLast = true
    pass(client, upstream, () => {
      if (serverSpokeLast) trips += 1
      serverSpokeLast = false
    })
    pass(upstream, client, () => serverSpokeLast = true)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The wire proxy has no port')
  const url = new URL(databaseUrl)
  url.port = String(address.port)
  return {
    url: url.href,
    trips: () => trips,
    reset: () => trips = 0,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
