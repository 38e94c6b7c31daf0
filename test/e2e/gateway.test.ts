import { afterAll, beforeAll, expect, it } from 'vitest'
import { copyRepository, type RepositoryCopy } from '../support/repositoryCopy.ts'
import { type RunningStack, startStack } from '../support/stack.ts'

const ENTRY = 'supabase/functions/orchestrator/index.ts'

let copy: RepositoryCopy
let stack: RunningStack
beforeAll(async () => {
  copy = await copyRepository()
  await copy.write(ENTRY, writeFunction('first'))
  stack = await startStack({ WISELY_EXAMPLE: 'passed on', EXAMPLE: 'not passed on' }, {
    repository: copy.folder,
  })
})
afterAll(async () => {
  await stack.stop()
  await copy.remove()
})

/** A function that shows what reached it. `name` tells one version from the next. */
function writeFunction(name: string): string {
  return `let left = 0
  export default { async fetch(request: Request) {
    const { pathname } = new URL(request.url)
    if (pathname.endsWith('/html')) return new Response('<b>', { headers: { 'content-type': 'text/html' } })
    if (pathname.endsWith('/env')) return Response.json(Deno.env.toObject())
    if (pathname.endsWith('/drip')) return new Response(drip(['one', 'two']))
    if (pathname.endsWith('/slow')) return new Response(drip(['by ', '${name}']))
    if (pathname.endsWith('/watch')) return new Response(watch())
    if (pathname.endsWith('/left')) return Response.json({ left })
    if (pathname.endsWith('/crash')) Deno.exit(3)
    if (pathname.endsWith('/echo')) return new Response(request.body)
    return Response.json({ name: '${name}', pathname, headers: Object.fromEntries(request.headers) })
  } }
  function watch() {
    return new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode(': here')),
      cancel: () => void (left += 1),
    })
  }
  function drip(texts: string[]) {
    return new ReadableStream({
      async pull(controller) {
        controller.enqueue(new TextEncoder().encode(texts.shift()))
        if (texts.length === 0) return controller.close()
        await new Promise((resolve) => setTimeout(resolve, 700))
      },
    })
  }\n`
}

function call(path: string, init?: RequestInit): Promise<Response> {
  return fetch(`${stack.info.FUNCTIONS_URL}/${path}`, init)
}

it('strips /functions/v1, passes headers on and appends by whom it was asked', async () => {
  const answer = await call('orchestrator/intent.sync', {
    headers: { 'x-forwarded-for': '203.0.113.9', 'x-request-id': 'r-1' },
  })

  expect(await answer.json()).toMatchObject({
    pathname: '/orchestrator/intent.sync',
    headers: { 'x-forwarded-for': '203.0.113.9, 127.0.0.1', 'x-request-id': 'r-1' },
  })
})

it('gives a function the injected variables and the caller’s WISELY_ ones only', async () => {
  const env = await call('orchestrator/env').then((answer) => answer.json())

  expect(env).toMatchObject({ SUPABASE_URL: stack.info.API_URL, WISELY_EXAMPLE: 'passed on' })
  expect(JSON.parse(env.SUPABASE_SECRET_KEYS)).toEqual({ default: stack.info.SECRET_KEY })
  expect(JSON.parse(env.SUPABASE_JWKS).keys[0]).toMatchObject({ alg: 'ES256', kty: 'EC' })
  expect(JSON.parse(env.SUPABASE_JWKS).keys[0]).not.toHaveProperty('d')
  expect(env).not.toHaveProperty('EXAMPLE')
  expect(env).not.toHaveProperty('HOME')
})

it('refuses as the platform does: HEAD, HTML, unknown functions', async () => {
  const head = await call('orchestrator/health', { method: 'HEAD' })
  const html = await call('orchestrator/html')
  const unknown = await call('nobody/home')
  const escaping = await call('_shared/x')

  expect([head.status, html.status, unknown.status, escaping.status]).toEqual([405, 200, 404, 404])
  expect(html.headers.get('content-type')).toBe('text/plain')
  expect(unknown.headers.get('sb-error-code')).toBe('NOT_FOUND')
})

