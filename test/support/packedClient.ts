import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { compileClient } from '../../dev/client/compileClient.ts'
import { makeTempFolder, REPOSITORY } from './stack.ts'

const run = promisify(execFile)

export type PackedClient = {
  /** An application's folder: the client installed from its archive, supabase-js and ws beside it. */
  folder: string
  /** What the archive holds. */
  files: string[]
  remove(): Promise<void>
}

/** Builds the client, packs it with npm and installs the archive into an empty application. */
export async function installPackedClient(): Promise<PackedClient> {
  const home = await makeTempFolder('wisely-packed-')
  const [source, folder] = [join(home, 'package'), join(home, 'application')]
  await mkdir(folder)
  // A copy, because files that run at the same time would build into one client/dist.
  for (const name of ['package.json', 'README.md', 'LICENSE']) {
    await cp(join(REPOSITORY, 'client', name), join(source, name))
  }
  await compileClient(REPOSITORY, join(source, 'dist'))
  const packed = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', home], {
    cwd: source,
  })
  // What `npm pack --json` prints: one entry for each package.
  const [archive] = JSON.parse(packed.stdout) as { filename: string; files: { path: string }[] }[]
  if (!archive) throw new Error('Cannot pack the client: npm named no archive')

  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  const install = ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund']
  await run('npm', [...install, join(home, archive.filename)], { cwd: folder })
  const installed = await readdir(join(folder, 'node_modules'))
  if (installed.some((name) => !['.package-lock.json', '@wisely'].includes(name))) {
    throw new Error(`The client brought packages along: ${installed.join(', ')}`)
  }
  for (const name of ['@supabase', '@types', 'preact', 'ws']) {
    await symlink(join(REPOSITORY, 'node_modules', name), join(folder, 'node_modules', name))
  }
  return {
    folder,
    files: archive.files.map(({ path }) => path),
    remove: () => rm(home, { recursive: true, force: true }),
  }
}
