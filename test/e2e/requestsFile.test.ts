import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, it } from 'vitest'
import { ROUTES } from '../../supabase/functions/_shared/contract/routes.ts'
import { fillIn, readHttpFile } from '../support/httpFile.ts'
import { createJudge } from '../support/openapiJudge.ts'
import { REPOSITORY } from '../support/stack.ts'

// Runs examples/requests.http as an editor would, top to bottom, each answer held against the OpenAPI document.

const stack = inject('stack')
const file = readHttpFile(readFileSync(join(REPOSITORY, 'examples', 'requests.http'), 'utf8'))
const variables = { ...file.variables, base: stack.API_URL, key: stack.PUBLISHABLE_KEY }

it('examples/requests.http runs from top to bottom and every answer is documented', async () => {
  const { judge } = createJudge()
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
    answers.set(name, JSON.parse(text))
    const route = new URL(response.url).pathname.split('/orchestrator/')[1]
    const answered = { status: response.status, headers: new Map(response.headers), text }
    const problems = route === undefined ? [] : judge({ method, route }, answered)
    outcomes.push([name, response.status, ...problems].join(' '))
  }

  expect(outcomes).toEqual(file.requests.map(({ name }) => `${name} 200`))
})

it('has every route with each of its methods, the token first', () => {
  const wanted = Object.entries(ROUTES).flatMap(([name, { methods }]) =>
    methods.map((method) => `${method} {{orchestrator}}/${name}`)
  )
  const [token, ...others] = file.requests
  expect(token?.name).toBe('token')
  expect(others.map(({ method, url }) => `${method} ${url}`)).toEqual(wanted)
})
