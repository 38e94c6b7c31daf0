import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

// A real HTTP server on a free loopback port that behaves as a test says: mocks of fetch would hide what a socket does.

export type SeenRequest = {
  method: string
  url: URL
  headers: IncomingHttpHeaders
  body: string
}

export type Behaviour = (response: ServerResponse, request: SeenRequest, socket: Socket) => void

export type ScriptedAgent = {
  root: string
  /** Every request so far, oldest first. */
  requests: SeenRequest[]
  /** What the next requests meet, in order; the last behaviour stays. `name` is the first path segment, or `*`. */
  play: (name: string, ...behaviours: Behaviour[]) => void
  /** Called when a behaviour leaves the caller waiting for ever: the moment to move a virtual clock. */
  whenStuck: (listener: () => void) => void
  close: () => Promise<void>
}

const stuckListeners = new WeakMap<Socket, () => void>()

/** Starts a server that answers 404 until it is told what to play. */
export async function startScriptedAgent(): Promise<ScriptedAgent> {
  const requests: SeenRequest[] = []
  const scripts = new Map<string, Behaviour[]>()
  const sockets = new Set<Socket>()
  let onStuck = () => {}

  const server = createServer(async (incoming, response) => {
    // Deno reports a caller that left here, even when the whole request was read.
    incoming.on('error', () => {})
    const url = new URL(incoming.url ?? '/', 'http://scripted')
    let body = ''
    try {
      for await (const chunk of incoming) body += chunk
    } catch {
      // The caller left before it had said everything: there is nobody to answer.
      return
    }
    const seen = { method: incoming.method ?? '', url, headers: incoming.headers, body }
    requests.push(seen)
    const script = scripts.get(url.pathname.split('/')[1] ?? '') ?? scripts.get('*') ?? [answerStatus(404)]
    const behaviour = script.length > 1 ? script.shift() : script[0]
    stuckListeners.set(incoming.socket, () => onStuck())
    behaviour?.(response, seen, incoming.socket)
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is never a pipe name.
  const { port } = server.address() as AddressInfo

  return {
    root: `http://127.0.0.1:${port}`,
    requests,
    play: (name, ...behaviours) => void scripts.set(name, behaviours),
    whenStuck: (listener) => void (onStuck = listener),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

export const JSON_TYPE = { 'content-type': 'application/json' }

export function answerJson(body: unknown, headers: Record<string, string> = {}, status = 200): Behaviour {
  return (response) => response.writeHead(status, { ...JSON_TYPE, ...headers }).end(JSON.stringify(body))
}

export function answerText(
  text: string | Buffer,
  headers: Record<string, string> = {},
  status = 200,
): Behaviour {
  return (response) => response.writeHead(status, { ...JSON_TYPE, ...headers }).end(text)
}

export function answerStatus(status: number, headers: Record<string, string> = {}): Behaviour {
  return (response) => response.writeHead(status, headers).end()
}

/** For behaviours that leave the caller waiting for ever. */
export function reportStuck(socket: Socket): void {
  stuckListeners.get(socket)?.()
}

/** Takes the request and never says a word. */
export function hang(): Behaviour {
  return (_response, _request, socket) => reportStuck(socket)
}

/** Sends headers and the beginning of a body, then nothing. */
export function stallInBody(beginning = '{"ok":'): Behaviour {
  return (response, _request, socket) => {
    response.writeHead(200, JSON_TYPE)
    response.write(beginning, () => reportStuck(socket))
  }
}

/** Sends a few header bytes, then nothing. */
export function stallInHeaders(): Behaviour {
  return (_response, _request, socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-ty', () => reportStuck(socket))
  }
}

export function resetConnection(): Behaviour {
  return (_response, _request, socket) => void socket.resetAndDestroy()
}

/** Promises a longer body than it sends. */
export function cutBody(): Behaviour {
  return (response, _request, socket) => {
    response.writeHead(200, { ...JSON_TYPE, 'content-length': '500' })
    response.write('{"ok":true,', () => socket.destroy())
  }
}

export function sayGarbage(): Behaviour {
  return (_response, _request, socket) => void socket.end('220 mail.example ESMTP ready\r\n')
}

/** A body that never ends. */
export function floodBody(): Behaviour {
  return (response) => {
    response.writeHead(200, JSON_TYPE)
    const chunk = '['.repeat(64 * 1024)
    const pour = () => {
      while (!response.destroyed && response.write(chunk));
    }
    response.on('drain', pour)
    pour()
  }
}
