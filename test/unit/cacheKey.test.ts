import { expect, test } from 'vitest'
import {
  DEPENDS_ON,
  signalKey,
  type SignalKeyInput,
} from '../../supabase/functions/_shared/domain/cacheKey.ts'
import { canonicalJson, sha256Hex } from '../../supabase/functions/_shared/domain/canonicalJson.ts'

const INPUT: SignalKeyInput = {
  agent: 'clo',
  agent_root: 'https://a.example',
  depends_on: DEPENDS_ON.clo,
  intent_id: 'i',
  intent_revision: 1,
  week: 1,
  day: 1,
  last_completed_session_id: null,
  reviews_due: ['b', 'a'],
}

const CHANGES: [string, Partial<SignalKeyInput>, SignalKeyInput['depends_on']][] = [
  ['week', { week: 2 }, ['week']],
  ['day', { day: 2 }, ['day']],
  ['history', { last_completed_session_id: 's' }, ['history']],
  ['reviews', { reviews_due: ['a'] }, ['reviews']],
]

test.each(CHANGES)(
  '%s changes the key exactly when the agent depends on it',
  async (_name, change, dependsOn) => {
    const keyOf = (more: Partial<SignalKeyInput>) => signalKey({ ...INPUT, ...more })

    expect(await keyOf({ ...change, depends_on: dependsOn })).not.toBe(await keyOf({ depends_on: dependsOn }))
    expect(await keyOf({ ...change, depends_on: [] })).toBe(await keyOf({ depends_on: [] }))
  },
)

test('agent, root, intent and revision are always part of the key', async () => {
  const keys = await Promise.all([
    signalKey(INPUT),
    signalKey({ ...INPUT, agent: 'alex' }),
    signalKey({ ...INPUT, agent_root: 'https://b.example' }),
    signalKey({ ...INPUT, intent_id: 'j' }),
    signalKey({ ...INPUT, intent_revision: 2 }),
  ])

  expect(new Set(keys).size).toBe(5)
  expect(keys[0]).toMatch(/^[0-9a-f]{64}$/)
})

test('the order of due reviews does not matter', async () => {
  const depends_on = ['reviews'] as const

  expect(await signalKey({ ...INPUT, depends_on, reviews_due: ['a', 'b'] }))
    .toBe(await signalKey({ ...INPUT, depends_on, reviews_due: ['b', 'a'] }))
})

test('by default clo, alex and socratic change weekly, ta with every completion', () => {
  expect(DEPENDS_ON).toEqual({
    clo: ['intent', 'week'],
    alex: ['intent', 'week'],
    ta: ['intent', 'history'],
    socratic: ['intent', 'week'],
  })
})

test('canonical JSON sorts keys at every level, keeps list order and drops undefined', () => {
  expect(canonicalJson({ b: [2, { d: 1, c: null }], a: 'ä"', x: undefined })).toBe(
    '{"a":"ä\\"","b":[2,{"c":null,"d":1}]}',
  )
})

test('sha256Hex is the standard digest', async () => {
  expect(await sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

test('the key is the hash of the canonical JSON, whatever the agent depends on', () => {
  const all = ['week', 'day', 'history', 'reviews'] as const
  for (let chosen = 0; chosen < 16; chosen += 1) {
    const depends_on = all.filter((_, at) => (chosen >> at) & 1)
    const member = (name: typeof all[number], value: unknown) => depends_on.includes(name) ? value : undefined
    expect(signalKey({ ...INPUT, last_completed_session_id: 's', depends_on })).toBe(sha256Hex(canonicalJson({
      v: 1,
      agent: 'clo',
      agent_root: 'https://a.example',
      intent_id: 'i',
      intent_revision: 1,
      week: member('week', 1),
      day: member('day', 1),
      history: member('history', 's'),
      reviews: member('reviews', ['a', 'b']),
    })))
  }
})
