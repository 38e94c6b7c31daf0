import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What the built page is made of: its own sources, the client's, the build and the packages. */
const SOURCES = ['web', 'client', 'dev/page', 'dev/buildPage.ts', 'package-lock.json']

/** A name for this state of the sources, from names, sizes and times: milliseconds instead of a build. */
export async function digestSources(repository: string): Promise<string> {
  const hash = createHash('sha256')
  for (const source of SOURCES) {
    for (const path of await listFiles(join(repository, source))) {
      const { size, mtimeMs } = await stat(path)
      hash.update(`${path} ${size} ${mtimeMs}\n`)
    }
  }
  return hash.digest('hex').slice(0, 16)
}

async function listFiles(path: string): Promise<string[]> {
  const facts = await stat(path).catch(() => null)
  if (facts === null) return []
  if (facts.isFile()) return [path]
  const names = (await readdir(path)).filter((name) => name !== 'dist').sort()
  return (await Promise.all(names.map((name) => listFiles(join(path, name))))).flat()
}
