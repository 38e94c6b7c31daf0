// What comes from others. Accidents it prevents: a licence that binds the user of this project, code fetched from an
// address at run time, a function that grows a tail of packages.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listFiles, readSource } from '../support/sources.ts'
import { REPOSITORY } from '../support/stack.ts'

type Locked = { version: string; license?: string; dev?: boolean; devOptional?: boolean; integrity?: string }

/** Licences that ask for no more than the notice to be kept. */
const PERMISSIVE = ['MIT', 'MIT-0', 'Apache-2.0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Unlicense']
/**
 * Beside these, for what runs on the developer's machine and is never shipped: file-level copyleft, data under
 * Creative Commons, old free licences. None of them reaches the code of this project by use.
 */
const FOR_TOOLS = [
  ...PERMISSIVE,
  ...[
    'MPL-2.0',
    'Python-2.0',
    'Artistic-2.0',
    'BlueOak-1.0.0',
    'WTFPL',
    'Zlib',
    'CC0-1.0',
    'CC-BY-3.0',
    'CC-BY-4.0',
  ],
]

test.each(['package-lock.json', 'tools/package-lock.json'])(
  '%s holds only packages with an allowed licence, and a sha512 of each',
  (file) => {
    const wrong = readLock(file).filter(({ license, dev, devOptional, integrity }) =>
      !isAllowed(license, dev || devOptional ? FOR_TOOLS : PERMISSIVE) || !integrity?.startsWith('sha512-')
    )

    expect(wrong.map(({ name, license }) => `${name}: ${license}`)).toEqual([])
  },
)

test('an expression of licences is allowed when one of its choices is, as a whole', () => {
  expect(isAllowed('(AFL-2.1 OR BSD-3-Clause)', PERMISSIVE)).toBe(true)
  expect(isAllowed('(MIT AND Zlib)', FOR_TOOLS)).toBe(true)
  expect(isAllowed('(MIT AND Zlib)', PERMISSIVE)).toBe(false)
  expect(isAllowed('GPL-3.0', FOR_TOOLS)).toBe(false)
  expect(isAllowed(undefined, FOR_TOOLS)).toBe(false)
})

test('the orchestrator depends on at most five packages at run time', () => {
  const { imports } = JSON.parse(readText('supabase/functions/orchestrator/deno.json'))

  expect(Object.keys(imports).length).toBeLessThanOrEqual(5)
})

test('nothing is imported from an address: every package comes from npm, pinned by a lock', () => {
  const sources = ['supabase', 'client', 'kit', 'dev', 'examples', 'test'].flatMap((folder) =>
    ['.ts', '.mjs'].flatMap((ending) => listFiles(folder, ending))
  )
  const fromSources = sources.map(readSource).flatMap(({ path, imports }) =>
    imports.filter((target) => /^(https?|jsr|npm):/.test(target)).map((target) => `${path}: ${target}`)
  )
  const fromMaps = ['deno.json', ...listFiles('supabase/functions', 'deno.json')].flatMap((path) =>
    Object.values<string>(JSON.parse(readText(path)).imports)
      .filter((target) => !/^npm:.+@\d/.test(target)).map((target) => `${path}: ${target}`)
  )

  expect([...fromSources, ...fromMaps]).toEqual([])
})

function readText(path: string): string {
  return readFileSync(join(REPOSITORY, path), 'utf8')
}

function readLock(file: string): (Locked & { name: string })[] {
  const packages: Record<string, Locked> = JSON.parse(readText(file)).packages
  return Object.entries(packages).filter(([name]) => name !== '').map(([name, locked]) => ({
    name,
    ...locked,
  }))
}

/** An SPDX expression without nesting, which is all that the lock files hold. */
function isAllowed(license: string | undefined, allowed: string[]): boolean {
  const choices = (license ?? '').replace(/[()]/g, '').split(' OR ')
  return choices.some((choice) => choice.split(' AND ').every((name) => allowed.includes(name)))
}
