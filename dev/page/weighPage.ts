import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

/** Bytes over the wire, gzip; supabase-js alone is 55 KB of the script. */
const BUDGET_KB: Record<string, number> = { '.js': 80, '.css': 6, '.html': 2 }

type Weight = { kind: string; kb: number; budgetKb: number; fits: boolean }

/** What a built page weighs, kind by kind, against its budget. */
export async function weighPage(folder: string): Promise<Weight[]> {
  const paths = await readdir(folder, { recursive: true })
  return await Promise.all(
    Object.entries(BUDGET_KB).map(async ([kind, budgetKb]) => {
      const files = paths.filter((path) => path.endsWith(kind))
      const sizes = await Promise.all(files.map(async (path) => {
        const packed = await promisify(gzip)(await readFile(join(folder, path)))
        return packed.length
      }))
      const kb = sizes.reduce((sum, size) => sum + size, 0) / 1000
      return { kind, kb, budgetKb, fits: files.length > 0 && kb <= budgetKb }
    }),
  )
}