it('names the missing parts of Supabase', async () => {
  const answer = await fetch(`${stack.info.API_URL}/rest/v1/notes`)

  expect(answer.status).toBe(404)
  expect(await answer.text()).toContain('supabase start')
})

it('sends an answer on while the function still writes it', async () => {
  const reader = (await call('orchestrator/drip')).body?.getReader()

  const first = new TextDecoder().decode((await reader?.read())?.value)
  const second = new TextDecoder().decode((await reader?.read())?.value)

  expect([first, second]).toEqual(['one', 'two'])
})

it('ends an answer without end in its function when the client leaves', async () => {
  const leaving = new AbortController()
  const reader = (await call('orchestrator/watch', { signal: leaving.signal })).body?.getReader()
  const first = new TextDecoder().decode((await reader?.read())?.value)
  const before = await call('orchestrator/left').then((answer) => answer.json())
  leaving.abort()

  expect([first, before]).toEqual([': here', { left: 0 }])
  await expect.poll(() => call('orchestrator/left').then((answer) => answer.json()), { timeout: 10_000 })
    .toEqual({ left: 1 })
})

it('passes a body of unknown length through unchanged', async () => {
  const chunk = new Uint8Array(100_000).fill(7)
  const body = new ReadableStream({
    start(controller) {
      for (let sent = 0; sent < 20; sent++) controller.enqueue(chunk)
      controller.close()
    },
  })
  // Node's fetch needs `duplex` for a streamed body; its types do not know it.
  const answer = await call('orchestrator/echo', { method: 'POST', body, duplex: 'half' } as RequestInit)

  const echoed = new Uint8Array(await answer.arrayBuffer())
  expect(echoed.length).toBe(2_000_000)
  expect(echoed.every((byte) => byte === 7)).toBe(true)
})

it('answers WORKER_ERROR when the function dies, and starts it again for the next request', async () => {
  const crash = await call('orchestrator/crash')
  const next = await call('orchestrator/health')

  expect([crash.status, crash.headers.get('sb-error-code'), next.status]).toEqual([500, 'WORKER_ERROR', 200])
})

it('starts a further function at its first request', async () => {
  await copy.write('supabase/functions/agents/deno.json', '{}\n')
  await copy.write('supabase/functions/agents/index.ts', writeFunction('agents'))

  const answer = await call('agents/clo')

  expect(await answer.json()).toMatchObject({ name: 'agents', pathname: '/agents/clo' })
})

it('takes a source change over once the requests in flight are answered', async () => {
  const inFlight = await call('orchestrator/slow')

  await copy.write(ENTRY, writeFunction('second'))

  await expect.poll(async () => (await call('orchestrator/x').then((answer) => answer.json())).name, {
    timeout: 10_000,
  })
    .toBe('second')
  expect(await inFlight.text()).toBe('by first')
  expect(stack.output()).toContain('restarting')
})

it('answers BOOT_ERROR while the source does not compile, and recovers', async () => {
  await copy.write(ENTRY, 'export default {')
  await expect.poll(async () => (await call('orchestrator/x')).status, { timeout: 10_000 }).toBe(503)
  const broken = await call('orchestrator/x')
  const shown = stack.output()
  await copy.write(ENTRY, writeFunction('third'))

  expect(broken.headers.get('sb-error-code')).toBe('BOOT_ERROR')
  expect(await broken.json()).toMatchObject({ code: 'BOOT_ERROR' })
  expect(shown).toContain('Function "orchestrator" does not start')
  expect(shown).toContain('index.ts')
  await expect.poll(async () => (await call('orchestrator/x')).status, { timeout: 10_000 }).toBe(200)
})
