import { spawn } from 'node:child_process'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Compiles client/ into a folder that holds nothing else afterwards: the same sources give the same bytes. */
export async function compileClient(repository: string, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  const tsc = join(repository, 'node_modules', 'typescript', 'bin', 'tsc')
  const project = join(repository, 'client', 'tsconfig.json')
  await run('node', [tsc, '--project', project, '--outDir', folder])
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.d.ts')) continue
    // tsc rewrites extensions in code and leaves them in declarations, where not every resolver takes `.ts`.
    const text = await readFile(join(folder, name), 'utf8')
    await writeFile(join(folder, name), text.replace(/(?<= from (["'])\.\/\w+)\.ts(?=\1)/g, '.js'))
  }
}

function run(program: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 2, 2] })
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`Cannot build the client: ${program} ended with code ${code}`))
    })
  })
}
