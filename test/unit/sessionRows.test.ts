// Every promise of a quality session has a number, and a test whose title begins with it.
// Accident it prevents: a promise that everybody takes for tested, because the tests are many.
import { expect, it } from 'vitest'
import { listFiles, readSource } from '../support/sources.ts'

const ROWS = Array.from({ length: 20 }, (_, index) => `0-${String(index + 1).padStart(2, '0')}`)
/** A title is what stands first in the parentheses of `it`, `test`, or what their `each` gives. */
const TITLE = /\(\s*['"`](0-\d\d) /g

const titled = new Set(
  listFiles('test', '.test.ts').flatMap((path) =>
    [...readSource(path).text.matchAll(TITLE)].map(([, row]) => row)
  ),
)

it('every row has a test that is named after it', () => {
  expect(ROWS.filter((row) => !titled.has(row))).toEqual([])
})

it('no test is named after a row that does not exist', () => {
  expect([...titled].filter((row) => !ROWS.includes(row ?? ''))).toEqual([])
})
