// The client as an application gets it: built, packed, installed from the archive, run outside the repository.
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { findDeno } from '../../dev/denoBinary.mjs'
import { expectDay, prepareDay } from '../support/clientDay.ts'
import { installPackedClient, type PackedClient } from '../support/packedClient.ts'
import { REPOSITORY } from '../support/stack.ts'

const stack = inject('stack')
const run = promisify(execFile)
const client = join(REPOSITORY, 'client')

let packed: PackedClient
beforeAll(async () => {
  packed = await installPackedClient()
})
afterAll(() => packed.remove())

describe('the archive', () => {
  it('holds code and declarations of every source, README and licence, and nothing else', () => {
    const sources = readdirSync(client).filter((name) => name.endsWith('.ts')).map((name) =>
      name.slice(0, -3)
    )

    expect(packed.files.toSorted()).toEqual([
      'LICENSE',
      'README.md',
      ...sources.flatMap((name) => [`dist/${name}.d.ts`, `dist/${name}.js`]),
      'package.json',
    ].toSorted())
  })

  it('needs nothing outside itself, neither in code nor in declarations', () => {
    const installed = join(packed.folder, 'node_modules', '@wisely', 'orchestrator-client', 'dist')
    const targets = readdirSync(installed).flatMap((name) =>
      [...readFileSync(join(installed, name), 'utf8').matchAll(/(?:\bfrom |\bimport\()["']([^"']+)["']/g)]
        .map((match) => match[1] ?? '')
    )

    expect(targets.length).toBeGreaterThan(20)
    expect(targets.filter((target) => !/^\.\/\w+\.js$/.test(target))).toEqual([])
  })

  it('is the same when it is built again', async () => {
    const again = await installPackedClient()
    const read = ({ folder, files }: PackedClient) =>
      files.map((path) =>
        readFileSync(join(folder, 'node_modules', '@wisely', 'orchestrator-client', path), 'utf8')
      )

    expect(read(again)).toEqual(read(packed))
    await again.remove()
  })

  it('says what a publisher and an installer need to know', () => {
    const about = JSON.parse(readFileSync(join(client, 'package.json'), 'utf8'))
    const licence = (folder: string) => readFileSync(join(folder, 'LICENSE'), 'utf8')

    expect(about).toMatchObject({
      license: 'MIT',
      type: 'module',
      sideEffects: false,
      engines: { node: '>=20' },
    })
    expect(about).not.toHaveProperty('private')
    expect(about).not.toHaveProperty('dependencies')
    expect(licence(client)).toBe(licence(REPOSITORY))
  })
})

describe('a day with the installed package', () => {
  it('runs in Node', async () => {
    const input = await prepareDay(stack, packed.folder)

    const { stdout } = await run('node', ['journey/main.js', JSON.stringify(input)], { cwd: packed.folder })

    expectDay(JSON.parse(stdout))
  })

  it('runs in Deno, with its own WebSocket', async () => {
    const input = await prepareDay(stack, packed.folder)

    const { stdout } = await run(findDeno(REPOSITORY), [
      ...['run', '--quiet', '--allow-all', '--node-modules-dir=manual'],
      ...['journey/main.js', JSON.stringify(input)],
    ], { cwd: packed.folder })

    expectDay(JSON.parse(stdout))
  })
})
