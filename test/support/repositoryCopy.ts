import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeTempFolder, REPOSITORY } from './stack.ts'

/** A copy whose migrations and functions a test may change: only the stack itself and what the test writes. */
export type RepositoryCopy = {
  folder: string
  /** Writes a file, path relative to the copy. */
  write(path: string, text: string): Promise<void>
  remove(): Promise<void>
}

/** Answers everything with its path: enough for a stack to be healthy. */
const ORCHESTRATOR =
  `export default { fetch: (request: Request) => new Response(new URL(request.url).pathname) }\n`

export async function copyRepository(): Promise<RepositoryCopy> {
  const folder = await makeTempFolder('wisely-copy-')
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  for (const path of ['dev', 'deno.json', 'package.json', 'supabase/seed.sql']) {
    await cp(join(REPOSITORY, path), join(folder, path), { recursive: true })
  }
  await symlink(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'))
  await write(
    'supabase/migrations/20260101000000_create_notes.sql',
    'create table public.notes (body text not null);\n',
  )
  await write('supabase/functions/orchestrator/deno.json', '{ "imports": {} }\n')
  await write('supabase/functions/orchestrator/index.ts', ORCHESTRATOR)
  return { folder, write, remove: () => rm(folder, { recursive: true, force: true }) }
}
