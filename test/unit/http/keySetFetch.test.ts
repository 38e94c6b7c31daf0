import { exportJWK, generateKeyPair } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { createKeySet, type KeySet } from '../../../supabase/functions/_shared/http/keySet.ts'
import { stillTimer } from '../../support/http.ts'

const NOW = Date.UTC(2026, 10, 21, 9)
const UNUSED = { payload: '', signature: '' }
const header = (kid: string) => ({ alg: 'ES256', kid })

let first: object
let second: object

beforeAll(async () => {
  const [one, two] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')])
  first = { ...(await exportJWK(one.publicKey)), kid: 'first', alg: 'ES256' }
  second = { ...(await exportJWK(two.publicKey)), kid: 'second', alg: 'ES256' }
})

/** A key set whose endpoint answers `answer()`, with a clock to move and the requests it sent. */
function createSet(jwks: string | null, answer: () => Response | Error) {
  const clock = { now: NOW }
  const asked: Request[] = []
  let open = 0
  const timer = {
    ...stillTimer(),
    now: () => clock.now,
    deadline: () => {
      open += 1
      return { signal: new AbortController().signal, cancel: () => void (open -= 1) }
    },
  }
  const keys = createKeySet({
    jwks,
    url: 'http://127.0.0.1:1/jwks',
    fetch: (request) => {
      asked.push(request)
      const answered = answer()
      return answered instanceof Error ? Promise.reject(answered) : Promise.resolve(answered)
    },
    timer,
  })
  return { keys, clock, asked, openTimers: () => open }
}

/** Whether a key was found for this key id. */
const finds = async (keys: KeySet, kid: string) => {
  try {
    await keys.getKey(header(kid), UNUSED)
    return true
  } catch {
    return false
  }
}

const setOf = (...keys: object[]) => JSON.stringify({ keys })
const offline = () => new Error('offline')

describe('the keys of the environment', () => {
  it('are taken as a set or as a list, and counted', () => {
    expect(createSet(setOf(first, second), offline).keys.count()).toBe(2)
    expect(createSet(JSON.stringify([first]), offline).keys.count()).toBe(1)
  })

  it.each([null, '', '{"keys"', '5', 'null', '"keys"', '{}', '{"keys":[]}', '{"keys":"x"}', '[]'])(
    'count for nothing when they are %s',
    (text) => {
      expect(createSet(text, offline).keys.count()).toBe(0)
    },
  )

  it('answer for a known key id without a question to the endpoint', async () => {
    const { keys, asked } = createSet(setOf(first), offline)

    await keys.getKey(header('first'), UNUSED)

    expect(asked).toHaveLength(0)
  })
})

describe('the key endpoint', () => {
  it('is asked when the environment gave no key', async () => {
    const { keys, asked } = createSet(null, () => new Response(setOf(first)))

    await keys.getKey(header('first'), UNUSED)

    expect(asked).toHaveLength(1)
    expect(keys.count()).toBe(1)
  })

  it('is followed nowhere else', async () => {
    const { keys, asked } = createSet(null, () => new Response(setOf(first)))

    await keys.getKey(header('first'), UNUSED)

    expect(asked.map(({ url, redirect }) => [url, redirect])).toEqual([['http://127.0.0.1:1/jwks', 'manual']])
  })

  it('leaves no timer behind, whatever it answers', async () => {
    for (const answer of [offline, () => new Response(setOf(second))]) {
      const { keys, openTimers } = createSet(setOf(first), answer)

      await finds(keys, 'second')

      expect(openTimers()).toBe(0)
    }
  })

  it('is asked once for all who meet a new key at the same time', async () => {
    const { keys, asked } = createSet(setOf(first), () => new Response(setOf(first, second)))

    await Promise.all([keys.getKey(header('second'), UNUSED), keys.getKey(header('second'), UNUSED)])

    expect(asked).toHaveLength(1)
  })

  it('is asked again after 30 seconds, not before', async () => {
    const { keys, asked, clock } = createSet(setOf(first), offline)
    const meet = () => finds(keys, 'second')

    await meet()
    clock.now = NOW + 29_999
    await meet()
    expect(asked).toHaveLength(1)
    clock.now = NOW + 30_000
    await meet()

    expect(asked).toHaveLength(2)
  })

  it.each([
    ['is down', () => offline()],
    ['answers 500', () => new Response(setOf(second), { status: 500 })],
    ['answers prose', () => new Response('maintenance')],
    ['answers an empty set', () => new Response(setOf())],
  ])('that %s leaves the known keys as they are', async (_, answer) => {
    const { keys } = createSet(setOf(first), answer as () => Response | Error)

    await expect(keys.getKey(header('second'), UNUSED)).rejects.toMatchObject({
      code: 'ERR_JWKS_NO_MATCHING_KEY',
    })

    expect(keys.count()).toBe(1)
    await keys.getKey(header('first'), UNUSED)
  })

  it('is given up with 503 and a time to come back while no key is known', async () => {
    const { keys } = createSet(null, offline)

    await expect(keys.getKey(header('first'), UNUSED)).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      message: 'Cannot authenticate: no signing key is known',
      headers: { 'retry-after': '30' },
    })
  })
})
