import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The npm package `deno` links its binary at its first run; without install scripts only the platform package has it. */
export function findDeno(repository) {
  const family = process.platform === 'linux' ? '-glibc' : ''
  const name = process.platform === 'win32' ? 'deno.exe' : 'deno'
  const platform = `${process.platform}-${process.arch}${family}`
  const places = [join('node_modules', 'deno', name), join('node_modules', '@deno', platform, name)]
  const found = places.map((place) => join(repository, place)).find(existsSync)
  if (!found) throw new Error(`Cannot find Deno for ${platform}: run "npm ci --ignore-scripts"`)
  return found
}
