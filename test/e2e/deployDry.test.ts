// `npm run deploy:dry` on this repository and on copies with a fault each.
// Accident it prevents: a dry run that is green because it looks at nothing.
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { copyRepository, type RepositoryCopy } from '../support/repositoryCopy.ts'
import { REPOSITORY, runStackCommand } from '../support/stack.ts'

const INDEX = 'supabase/functions/orchestrator/index.ts'
const copies: RepositoryCopy[] = []
afterEach(async () => {
  for (const copy of copies.splice(0)) await copy.remove()
})

test('the deploy command uploads every function, complete, verified in code and below 1 MB', async () => {
  const { code, stdout, stderr } = await runStackCommand('dev/deployDry.ts', [], {})

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(
    /^agents: \d+ files, \d+ bytes\norchestrator: \d+ files, \d+ bytes\nproxy: .*\nsession: .*\nworker: .*\n/,
  )
})

test('a function that the platform would guard itself is refused', async () => {
  const copy = await copyFunctions()
  await copy.write(
    'supabase/config.toml',
    'project_id = "copy"\n[functions.orchestrator]\nverify_jwt = true\n',
  )

  await expectFault(copy, 'orchestrator: verify_jwt is true instead of false')
})

test('an import map that config.toml takes from elsewhere is refused', async () => {
  const copy = await copyFunctions()
  await copy.write('supabase/functions/other.json', '{ "imports": {} }\n')
  await copy.write(
    'supabase/config.toml',
    'project_id = "copy"\n[functions.orchestrator]\nverify_jwt = false\nimport_map = "./functions/other.json"\n',
  )

  await expectFault(copy, 'orchestrator: import_map_path is "supabase/functions/other.json"')
})

test('an import from outside the functions is refused', async () => {
  const copy = await copyFunctions()
  await copy.write('supabase/outside.ts', 'export const secret = 1\n')
  await copy.write(
    INDEX,
    `import { secret } from '../../outside.ts'\nexport default { fetch: () => secret }\n`,
  )

  await expectFault(copy, 'supabase/outside.ts')
})

test('an import that leads nowhere is refused', async () => {
  const copy = await copyFunctions()
  await copy.write(INDEX, `import { gone } from './gone.ts'\nexport default { fetch: () => gone }\n`)

  await expectFault(copy, 'gone.ts')
})

test('a function of more than 1 MB is refused', async () => {
  const copy = await copyFunctions()
  await copy.write(INDEX, `export const words = '${'x'.repeat(1024 * 1024)}'\n`)

  await expectFault(copy, 'at most 1048576 are meant to be')
})

async function copyFunctions(): Promise<RepositoryCopy> {
  const copy = await copyRepository()
  copies.push(copy)
  await cp(join(REPOSITORY, 'supabase', 'config.toml'), join(copy.folder, 'supabase', 'config.toml'))
  return copy
}

async function expectFault({ folder }: RepositoryCopy, words: string): Promise<void> {
  const { code, stderr } = await runStackCommand('dev/deployDry.ts', [], {}, { repository: folder })

  expect(stderr).toContain(words)
  expect(code).toBe(1)
}
