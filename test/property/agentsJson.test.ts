import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCleanJson } from '../../supabase/functions/_shared/agents/cleanJson.ts'

const UNWANTED = /(?![\t\n])\p{Cc}|\p{Bidi_Control}|\p{Surrogate}/u

function isClean(value: unknown): boolean {
  if (typeof value === 'string') return !UNWANTED.test(value)
  if (typeof value === 'number') return Number.isFinite(value)
  if (value === null || typeof value !== 'object') return true
  return Object.entries(value).every(([key, item]) => key !== '__proto__' && isClean(key) && isClean(item))
}

const nasty = fc.constantFrom(
  '\u0000',
  '\u202e',
  '\ud800',
  '\udc00',
  '\u0085',
  '\r',
  '__proto__',
  '\ud83d\ude00',
  'é',
)
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.array(nasty).map((parts) => parts.join('')))
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    text,
    fc.double(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4 }),
  ),
})).value

test('whatever JSON arrives, raw or escaped, what comes out is clean, and cleaning it again changes nothing', () => {
  fc.assert(
    fc.property(json, fc.boolean(), (value, escaped) => {
      const raw = JSON.stringify(value)
      const sent = escaped
        ? raw.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        : raw
      const parsed = parseCleanJson(sent)

      expect(parsed).not.toBeNull()
      expect(isClean(parsed?.value)).toBe(true)
      expect(parseCleanJson(JSON.stringify(parsed?.value))).toEqual(parsed)
    }),
    { numRuns: 3_000 },
  )
})

test.each(['1e400', '1E+400', '-1e999', '1'.repeat(310), `${'1'.repeat(250)}e99`, '[{"a":1e0400}]'])(
  'the number %s never becomes Infinity',
  (sent) => {
    expect(isClean(parseCleanJson(sent)?.value)).toBe(true)
  },
)
