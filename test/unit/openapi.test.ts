import { describe, expect, it } from 'vitest'
import { composeDocument } from '../../dev/openapi/document.ts'
import { PARAMETERS } from '../../dev/openapi/headers.ts'
import { DOCUMENTED } from '../../dev/openapi/operations.ts'
import { composeOutputs } from '../../dev/openapi/outputs.ts'
import { REASON_ROWS } from '../../dev/openapi/refusals.ts'
import { ERROR_CODES, REASONS } from '../../supabase/functions/_shared/contract/errors.ts'
import { memoryApp } from '../support/memoryApp.ts'
import { createJudge } from '../support/openapiJudge.ts'
import { listFiles, readSource } from '../support/sources.ts'
import { REPOSITORY } from '../support/stack.ts'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const { document, judge } = createJudge()
const ask = (path: string, init: { method?: string; headers?: Record<string, string> } = {}) =>
  memoryApp({}).send(path, { method: 'GET', ...init, headers: { authorization: '', ...init.headers } })

describe('the OpenAPI document', () => {
  it('and everything else made from the contract is what is committed', () => {
    const stale = composeOutputs(REPOSITORY).filter(({ path, text }) =>
      readFileSync(join(REPOSITORY, path), 'utf8') !== text
    )
    expect(stale.map(({ path }) => `${path}: npm run openapi`)).toEqual([])
  })

  it('has every route with its methods and no other', () => {
    const documented = Object.entries(document.paths).map((
      [path, item],
    ) => [path.slice(1), Object.keys(item).filter((key) => key !== 'servers')])
    expect(documented).toEqual(
      Object.entries(DOCUMENTED).map((
        [name, { methods }],
      ) => [name, methods.map((method) => method.toLowerCase())]),
    )
  })

  it('keeps the addresses of the first function, and gives the others servers of their own', () => {
    const { servers, paths } = composeDocument({}) as {
      servers: { url: string }[]
      paths: Record<string, { servers?: { url: string }[] }>
    }
    const addressOf = (path: string) => `${(paths[path]?.servers ?? servers)[0]?.url}${path}`

    expect(addressOf('/day.run')).toBe('http://127.0.0.1:54321/functions/v1/orchestrator/day.run')
    expect(addressOf('/session/start')).toBe('http://127.0.0.1:54321/functions/v1/session/start')
  })

  it('has every error code and every reason', () => {
    const text = JSON.stringify(document.components.responses)
    expect(Object.keys(ERROR_CODES).filter((code) => !text.includes(`"${code}"`))).toEqual([])
    expect(Object.keys(REASONS).filter((reason) => !text.includes(`"${reason}"`))).toEqual([])
    expect(Object.keys(REASON_ROWS).sort()).toEqual(Object.keys(REASONS).sort())
  })

  it('says what may be sent and read from another origin exactly as preflights do', async () => {
    const preflight = await ask('status', { method: 'OPTIONS' })
    const listed = (name: string) => preflight.headers.get(name)?.split(', ') ?? []
    const sent = Object.values(PARAMETERS).filter((parameter) => parameter.in === 'header')
      .map(({ name }) => name.toLowerCase())
      // A signed callback comes from a server.
      .filter((name) => !name.startsWith('webhook-'))
    const inline = Object.values(document.paths).flatMap(({ servers: _, ...item }) =>
      Object.values(item).flatMap(({ responses }) => Object.values(responses))
    )
    const read = [...Object.values(document.components.responses), ...inline]
      .flatMap((response) => '$ref' in response ? [] : Object.keys(response.headers ?? {}))
      .map((name) => name.toLowerCase())

    expect(sent.filter((name) => !listed('access-control-allow-headers').includes(name))).toEqual([])
    expect(listed('access-control-expose-headers').filter((name) => !read.includes(name)))
      .toEqual([])
  })

  it('puts every operation under a name of its own', () => {
    const composed = composeDocument({}).paths as Record<string, Record<string, { operationId: string }>>
    const names = Object.values(composed).flatMap(({ servers: _, ...item }) =>
      Object.values(item).map(({ operationId }) => operationId)
    )
    expect(new Set(names).size).toBe(names.length)
    expect(names.every((name) => /^[a-z][A-Za-z]+$/.test(name))).toBe(true)
  })
})

describe('GET openapi.json', () => {
  it('answers the committed document to anybody, from any origin', async () => {
    const answer = await ask('openapi.json')

    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual(document)
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300')
  })

  it('answers 304 to who has it already', async () => {
    const etag = (await ask('openapi.json')).headers.get('etag') ?? ''
    const again = await ask('openapi.json', { headers: { 'if-none-match': etag } })

    expect(again.status).toBe(304)
    expect(await again.text()).toBe('')
  })

  it('is loaded at the first request for it and never at boot', () => {
    const readers = listFiles('supabase/functions', '.ts').map(readSource)
      .filter(({ imports }) => imports.includes('supabase/functions/orchestrator/openapiDocument.ts'))
    const early = readers.filter(({ text }) => /from '[^']*openapiDocument\.ts'/.test(text))

    expect(readers.map(({ path }) => path)).toEqual(['supabase/functions/orchestrator/openapi.ts'])
    expect(early).toEqual([])
  })

  it('is described by itself, as are refusals', async () => {
    for (
      const [route, method] of [['openapi.json', 'GET'], ['health', 'GET'], ['status', 'GET'], [
        'day.run',
        'PUT',
      ], ['nowhere', 'GET']] as const
    ) {
      const answer = await ask(route, { method })
      const answered = { status: answer.status, headers: new Map(answer.headers), text: await answer.text() }
      expect(judge({ method, route }, answered), route).toEqual([])
    }
  })
})

describe('holding an answer against the document', () => {
  const good = async () => {
    const answer = await ask('status')
    return { status: answer.status, headers: new Map(answer.headers), text: await answer.text() }
  }
  const problemsOf = async (change: object) =>
    judge({ method: 'GET', route: 'status' }, { ...await good(), ...change })

  it('finds another status, another shape, a header too few or too many, and words of the machine', async () => {
    const { headers, text } = await good()
    const without = new Map([...headers].filter(([name]) => name !== 'x-request-id'))
    const leak = text.replace('no credential was sent', 'select id from public.events where true')

    expect(await problemsOf({})).toEqual([])
    expect(await problemsOf({ status: 418 })).toHaveLength(1)
    expect(await problemsOf({ text: text.replace('UNAUTHORIZED', 'CONFLICT') })).not.toEqual([])
    expect(await problemsOf({ headers: without })).toContain('header x-request-id is missing')
    expect(await problemsOf({ headers: new Map([...headers, ['x-powered-by', 'x']]) })).toHaveLength(1)
    expect(leak).not.toBe(text)
    expect(await problemsOf({ text: leak })).toEqual(['it tells of the machine'])
  })
})
