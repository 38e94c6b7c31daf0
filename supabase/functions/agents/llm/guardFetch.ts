import { discardBody, readBodyCapped } from '../../_shared/agents/readBodyCapped.ts'
import type { Fetch } from '../../_shared/contract/ports.ts'

/** What the SDKs call: the shape of the global fetch. */
type SdkFetch = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>

/**
 * A fetch for an SDK that reaches one origin alone, follows no redirect (the key would travel along) and reads no more
 * than an agent may answer.
 */
export function guardFetch(send: Fetch, baseUrl: string): SdkFetch {
  const { origin } = new URL(baseUrl)
  return async (input, init) => {
    const request = new Request(input, { ...init, redirect: 'manual' })
    if (new URL(request.url).origin !== origin) throw new Error('Cannot ask model: this is another origin')
    const response = await send(request)
    const { status } = response
    if (status < 200 || (status > 299 && status < 400)) {
      await discardBody(response)
      throw new Error('Cannot ask model: it answers with a redirect')
    }
    const body = await readBodyCapped(response, request.signal)
    if (body.kind !== 'text') throw new Error('Cannot ask model: the reply is too large or not text')
    const headers = new Headers({ 'content-type': response.headers.get('content-type') ?? 'text/plain' })
    const retryAfter = response.headers.get('retry-after')
    if (retryAfter !== null) headers.set('retry-after', retryAfter)
    return new Response(status === 204 ? null : body.text, { status, headers })
  }
}
