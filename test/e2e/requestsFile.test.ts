import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DOCUMENTED } from '../../dev/openapi/operations.ts'
import { ROUTES } from '../../supabase/functions/_shared/contract/routes.ts'
import { fillIn, readHttpFile } from '../support/httpFile.ts'
import { createJudge, routeOf } from '../support/openapiJudge.ts'
import { REPOSITORY, type RunningStack, startStack } from '../support/stack.ts'

// Runs examples/requests.http as an editor would, top to bottom, each answer held against the OpenAPI document.

const file = readHttpFile(readFileSync(join(REPOSITORY, 'examples', 'requests.http'), 'utf8'))

// A stack of its own: the file stores a configuration, which other tests' sessions would have.
let stack: RunningStack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack?.stop())

it('examples/requests.http runs from top to bottom and every answer is documented', async () => {
  const { judge } = createJudge()
  const { API_URL: base, PUBLISHABLE_KEY: key, SECRET_KEY: secret } = stack.info
  const variables = { ...file.variables, base, key, secret }
  const answers = new Map<string, unknown>()
  const outcomes: string[] = []
  for (const { name, method, url, headers, body } of file.requests) {
    const fill = (text: string) => fillIn(text, variables, answers)
    const filled = Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, fill(value)]))
    const response = await fetch(fill(url), {
      method,
      headers: filled,
      body: body === null ? null : fill(body),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json')
    answers.set(name, isJson ? JSON.parse(text) : text)
    const route = routeOf(response.url)
    const answered = { status: response.status, headers: new Map(response.headers), text }
    const problems = route === undefined ? [] : judge({ method, route }, answered)
    outcomes.push([name, response.status, ...problems].join(' '))
  }

  expect(outcomes).toEqual(file.requests.map(({ name }) => `${name} 200`))
})

it('has every route but the signed one with each of its methods, the token first', () => {
  const addressOf = (name: string) =>
    `${name in ROUTES ? '{{orchestrator}}' : '{{functions}}'}/${
      name.replace('{id}', '{{session_start.response.body.$.id}}')
    }`
  const wanted = Object.entries(DOCUMENTED).filter(([name]) => name !== 'session/{id}/callback')
    .flatMap(([name, { methods }]) => methods.map((method) => `${method} ${addressOf(name)}`))
  const [token, ...others] = file.requests
  expect(token?.name).toBe('token')
  expect(others.map(({ method, url }) => `${method} ${url}`)).toEqual(wanted)
})
