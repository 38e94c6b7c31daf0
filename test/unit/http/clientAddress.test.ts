import { describe, expect, it } from 'vitest'
import { findClient } from '../../../supabase/functions/_shared/http/clientAddress.ts'
import { createMemoryBuckets } from '../../../supabase/functions/_shared/http/rateLimit.ts'

describe('the address that counts', () => {
  const cases: [string, string | null, number, string][] = [
    ['is what the last proxy appended', '6.6.6.6, 198.51.100.7', 1, '198.51.100.7'],
    [
      'is never what the caller wrote in front of it',
      '198.51.100.1,198.51.100.2, 203.0.113.9',
      1,
      '203.0.113.9',
    ],
    ['is one entry further with two proxies', '6.6.6.6, 198.51.100.7, 10.0.0.1', 2, '198.51.100.7'],
    ['is the first of too few entries: all of them were appended', '198.51.100.7', 2, '198.51.100.7'],
    ['is shared where no proxy is trusted', '198.51.100.7', 0, 'unknown'],
    ['is shared where there is no header', null, 1, 'unknown'],
    ['is shared where the entry is no address', '198.51.100.7, somebody', 1, 'unknown'],
    ['is shared where the entry is empty', '198.51.100.7, ', 1, 'unknown'],
    ['has no port', '198.51.100.7:4711', 1, '198.51.100.7'],
    ['is the network of an IPv6 host', '2001:db8:1:2:3:4:5:6', 1, '2001:db8:1:2::/64'],
    ['is the same network for a neighbour', '[2001:DB8:1:2::9]:443', 1, '2001:db8:1:2::/64'],
    ['is the same however zeros are written', '2001:db8::1', 1, '2001:db8:0:0::/64'],
    ['is IPv4 when it is mapped', '::ffff:198.51.100.7', 1, '198.51.100.7'],
    ['is shared where the text is far too long', '1'.repeat(8000), 1, 'unknown'],
  ]
  it.each(cases)('%s', (_, header, proxies, expected) => {
    expect(findClient(header, proxies)).toBe(expected)
  })
})

it('a flood of addresses keeps 20,000 buckets and no long names', () => {
  let nowMs = 0
  const buckets = createMemoryBuckets({ policy: 'strangers', capacity: 1, per_s: 3600 }, () => nowMs)
  buckets.take('first')
  for (let n = 0; n < 19_999; n += 1) buckets.take(`10.0.${n >> 8}.${n & 255}`)
  expect(buckets.take('first').retry_after_s).toBeGreaterThan(0)

  for (let n = 0; n < 20_000; n += 1) buckets.take(`10.1.${n >> 8}.${n & 255}`)
  nowMs += 1
  expect(buckets.take('first').retry_after_s).toBe(0)
})
