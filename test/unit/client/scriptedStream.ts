import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient } from '@supabase/supabase-js'
import { WebSocket } from 'ws'
import { QualitySessions, type SessionEvent } from '../../../client/sessions.ts'
import { createTestPorts } from './scriptedSupabase.ts'

export const SESSION_ID = '11111111-2222-4333-8444-555555555555'

/** What the server does with one visit to the stream. */
export type Visit = (response: ServerResponse, request: IncomingMessage) => void

export type StreamServer = {
  url: string
  /** Last-Event-ID (0 without one) and token of every visit to the stream. */
  visits: { after: number; token: string | undefined }[]
  /** `after` of every status asked for. */
  asked: number[]
  close(): Promise<void>
}

/** Plays the visits in order, the last one again and again; its status is what `status` says. */
export async function serveStream(
  script: Visit[],
  status = { status: 'running', events: [] as unknown[] },
): Promise<StreamServer> {
  const visits: StreamServer['visits'] = []
  const asked: number[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://stream')
    if (url.pathname === `/functions/v1/session/${SESSION_ID}/status`) {
      asked.push(Number(url.searchParams.get('after')))
      const { status: word, events } = status
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ meta: { id: SESSION_ID, status: word }, events }))
      return
    }
    const visit = script[Math.min(visits.length, script.length - 1)]
    visits.push({
      after: Number(request.headers['last-event-id'] ?? 0),
      token: request.headers.authorization?.replace('Bearer ', ''),
    })
    visit?.(response, request)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address object.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    visits,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The client of an application whose session's token is what `token` says at the time. */
export function openSessions(server: StreamServer, token: () => string = () => 'token') {
  const ports = createTestPorts()
  const supabase = createClient(server.url, 'sb_publishable_test', {
    accessToken: () => Promise.resolve(token()),
    // Node 20 has none of its own.
    realtime: { transport: WebSocket as unknown as typeof globalThis.WebSocket },
  })
  return { sessions: new QualitySessions(supabase, ports), ports }
}

export function makeLine(seq: number, type = 'variant_started'): SessionEvent {
  // Only what the stream itself reads has to be right.
  return {
    seq,
    run_id: SESSION_ID,
    type,
    message: `Größe ${seq} 🎈`,
    data: {},
    at: '2026-11-21T07:00:00.000Z',
  } as unknown as SessionEvent
}

export function renderLine(line: SessionEvent, eol = '\n', dataLines = 1): string {
  // Indented JSON has line breaks outside of its strings only.
  const text = dataLines === 1 ? JSON.stringify(line) : JSON.stringify(line, null, 1)
  const data = text.split('\n').map((part) => `data: ${part}${eol}`).join('')
  return `id: ${line.seq}${eol}event: ${line.type}${eol}${data}${eol}`
}

export const begin = (response: ServerResponse) =>
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })

/** Sends the text and ends well. */
export const tell = (...texts: string[]): Visit => (response) => begin(response).end(texts.join(''))

/** Sends the text and then loses the connection. */
export const tellAndCut = (...texts: string[]): Visit => (response) => {
  begin(response).write(texts.join(''), () => setImmediate(() => response.destroy()))
}

/** Sends the text and says nothing more. */
export const tellAndHang = (...texts: string[]): Visit => (response) => begin(response).write(texts.join(''))

export const refuseVisit = (
  status: number,
  code: string,
  headers: Record<string, string> = {},
): Visit =>
(response) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify({ error: { code, message: 'As scripted', requestId: 'r' } }))
}
