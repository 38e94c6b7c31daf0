import type { Participant } from '../../../supabase/functions/_shared/contract/agentMessages.ts'
import type { Fetch } from '../../../supabase/functions/_shared/contract/ports.ts'

// A mutant is a well-behaved agent seen through one bend: a single fault, named by the check that has to find it.

export type Json = Record<string, unknown>

/** A clock that only a mutant moves: slow agents without waiting. */
export type MutantClock = { now(): number; pass(ms: number): void }

export function makeClock(): MutantClock {
  let ms = 0
  return { now: () => ms, pass: (more) => void (ms += more) }
}

export type Mutant = {
  agent: Participant
  /** The one check that fails. */
  fails: string
  fault: string
  bend(well: Fetch, clock: MutantClock): Fetch
}

export type Seen = {
  request: Request
  /** Body of a POST, else ''. */
  text: string
  path: string
}

/** Sees every request before the agent does, and may answer in its place. */
export function intercept(answer: (seen: Seen, well: Fetch) => Promise<Response>): Mutant['bend'] {
  return (well) => async (request) => {
    const text = request.method === 'POST' ? await request.clone().text() : ''
    return await answer({ request, text, path: new URL(request.url).pathname }, well)
  }
}

export function isAsk({ path }: Seen): boolean {
  return path.endsWith('/signals') || path.endsWith('/daily')
}

/** A value of the body by its path, `position.week`; undefined for a GET or a body that is no JSON. */
export function readBody({ text }: Seen, path: string): unknown {
  try {
    // Walking down unknown JSON: every step may be undefined.
    return path.split('.').reduce<unknown>(
      (value, name) => (value as Json | undefined)?.[name],
      JSON.parse(text),
    )
  } catch {
    return undefined
  }
}

/** The same request with other JSON. */
export function withBody({ request, text }: Seen, change: (body: Json) => Json): Request {
  return new Request(request.url, {
    method: 'POST',
    headers: request.headers,
    body: JSON.stringify(change(JSON.parse(text))),
  })
}

export function withHeaders({ request, text }: Seen, change: (headers: Headers) => void): Request {
  const headers = new Headers(request.headers)
  change(headers)
  return new Request(request.url, { method: request.method, headers, body: text === '' ? null : text })
}

/** The response with other headers. */
export async function reheaded(response: Response, change: (headers: Headers) => void): Promise<Response> {
  const headers = new Headers(response.headers)
  change(headers)
  const body = response.status === 304 ? null : await response.text()
  return new Response(body, { status: response.status, headers })
}

async function rewrite(response: Response, change: (body: Json) => Json): Promise<Response> {
  const { status, headers } = response
  return new Response(JSON.stringify(change(await response.json())), { status, headers })
}

/** Changes the envelope of good answers. */
export function changeEnvelope(change: (envelope: Json, seen: Seen) => Json): Mutant['bend'] {
  return intercept(async (seen, well) => {
    const response = await well(seen.request)
    return isAsk(seen) && response.status === 200
      ? await rewrite(response, (envelope) => change(envelope, seen))
      : response
  })
}

/** Changes the data of good answers. */
export function changeData(change: (data: Json, seen: Seen) => Json): Mutant['bend'] {
  return changeEnvelope((envelope, seen) =>
    // Data of a good answer are an object.
    'data' in envelope ? { ...envelope, data: change(envelope['data'] as Json, seen) } : envelope
  )
}

/** Changes the first item of a list in the data. */
export function changeFirst(list: string, change: (item: Json, seen: Seen) => Json): Mutant['bend'] {
  return changeData((data, seen) => {
    // Members named here are lists of objects in the answers of the reference agents.
    const [first, ...rest] = data[list] as Json[]
    // A topic without content has nothing to bend; the test notices a mutant that never shows.
    if (first === undefined) return data
    return { ...data, [list]: [change(first, seen), ...rest] }
  })
}

export function changeManifest(change: (manifest: Json) => Json): Mutant['bend'] {
  return intercept(async (seen, well) => {
    const response = await well(seen.request)
    return seen.path.endsWith('/manifest') ? await rewrite(response, change) : response
  })
}

/** Changes refusals of one status, the body and the headers. */
export function changeRefusal(
  status: number,
  change: (body: Json) => Json,
  headers: (headers: Headers) => void = () => {},
): Mutant['bend'] {
  return intercept(async (seen, well) => {
    const response = await well(seen.request)
    return isAsk(seen) && response.status === status
      ? await reheaded(await rewrite(response, change), headers)
      : response
  })
}

export function refuse(status: number, code: string, error = 'Cannot answer'): Response {
  return Response.json({ ok: false, code, error }, { status })
}
