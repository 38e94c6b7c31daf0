import { connect, createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

/** What the proxy does to connections, new and open ones. */
export type ProxyFault =
  | { kind: 'pass' }
  /** Every reply comes this much later. */
  | { kind: 'latency'; ms: number }
  /** Bytes are taken and none are given. */
  | { kind: 'blackhole' }
  /** Connections end as soon as they are made, open ones at once. */
  | { kind: 'reset' }
  /** With this chance a request's reply ends after so many bytes: it took effect, and nobody is told. */
  | { kind: 'cut'; chance: number; after_bytes: number }

export type FaultProxy = {
  port: number
  set(fault: ProxyFault): void
  /** Replies that were cut so far. */
  cuts(): number
  close(): Promise<void>
}

type Link = { client: Socket; server: Socket; doomed: boolean; passed: number }

/** Stands between a client and a loopback port. `random` decides which replies are cut. */
export async function startFaultProxy(targetPort: number, random: () => number): Promise<FaultProxy> {
  let fault: ProxyFault = { kind: 'pass' }
  let cuts = 0
  const links = new Set<Link>()
  const drop = (link: Link) => {
    links.delete(link)
    link.client.destroy()
    link.server.destroy()
  }
  const giveReply = (link: Link, chunk: Buffer) => {
    if (fault.kind === 'blackhole') return
    if (fault.kind === 'latency') {
      setTimeout(() => link.client.destroyed || link.client.write(chunk), fault.ms)
      return
    }
    if (link.doomed && fault.kind === 'cut' && link.passed + chunk.length > fault.after_bytes) {
      cuts += 1
      link.client.write(chunk.subarray(0, Math.max(0, fault.after_bytes - link.passed)), () => drop(link))
      return
    }
    link.passed += chunk.length
    link.client.write(chunk)
  }

  const gate = createServer((client) => {
    if (fault.kind === 'reset') return void client.destroy()
    const link: Link = {
      client,
      server: connect(targetPort, '127.0.0.1'),
      doomed: false,
      passed: 0,
    }
    links.add(link)
    client.on('data', (chunk) => {
      link.doomed = fault.kind === 'cut' && random() < fault.chance
      link.passed = 0
      if (fault.kind !== 'blackhole') link.server.write(chunk)
    })
    link.server.on('data', (chunk) => giveReply(link, chunk))
    for (const socket of [client, link.server]) {
      socket.on('error', () => drop(link))
      socket.on('close', () => drop(link))
    }
  })
  await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is never a pipe name.
  const { port } = gate.address() as AddressInfo
  return {
    port,
    set(next) {
      fault = next
      if (next.kind === 'reset') { for (const link of [...links]) drop(link) }
    },
    cuts: () => cuts,
    close: () =>
      new Promise((resolve) => {
        gate.close(() => resolve())
        for (const link of [...links]) drop(link)
      }),
  }
}
