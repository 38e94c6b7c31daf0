import fc from 'fast-check'
import { expect, test } from 'vitest'
import { questionKey, type QuestionKeyInput } from '../../supabase/functions/_shared/domain/questionKey.ts'

// A cache key covers everything that changes the answer, and nothing that does not.

const input = fc.record<QuestionKeyInput>({
  contract: fc.constantFrom('wisely.signals/1', 'wisely.model/1'),
  asks: fc.constantFrom('agent', 'model'),
  name: fc.string({ maxLength: 12 }),
  root: fc.webUrl(),
  method: fc.constantFrom('get', 'post'),
  prompt: fc.string({ unit: 'grapheme', maxLength: 40 }),
  options: fc.dictionary(fc.string({ maxLength: 6 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 5 }),
})

/** The same value with its keys the other way round, at every level. */
function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).reverse().map(([key, item]) => [key, reverseKeys(item)]))
}

const FIELDS = ['contract', 'asks', 'name', 'root', 'method', 'prompt', 'options'] as const

test('a change of any field changes the key', () => {
  fc.assert(
    fc.property(input, input, fc.constantFrom(...FIELDS), (one, other, field) => {
      const changed = { ...one, [field]: other[field] }
      fc.pre(JSON.stringify(sortKeys(one[field])) !== JSON.stringify(sortKeys(other[field])))
      expect(questionKey(changed)).not.toBe(questionKey(one))
    }),
  )
})

test('the order of keys does not, at any depth', () => {
  fc.assert(
    fc.property(input, (one) => {
      const turned = { ...one, options: reverseKeys(one.options) as QuestionKeyInput['options'] }
      expect(questionKey(turned)).toBe(questionKey(one))
      expect(questionKey(one)).toMatch(/^[0-9a-f]{64}$/)
    }),
  )
})

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).sort().map(([key, item]) => [key, sortKeys(item)]))
}
