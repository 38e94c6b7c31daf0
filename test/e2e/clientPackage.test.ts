// The client as an application gets it: built, packed, installed from the archive, run outside the repository.
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { compileClient } from '../../dev/client/compileClient.ts'
import { findDeno } from '../../dev/denoBinary.mjs'
import { expectDay, prepareDay } from '../support/clientDay.ts'
import { readBlocks, readReactBlock } from '../support/clientReadme.ts'
import { installPackedClient, type PackedClient } from '../support/packedClient.ts'
import { makeTempFolder, REPOSITORY } from '../support/stack.ts'

const stack = inject('stack')
const run = promisify(execFile)
const client = join(REPOSITORY, 'client')

let packed: PackedClient
beforeAll(async () => {
  packed = await installPackedClient()
})
afterAll(() => packed.remove())

describe('the archive', () => {
  const installed = () => join(packed.folder, 'node_modules', '@wisely', 'orchestrator-client', 'dist')

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
    const targets = readdirSync(installed()).flatMap((name) =>
      [...readFileSync(join(installed(), name), 'utf8').matchAll(/(?:\bfrom |\bimport\()["']([^"']+)["']/g)]
        .map((match) => match[1] ?? '')
    )

    expect(targets.length).toBeGreaterThan(20)
    expect(targets.filter((target) => !/^\.\/\w+\.js$/.test(target))).toEqual([])
  })

  it('is the same when it is built again, also over the files of another build', async () => {
    const again = await makeTempFolder('wisely-again-')
    await writeFile(join(again, 'left.js'), 'export {}')
    await compileClient(REPOSITORY, again)
    const read = (folder: string) =>
      readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')])

    expect(read(again)).toEqual(read(installed()))
    await rm(again, { recursive: true, force: true })
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

/** What the compiler says about files of the application; nothing when it is content. */
async function compile(compilerOptions: Record<string, unknown>, include: string[]): Promise<string> {
  const given = { target: 'es2022', lib: ['es2023', 'dom'], types: [], strict: true, noEmit: true }
  await writeFile(
    join(packed.folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...given, ...compilerOptions }, include }),
  )
  const tsc = join(REPOSITORY, 'node_modules', 'typescript', 'bin', 'tsc')
  const { stdout } = await run('node', [tsc, '-p', '.'], { cwd: packed.folder }).catch((error) => error)
  return stdout
}

describe('the README', () => {
  const blocks = readBlocks(join(client, 'README.md'))
  const program = blocks.filter(({ language }) => language === 'ts').map(({ text }) => text).join('\n')

  it.each(['nodenext', 'bundler'])(
    'has blocks that the compiler takes, resolution %s',
    async (resolution) => {
      await writeFile(join(packed.folder, 'program.ts'), program)
      await writeFile(join(packed.folder, 'hooks.tsx'), readReactBlock(client))

      const complaints = await compile({
        ...{ moduleResolution: resolution, module: resolution === 'bundler' ? 'esnext' : resolution },
        ...{ jsx: 'react-jsx', jsxImportSource: 'preact', skipLibCheck: true },
        // React's hooks and elements as preact declares them; the hook uses nothing that differs.
        paths: { react: ['./node_modules/preact/compat/src/index.d.ts'] },
      }, ['program.ts', 'hooks.tsx'])

      expect(complaints).toBe('')
    },
  )

  it('has declarations that stand alone: without supabase-js, without types of Node', async () => {
    await writeFile(join(packed.folder, 'alone.ts'), `export * from '@wisely/orchestrator-client'`)

    expect(await compile({ module: 'nodenext', skipLibCheck: false }, ['alone.ts'])).toBe('')
  })

  it('has TypeScript that runs as one program', async () => {
    const input = await prepareDay(stack, packed.folder)
    const here = program.replaceAll('http://127.0.0.1:54321', stack.API_URL)
      .replaceAll('demo@wisely.example', input.email)
    expect(here).toContain(stack.PUBLISHABLE_KEY)
    await writeFile(join(packed.folder, 'here.ts'), `${here}\nDeno.exit()\n`)

    const { stdout, stderr } = await run(findDeno(REPOSITORY), [
      ...['run', '--quiet', '--allow-all', '--node-modules-dir=manual', 'here.ts'],
    ], { cwd: packed.folder, env: { ...process.env, NO_COLOR: '1' } })

    expect(stderr).toBe('')
    expect(stdout.split('\n')).toEqual(expect.arrayContaining([
      '# Daily Learning Plan',
      'That day is gone',
      'Event: 1 intent_created',
      'Event: 3 instructor_plan_completed',
      'Stream: closed ',
      'Next time after: 5',
      '1',
      '1 Waiting for a worker',
      expect.stringMatching(/^Session: (succeeded|needs_review)$/),
      '5 VALIDATION_ERROR',
    ]))
  })
})
