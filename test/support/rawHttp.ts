import { connect, type Socket } from 'node:net'

/** A request byte by byte: `fetch` would refuse or repair half of what a stranger can send. */
export type RawRequest = {
  method: string
  path: string
  headers: [string, string][]
  body: Uint8Array | null
  /** Sent in chunks of this many bytes, with Transfer-Encoding; null: one piece with Content-Length. */
  chunkBytes: number | null
}

export type RawAnswer = { status: number; headers: Map<string, string>; text: string }

export type Line = { send(request: RawRequest): Promise<RawAnswer>; close(): void }

const ANSWER_LIMIT_MS = 20_000

/** One keep-alive connection, opened again when the server closed it. One request at a time. */
export function openLine(port: number, host = '127.0.0.1'): Line {
  let socket: Socket | null = null
  return {
    async send(request) {
      const isReused = socket !== null
      socket ??= connect({ port, host, noDelay: true })
      try {
        const { answer, isLast } = await exchange(socket, request)
        if (isLast) drop()
        return answer
      } catch (error) {
        drop()
        // A server may close an idle connection while the next request is on its way: then it read none of it.
        if (isReused && error instanceof ClosedError) return await this.send(request)
        throw error
      }
    },
    close: drop,
  }

  function drop(): void {
    socket?.destroy()
    socket = null
  }
}

class ClosedError extends Error {}

function exchange(socket: Socket, request: RawRequest): Promise<{ answer: RawAnswer; isLast: boolean }> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const settle = (act: () => void) => {
      clearTimeout(limit)
      socket.removeAllListeners('data').removeAllListeners('error').removeAllListeners('close')
      // Whatever happens to an idle socket is found out when it is used.
      socket.on('error', () => {})
      act()
    }
    const limit = setTimeout(() => settle(() => reject(new Error('No answer in time'))), ANSWER_LIMIT_MS)
    const lose = () => {
      const error = chunks.length === 0 ? new ClosedError('Closed without an answer') : new Error('Cut off')
      settle(() => reject(error))
    }
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      const parsed = parseAnswer(Buffer.concat(chunks), request.method)
      if (parsed !== null) settle(() => resolve(parsed))
    })
    socket.on('error', lose)
    socket.on('close', lose)
    socket.write(formatRequest(request))
  })
}

function formatRequest({ method, path, headers, body, chunkBytes }: RawRequest): Buffer {
  const length: [string, string][] = body === null
    ? []
    : chunkBytes === null
    ? [['content-length', String(body.length)]]
    : [['transfer-encoding', 'chunked']]
  const lines = [['host', '127.0.0.1'], ...headers, ...length].map(([name, value]) => `${name}: ${value}\r\n`)
  const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1')
  if (body === null) return head
  return Buffer.concat([head, chunkBytes === null ? body : formatChunks(body, chunkBytes)])
}

function formatChunks(body: Uint8Array, chunkBytes: number): Buffer {
  const parts: Uint8Array[] = []
  for (let at = 0; at < body.length; at += chunkBytes) {
    const part = body.subarray(at, at + chunkBytes)
    parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n'))
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')])
}

/** The whole answer, or null while bytes are missing. */
function parseAnswer(bytes: Buffer, method: string): { answer: RawAnswer; isLast: boolean } | null {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return null
  const [statusLine = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n')
  const status = Number(statusLine.split(' ')[1])
  const headers = new Map(lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  }))
  const hasBody = method !== 'HEAD' && status !== 204 && status !== 304
  const body = hasBody ? readBody(bytes.subarray(end + 4), headers) : Buffer.alloc(0)
  if (body === null) return null
  return {
    answer: { status, headers, text: body.toString('utf8') },
    isLast: headers.get('connection')?.toLowerCase() === 'close',
  }
}

function readBody(bytes: Buffer, headers: Map<string, string>): Buffer | null {
  if (headers.get('transfer-encoding') === 'chunked') return joinChunks(bytes)
  const length = Number(headers.get('content-length') ?? 0)
  return bytes.length < length ? null : bytes.subarray(0, length)
}

function joinChunks(bytes: Buffer): Buffer | null {
  const parts: Buffer[] = []
  for (let at = 0;;) {
    const lineEnd = bytes.indexOf('\r\n', at)
    if (lineEnd < 0) return null
    const size = parseInt(bytes.subarray(at, lineEnd).toString('latin1'), 16)
    const next = lineEnd + 2 + size + 2
    if (bytes.length < next) return null
    if (size === 0) return Buffer.concat(parts)
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size))
    at = next
  }
}
