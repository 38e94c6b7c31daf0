import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { allowBackend } from '../../../dev/page/contentPolicy.ts'
import { REPOSITORY } from '../../support/stack.ts'

const page = readFileSync(join(REPOSITORY, 'web', 'index.html'), 'utf8')

it('the page may ask its own host and the backend, also by WebSocket, and nobody else', () => {
  const connect = (html: string) => /connect-src [^;]+/.exec(html)?.[0]
  expect(connect(page)).toBe("connect-src 'self'")
  expect(connect(allowBackend(page, 'https://ref.supabase.co/'))).toBe(
    "connect-src 'self' https://ref.supabase.co wss://ref.supabase.co",
  )
  expect(connect(allowBackend(page, 'http://127.0.0.1:54321'))).toBe(
    "connect-src 'self' http://127.0.0.1:54321 ws://127.0.0.1:54321",
  )
})

it('an address cannot bring words of its own into the policy', () => {
  expect(() => allowBackend(page, 'http://a;script-src *')).toThrow()
  expect(() => allowBackend(page, 'http://a"><script>/')).toThrow()
  expect(() => allowBackend(page, 'http://a;b/')).toThrow('Cannot write the policy')
  expect(() => allowBackend(page, 'data:text/html,x')).toThrow('Cannot write the policy')
})
