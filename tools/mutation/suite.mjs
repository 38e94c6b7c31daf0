// Stands for `vitest` in a mutation run: it collects the tests of a file, and leaves running them to runner.mjs.
import {
  addCustomEqualityTesters,
  ASYMMETRIC_MATCHERS_OBJECT,
  chai,
  customMatchers,
  getState,
  GLOBAL_EXPECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from '@vitest/expect'

chai.use(JestExtend)
chai.use(JestChaiExpect)
chai.use(JestAsymmetricMatchers)

export const expect = (value, message) => chai.expect(value, message)
Object.assign(expect, chai.expect)
Object.assign(expect, globalThis[ASYMMETRIC_MATCHERS_OBJECT])
expect.getState = () => getState(expect)
expect.setState = (state) => setState(state, expect)
expect.addEqualityTesters = addCustomEqualityTesters
setState({ assertionCalls: 0, isExpectingAssertions: false, expectedAssertionsNumber: null }, expect)
globalThis[GLOBAL_EXPECT] ??= expect
chai.expect.extend(expect, customMatchers)

const hook = (kind) => (body) => void globalThis.__suite[kind].push(body)
export const [beforeAll, afterAll, beforeEach, afterEach] = [
  'beforeAll',
  'afterAll',
  'beforeEach',
  'afterEach',
].map(
  hook,
)

export const describe = withEach((title, body) => {
  const outer = globalThis.__suite
  globalThis.__suite = createSuite(title, outer)
  body()
  globalThis.__suite = outer
})
/** A test's title, options if any, and body; timeouts are not its own business here. */
export const test = withEach((title, ...rest) => {
  const suite = globalThis.__suite
  const path = [title]
  for (let each = suite; each.outer; each = each.outer) path.unshift(each.title)
  globalThis.__collect({
    title: path.join(' > '),
    suite,
    body: rest.find((part) => typeof part === 'function'),
  })
})
export const it = (...args) => test(...args)
it.each = test.each

export function createSuite(title, outer) {
  return { title, outer, beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] }
}

/** Titles of a table need only be stable and different, so the case's number is enough. */
function withEach(define) {
  const each = (cases) => (title, ...rest) =>
    cases.forEach((row, index) => {
      const bound = (part) => () => Array.isArray(row) ? part(...row) : part(row)
      define(`${title} [${index}]`, ...rest.map((part) => typeof part === 'function' ? bound(part) : part))
    })
  return Object.assign(define, { each })
}
