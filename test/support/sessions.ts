import type { StackInfo } from '../../dev/stackInfo.ts'
import type { RunEvent } from '../../supabase/functions/_shared/contract/runs.ts'

export type SessionReply = { status: number; headers: Headers; text: string; json: Record<string, unknown> }
type Init = { method?: string; body?: unknown; headers?: Record<string, string>; signal?: AbortSignal }

/** Requests to function `session` as whoever the headers say; `body` goes as JSON unless it is text already. */
export function createSessionApi(stack: StackInfo, headers: Record<string, string>) {
  const send = (path: string, init: Init = {}) => {
    const { body } = init
    return fetch(`${stack.FUNCTIONS_URL}/session/${path}`, {
      method: init.method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
        ...init.headers,
      },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      signal: init.signal,
    })
  }
  const ask = async (path: string, init: Init = {}): Promise<SessionReply> => {
    const response = await send(path, init)
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') ?? false
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson && text !== '' ? JSON.parse(text) : {},
    }
  }
  /** Starts a session and answers its id; a refusal is an error of the test. */
  const start = async (body: unknown): Promise<string> => {
    const reply = await ask('start', { body })
    if (reply.status !== 200) throw new Error(`Cannot start session: ${reply.status} ${reply.text}`)
    return String(reply.json.id)
  }
  /** Follows the stream to its end. */
  const follow = async (id: string, init: Init = {}) => {
    const stream = await openStream(id, init)
    const events: RunEvent[] = []
    for (let event = await stream.next(); event !== null; event = await stream.next()) events.push(event)
    return events
  }
  const openStream = async (id: string, { headers, ...init }: Init & { query?: string } = {}) => {
    const cut = new AbortController()
    const response = await send(`${id}/stream${init.query ?? ''}`, { headers, signal: cut.signal })
    if (response.status !== 200 || response.body === null) {
      throw new Error(`Cannot stream session: ${response.status} ${await response.text()}`)
    }
    const frames = readFrames(response.body)
    return {
      headers: response.headers,
      /** The next event, null at the end; comments and settings of the stream are passed over. */
      async next(): Promise<RunEvent | null> {
        for (;;) {
          const { done, value } = await frames.next()
          if (done) return null
          const event = readEvent(value)
          if (event !== null) return event
        }
      },
      /** Breaks the connection off, as a reader that goes away does. */
      cut: () => cut.abort(),
    }
  }
  return { send, ask, start, follow, openStream }
}

export type SessionApi = ReturnType<typeof createSessionApi>

async function* readFrames(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true })
    for (let at = text.indexOf('\n\n'); at >= 0; at = text.indexOf('\n\n')) {
      yield text.slice(0, at)
      text = text.slice(at + 2)
    }
  }
}

/** An event whose id and type are those of its data; null for frames without data. */
export function readEvent(frame: string): RunEvent | null {
  const lines = new Map(
    frame.split('\n').map((line) => {
      const at = line.indexOf(': ')
      return [line.slice(0, at), line.slice(at + 2)] as const
    }),
  )
  const data = lines.get('data')
  if (data === undefined) return null
  const event: RunEvent = JSON.parse(data)
  if (lines.get('id') !== String(event.seq) || lines.get('event') !== event.type) {
    throw new Error(`The frame does not say what its data says: ${frame}`)
  }
  return event
}
