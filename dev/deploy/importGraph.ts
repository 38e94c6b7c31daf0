import { join, relative } from 'node:path'
import { StackError } from '../stackError.ts'

type DenoInfo = { modules: { specifier?: string; local?: string; error?: string }[] }

/** The local files a function is made of, by Deno's own resolver: index.ts, all it imports, and its deno.json. */
export async function readImportGraph(repository: string, name: string): Promise<string[]> {
  const folder = join('supabase', 'functions', name)
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...['info', '--json', '--no-lock', '--node-modules-dir=manual'],
      ...['--config', join(folder, 'deno.json'), join(folder, 'index.ts')],
    ],
    cwd: repository,
  }).output()
  if (code !== 0) {
    throw new StackError(`Cannot read the imports of ${name}:\n${new TextDecoder().decode(stderr)}`)
  }
  // Deno's documented output of `info --json`.
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as DenoInfo
  const broken = modules.find((module) => module.error)
  if (broken) throw new StackError(`Cannot read the imports of ${name}: ${broken.specifier}: ${broken.error}`)
  const local = modules.flatMap(({ specifier = '' }) =>
    specifier.startsWith('file:') && !specifier.includes('/node_modules/')
      ? [new URL(specifier).pathname]
      : []
  )
  return [...local.map((path) => relative(repository, decodeURI(path))), join(folder, 'deno.json')].sort()
}
