import { expect, test } from 'vitest'
import { deriveLearnerRef } from '../../../supabase/functions/_shared/agents/learnerRef.ts'
import { createPorts, LEARNER_ID } from './fixture.ts'

const endpointAt = (root: string) => createPorts(root).endpoints.signals.ta

test('a pseudonym is a UUIDv8 that is equal per origin and different between origins, secrets and learners', async () => {
  const at = (root: string, user = LEARNER_ID, secret = 's') =>
    deriveLearnerRef(endpointAt(root), user, secret)
  const ref = await at('https://a.example.org/x')

  expect(ref).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(await at('https://a.example.org/y')).toBe(ref)
  expect(await at('https://a.example.org/x', LEARNER_ID.toUpperCase())).toBe(ref)
  const others = [
    await at('https://b.example.org/x'),
    await at('https://a.example.org/x', LEARNER_ID, 't'),
    await at('https://a.example.org/x', '1b6f2a52-6f0e-4f5e-9d5f-0d7a6a1f3c11'),
  ]
  expect(new Set([ref, ...others]).size).toBe(4)
})
