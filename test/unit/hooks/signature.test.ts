import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  isWebhookSecret,
  signWebhook,
  SKEW_S,
  verifyWebhook,
} from '../../../supabase/functions/_shared/hooks/signature.ts'

const NOW = Date.UTC(2026, 10, 21, 7)
const BODY = '{"score":0.7}'
const sign = async (secret = 'secret', id = 'msg_1', body = BODY, now_ms = NOW) =>
  new Headers(await signWebhook(secret, { id, body, now_ms }))

describe('a signature', () => {
  it('is what the standard says: HMAC-SHA256 over id, time and body, the secret in base64 after whsec_', async () => {
    const key = Buffer.from('thirty-two bytes of a real secret')
    const headers = await sign(`whsec_${key.toString('base64')}`)
    const expected = createHmac('sha256', key).update(`msg_1.${NOW / 1000}.${BODY}`).digest('base64')
    expect(headers.get('webhook-signature')).toBe(`v1,${expected}`)
    expect(headers.get('webhook-timestamp')).toBe(String(NOW / 1000))
  })

  it('is accepted for the body, the id and the secret it was made with, and gives the id', async () => {
    expect(await verifyWebhook(['secret'], await sign(), BODY, NOW)).toBe('msg_1')
  })

  it('is refused for anything else', async () => {
    const headers = await sign()
    const changed = (name: string, value: string) => {
      const copy = new Headers(headers)
      copy.set(name, value)
      return copy
    }
    const verdicts = await Promise.all([
      verifyWebhook(['secret'], headers, `${BODY} `, NOW),
      verifyWebhook(['another'], headers, BODY, NOW),
      verifyWebhook([], headers, BODY, NOW),
      verifyWebhook(['secret'], changed('webhook-id', 'msg_2'), BODY, NOW),
      verifyWebhook(['secret'], changed('webhook-timestamp', String(NOW / 1000 + 1)), BODY, NOW),
      verifyWebhook(['secret'], changed('webhook-timestamp', 'now'), BODY, NOW),
      verifyWebhook(['secret'], changed('webhook-signature', 'v1,AAAA'), BODY, NOW),
      verifyWebhook(['secret'], changed('webhook-signature', 'v1,%%%'), BODY, NOW),
      verifyWebhook(
        ['secret'],
        changed('webhook-signature', headers.get('webhook-signature')?.slice(3) ?? ''),
        BODY,
        NOW,
      ),
      verifyWebhook(['secret'], new Headers(), BODY, NOW),
    ])
    expect(verdicts).toEqual(verdicts.map(() => null))
  })

  it('is too old, or from the future, after five minutes', async () => {
    const headers = await sign()
    const at = (s: number) => verifyWebhook(['secret'], headers, BODY, NOW + s * 1000)
    expect(await Promise.all([at(SKEW_S), at(-SKEW_S), at(SKEW_S + 1), at(-SKEW_S - 1)])).toEqual([
      'msg_1',
      'msg_1',
      null,
      null,
    ])
  })

  it('of either secret is accepted while one is rotated, on both sides', async () => {
    const headers = await sign('new')
    expect(await verifyWebhook(['old', 'new'], headers, BODY, NOW)).toBe('msg_1')
    const both = new Headers(headers)
    const old = (await sign('old')).get('webhook-signature')
    both.set('webhook-signature', `${old} ${headers.get('webhook-signature')}`)
    expect(await verifyWebhook(['new'], both, BODY, NOW)).toBe('msg_1')
  })
})

describe('a secret', () => {
  it.each([['plain', true], ['whsec_c2VjcmV0', true], ['', false], ['whsec_', false], ['whsec_$$', false]])(
    '%j is usable: %s',
    (secret, usable) => expect(isWebhookSecret(secret)).toBe(usable),
  )
})
