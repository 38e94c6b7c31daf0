import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { findDeno } from './denoBinary.mjs'

/**
 * What `npm run ok` runs, in this order, up to the first failure. One command is a program and its arguments; a step
 * with `tools` needs the packages of tools/, which nobody else installs.
 * @returns {{ name: string, commands: string[][], tools?: boolean }[]}
 */
export function listGateSteps(repository) {
  const deno = findDeno(repository)
  const node = process.execPath
  const modules = join(repository, 'node_modules')
  const program = (name) => [deno, 'run', '--allow-all', '--unstable-no-legacy-abort', join('dev', name)]
  const tool = (...path) => join(repository, 'tools', 'node_modules', ...path)
  const vitest = (project) => [[node, join(modules, 'vitest', 'vitest.mjs'), 'run', '--project', project]]
  return [
    { name: 'format', commands: [[deno, 'fmt', '--check', '--quiet']] },
    { name: 'lint', commands: [[deno, 'lint', '--quiet']] },
    {
      name: 'types',
      commands: [
        [node, join(modules, 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.node.json'],
        [node, join(modules, 'typescript', 'bin', 'tsc'), '-p', join('web', 'tsconfig.json')],
        [deno, 'check', '--quiet', ...listSources(repository, 'dev'), join('kit', 'main.ts')],
        ...listFunctions(repository).map((folder) => [
          ...[deno, 'check', '--quiet', '--no-lock', '--node-modules-dir=manual'],
          // Not --config: with it Deno looks for the types of node: modules where only the function's packages are.
          ...['--import-map', join(folder, 'deno.json'), join(folder, 'index.ts')],
        ]),
      ],
    },
    { name: 'openapi', commands: [[...program('openapi.ts'), '--check']], tools: true },
    { name: 'page', commands: [program('buildPage.ts')] },
    { name: 'unit', commands: vitest('unit') },
    { name: 'property', commands: vitest('property') },
    { name: 'sql', commands: vitest('sql') },
    { name: 'e2e', commands: vitest('e2e') },
    { name: 'sabotage', commands: vitest('sabotage') },
    { name: 'browser', commands: vitest('browser'), tools: true },
    {
      name: 'client',
      tools: true,
      commands: [
        program('buildClient.ts'),
        [node, tool('publint', 'src', 'cli.js'), 'client', '--strict'],
        [
          ...[node, tool('@arethetypeswrong', 'cli', 'dist', 'index.js'), '--pack', 'client'],
          ...['--profile', 'esm-only', '--quiet'],
        ],
        [node, join('dev', 'weighClient.mjs')],
      ],
    },
    { name: 'deploy', commands: [program('deployDry.ts')] },
    { name: 'advisors', commands: [program('advisors.ts')] },
    { name: 'old-runtime', commands: [program('smokeOldRuntime.ts')] },
  ]
}

function listSources(repository, folder) {
  return readdirSync(join(repository, folder)).filter((name) => name.endsWith('.ts')).map((name) =>
    join(folder, name)
  )
}

function listFunctions(repository) {
  const folder = join('supabase', 'functions')
  return readdirSync(join(repository, folder)).map((name) => join(folder, name))
    .filter((path) => existsSync(join(repository, path, 'index.ts')))
}
