import { describe, expect, it, test } from 'vitest'
import { composeRequest, fitsAgentRequest } from '../../../supabase/functions/_shared/agents/agentRequest.ts'
import { chooseToken } from '../../../supabase/functions/_shared/agents/agentToken.ts'
import { parseAgentRoot, parseHostList } from '../../../supabase/functions/_shared/agents/agentUrl.ts'
import {
  chooseWindowHours,
  parseCacheControl,
} from '../../../supabase/functions/_shared/agents/cachePolicy.ts'
import { parseCleanJson } from '../../../supabase/functions/_shared/agents/cleanJson.ts'
import { pickEtagAfterNotModified, readEtag } from '../../../supabase/functions/_shared/agents/etag.ts'
import { classifyHost } from '../../../supabase/functions/_shared/agents/literalAddress.ts'
import { raceAbort } from '../../../supabase/functions/_shared/agents/raceAbort.ts'
import { createPorts } from './fixture.ts'

describe('Cache-Control', () => {
  it.each([
    ['max-age=60', 60],
    ['max-age = "60"', 60],
    ['public, MAX-AGE=60', 60],
    ['max-age=-5', 0],
    ['max-age=60s', null],
    ['x-max-age=60', null],
    ['max-agee=60', null],
    ['max-age=', null],
    [null, null],
  ])('%s has a max-age of %s', (value, max_age_s) => {
    expect(parseCacheControl(value).max_age_s).toBe(max_age_s)
  })

  it('says no-store and no-cache as whole words', () => {
    expect(parseCacheControl('No-Store, no-cache')).toEqual({
      no_store: true,
      no_cache: true,
      max_age_s: null,
    })
    expect(parseCacheControl('no-storefront')).toMatchObject({ no_store: false, no_cache: false })
  })

  it('shortens the window and never lengthens it', () => {
    const hours = (value: string) => chooseWindowHours(parseCacheControl(value), 72)

    expect([hours(''), hours('max-age=3600'), hours('max-age=999999999'), hours('no-cache, max-age=3600')])
      .toEqual([72, 1, 72, 0])
  })
})

describe('an ETag', () => {
  it.each(['"a"', 'W/"a"', '""', 'bare-token_1', `"${'x'.repeat(190)}"`])('%s is kept', (etag) => {
    expect(readEtag(` ${etag} `)).toBe(etag)
  })

  it.each([null, '', '*', '"a", "b"', '"a', 'a b', '"\u0007"', `"${'x'.repeat(191)}"`])(
    '%s is none',
    (value) => {
      expect(readEtag(value)).toBeNull()
    },
  )

  it('stays as it was stored after a 304, unless another one came', () => {
    expect(pickEtagAfterNotModified('"a"', null)).toBe('"a"')
    expect(pickEtagAfterNotModified('"a"', 'W/"a"')).toBe('"a"')
    expect(pickEtagAfterNotModified('"a"', '"b"')).toBe('"b"')
    expect(pickEtagAfterNotModified(null, '"b"')).toBe('"b"')
    expect(pickEtagAfterNotModified('"W/a"', '"a"')).toBe('"a"')
  })
})

describe('a request to an agent', () => {
  const { ta } = createPorts('http://127.0.0.1:9').endpoints.signals
  const compose = (request_id: string, traceparent: string | null = null) =>
    new Request(
      'http://127.0.0.1:9/ta',
      composeRequest(
        {
          endpoint: ta,
          url: 'http://127.0.0.1:9/ta',
          body: null,
          validator: null,
          idempotency_key: 'k',
          request_id,
          traceparent,
        },
        null,
        1_500.9,
        new AbortController().signal,
      ),
    )

  it('carries the id of ours that a header can carry, and no other', () => {
    expect(compose('req-1').headers.get('x-request-id')).toBe('req-1')
    for (const bad of ['', 'a b', 'x'.repeat(129), 'ä', 'a\u00e4']) {
      expect(compose(bad).headers.has('x-request-id')).toBe(false)
    }
  })

  it('carries a well-formed traceparent only, and the whole milliseconds that are left', () => {
    expect(compose('r', 'x').headers.has('traceparent')).toBe(false)
    expect(compose('r').headers.get('x-deadline-ms')).toBe('1500')
  })

  it('fits while its body has at most 64 KB as UTF-8', () => {
    expect(fitsAgentRequest('x'.repeat(65_534))).toBe(true)
    expect(fitsAgentRequest('x'.repeat(65_535))).toBe(false)
    expect(fitsAgentRequest('ä'.repeat(40_000))).toBe(false)
  })
})

describe('an agent token', () => {
  const tokenOf = (claims: string) => `head.${btoa(claims).replaceAll('+', '-').replaceAll('/', '_')}.sign`
  const choose = (token: string) => chooseToken('WISELY_AGENT_TA_TOKEN', { WISELY_AGENT_TA_TOKEN: token })

  it('is taken when it says no role, or is no JWT at all', () => {
    for (
      const token of [
        'opaque',
        tokenOf('{}'),
        tokenOf('null'),
        tokenOf('5'),
        tokenOf('not json'),
        tokenOf('"role"'),
      ]
    ) {
      expect(choose(token)).toEqual({ token, warning: null })
    }
  })

  it('of the service role is refused, however its bytes are spelled', () => {
    for (const padding of ['', '??>>', '~~~~', 'ÿÿ?>']) {
      expect(choose(tokenOf(JSON.stringify({ role: 'service_role', padding })))).toMatchObject({
        token: null,
      })
    }
  })

  it('that is a secret key is refused by the name of its variable', () => {
    expect(choose('sb_secret_x')).toEqual({
      token: null,
      warning: 'WISELY_AGENT_TA_TOKEN is a secret key: it is not sent to agents',
    })
  })
})

