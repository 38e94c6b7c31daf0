import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Fetch } from '../../supabase/functions/_shared/contract/ports.ts'

/** Serves a fetch function on a loopback port, a free one unless it is named, as a host would. */
export async function startAgentServer(
  answer: Fetch,
  port = 0,
): Promise<{ root: string; close(): Promise<void> }> {
  const server = createServer(async (incoming, outgoing) => {
    const method = incoming.method ?? 'GET'
    const headers = Object.entries(incoming.headers).filter((entry): entry is [string, string] =>
      typeof entry[1] === 'string'
    )
    const body = method === 'POST' ? await text(incoming) : null
    const response = await answer(
      new Request(`http://agents.example${incoming.url}`, { method, headers, body }),
    )
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    outgoing.end(await response.text())
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('Cannot serve: no address')
  return {
    root: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
