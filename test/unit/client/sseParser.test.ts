import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createSseParser } from '../../../client/sseParser.ts'

const parse = (...texts: string[]) => {
  const read = createSseParser()
  return texts.flatMap(read)
}

it.each(['\n', '\r\n', '\r'])('lines end with %j', (eol) => {
  expect(
    parse(['retry: 700', '', ': hello', 'id: 1', 'event: x', 'data: {"a":', 'data:1}', '', ''].join(eol)),
  )
    .toEqual([
      { kind: 'retry', ms: 700 },
      { kind: 'comment' },
      { kind: 'message', data: '{"a":\n1}' },
    ])
})

it('one space after the colon belongs to the colon, more are data, and a colon in the data is data', () => {
  expect(parse('data:  a: b\n\n')).toEqual([{ kind: 'message', data: ' a: b' }])
})

it('a message without its empty line, an unknown field and a retry that is no number say nothing', () => {
  expect(parse('nonsense\nretry: soon\ndata\n\n', 'data: cut off\n')).toEqual([])
})

it('a field without a colon has no value', () => {
  expect(parse('data\ndata: x\n\n')).toEqual([{ kind: 'message', data: '\nx' }])
})

it('however a stream is cut into pieces, it says the same', () => {
  const line = fc.oneof(
    fc.constantFrom('', ':', ': still here', 'retry: 5', 'id: 3', 'data', 'data:', 'data: {}'),
    fc.string({ unit: fc.constantFrom('a', ' ', ':', '🎈', '\u2028') }),
  )
  fc.assert(
    fc.property(
      fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r'))),
      fc.array(fc.nat(200)),
      (lines, cuts) => {
        const text = lines.map(([words, eol]) => words + eol).join('')
        const at = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length]
        const pieces = at.slice(1).map((end, index) => text.slice(at[index], end))

        expect(parse(...pieces)).toEqual(parse(text))
      },
    ),
    { numRuns: 500 },
  )
})
