import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { REPOSITORY } from '../../support/stack.ts'

const css = readFileSync(join(REPOSITORY, 'web', 'app.css'), 'utf8')

// A transition of a pseudo-element went on for readers who had asked for reduced motion: `*` does not match it.
it('nothing on the page moves by itself', () => {
  expect(css).not.toMatch(/transition|animation|@keyframes|scroll-behavior/)
})

it('the page loads no font and no picture', () => {
  expect(css).not.toMatch(/@import|@font-face|url\(/)
})
