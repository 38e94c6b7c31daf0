import { JSON_TYPE, reportStuck } from './scriptedAgent.ts'
import type { Behaviour } from './scriptedAgent.ts'

// Replies below the level at which an HTTP server writes correct ones.

const DRIP_EVERY_MS = 100

/** Bytes as they are, then the end of the connection. */
export function answerRaw(...parts: (string | Buffer)[]): Behaviour {
  return (_response, _request, socket) => {
    for (const part of parts) socket.write(part)
    socket.end()
  }
}

/** A status line, header lines and a body, none of them checked. */
export function answerLines(lines: string[], body: string | Buffer): Behaviour {
  return answerRaw(['HTTP/1.1 200 OK', ...lines, '', ''].join('\r\n'), body)
}

/** One more byte of the header again and again, for ever. */
export function dripHeaders(): Behaviour {
  return (_response, _request, socket) => {
    socket.write('HTTP/1.1 200 OK\r\nx-slow: ', () => reportStuck(socket))
    const drip = setInterval(() => socket.write('a'), DRIP_EVERY_MS)
    socket.on('close', () => clearInterval(drip))
  }
}

/** One more space before the body again and again, for ever. */
export function dripBody(): Behaviour {
  return (response, _request, socket) => {
    response.writeHead(200, JSON_TYPE)
    response.write(' ', () => reportStuck(socket))
    const drip = setInterval(() => response.write(' '), DRIP_EVERY_MS)
    socket.on('close', () => clearInterval(drip))
  }
}

/** A chunked body whose end never comes, though all of its JSON has. */
export function forgetLastChunk(text: string): Behaviour {
  return (response, _request, socket) => {
    response.writeHead(200, JSON_TYPE)
    response.write(text, () => reportStuck(socket))
  }
}