describe('an agent root', () => {
  const parse = (value: string) =>
    parseAgentRoot('WISELY_AGENT_TA_URL', value, { allowed: null, is_own: false })

  it.each([
    ['https://a.example/ b', 'contains spaces or control characters'],
    ['ftp://a.example', 'must be an http(s) URL'],
    ['x-https://a.example', 'must be an http(s) URL'],
    ['https://u@a.example', 'must not contain credentials'],
    ['https://a.example/?x', 'must not contain a query or fragment'],
    ['https://10.0.0.1', 'names a private or reserved host'],
    ['http://a.example', 'must use https'],
  ])('%s %s', (value, what) => {
    expect(() => parse(value)).toThrow(`Cannot start: WISELY_AGENT_TA_URL ${what}`)
  })

  it('loses its last slashes and keeps an @ in its path', () => {
    expect(parse('https://a.example//b///')).toBe('https://a.example//b')
    expect(parse('https://a.example/x//y@z')).toBe('https://a.example/x//y@z')
  })
})

describe('the list of agent hosts', () => {
  it('is none where nothing is listed', () => {
    expect([undefined, '', '  '].map((value) => parseHostList('HOSTS', value))).toEqual([null, null, null])
  })

  it('holds hosts as a URL writes them', () => {
    expect([...parseHostList('HOSTS', ' A.example. , [FD00:0::7],10.0.0.7')!]).toEqual([
      'a.example',
      '[fd00::7]',
      '10.0.0.7',
    ])
  })

  it.each(['a b', 'a.example/x', 'x y.example', 'u@a.example', 'a?b', '[', 'a.example, '])(
    'refuses %s',
    (value) => {
      expect(() => parseHostList('HOSTS', value)).toThrow(
        'Cannot start: HOSTS must be a comma-separated list of host names',
      )
    },
  )
})

test.each([
  ['localhost', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['[::1]', 'loopback'],
  ['128.0.0.1', 'public'],
  ['172.15.255.255', 'public'],
  ['172.31.255.255', 'reserved'],
  ['223.255.255.255', 'public'],
  ['a.example', 'public'],
  ['a.local.example', 'public'],
  ['256.1.1.1', 'public'],
  ['[2000::1]', 'public'],
  ['[1fff::1]', 'reserved'],
  ['[2001:4860::1]', 'public'],
  ['[2003::1]', 'public'],
  ['[2600:0:1::1]', 'public'],
  ['[3ffe::1]', 'public'],
  ['[3fff::1]', 'reserved'],
  ['[4000::1]', 'reserved'],
])('%s is a %s host', (host, kind) => {
  expect(classifyHost(host)).toBe(kind)
})

describe('JSON of a stranger', () => {
  const nested = (levels: number, inside: string) => '['.repeat(levels) + inside + ']'.repeat(levels)

  it('is taken to a depth of 16, whether it needs cleaning or not', () => {
    for (const inside of ['1', '"\\u202e"']) {
      expect(parseCleanJson(nested(16, inside))).not.toBeNull()
      expect(parseCleanJson(nested(17, inside))).toBeNull()
      expect(parseCleanJson(`{"a":${nested(15, inside)}}`)).not.toBeNull()
      expect(parseCleanJson(`{"a":${nested(16, inside)}}`)).toBeNull()
    }
  })

  it('stays a list where it is a list', () => {
    expect(parseCleanJson('["\\u202ea", {"b\\u0000": ["c"]}, 1e999]')).toEqual({
      value: ['a', { b: ['c'] }, null],
    })
  })
})

describe('a race against a signal', () => {
  it('is lost at once when the signal has aborted already', async () => {
    await expect(raceAbort(new Promise(() => {}), AbortSignal.abort(new Error('gone')))).rejects.toThrow(
      'gone',
    )
  })

  it('ends as the work ends, and then listens no more', async () => {
    const listening = new Set<unknown>()
    const { signal } = new AbortController()
    const add = signal.addEventListener.bind(signal)
    signal.addEventListener = (...[type, listener, options]: Parameters<typeof add>) => {
      listening.add(listener)
      add(type, listener, options)
    }
    const remove = signal.removeEventListener.bind(signal)
    signal.removeEventListener = (...[type, listener, options]: Parameters<typeof remove>) => {
      if (type === 'abort') listening.delete(listener)
      remove(type, listener, options)
    }

    expect(await raceAbort(Promise.resolve('done'), signal)).toBe('done')
    await expect(raceAbort(Promise.reject(new Error('broken')), signal)).rejects.toThrow('broken')
    await Promise.resolve()

    expect(listening.size).toBe(0)
  })
})
