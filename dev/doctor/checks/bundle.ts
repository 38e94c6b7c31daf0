import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { MAX_BYTES } from '../../deploy/bundleLimit.ts'
import { type Finding, openReport } from '../finding.ts'
import type { Outside } from '../target.ts'

const FUNCTIONS = ['orchestrator', 'agents', 'session', 'proxy']
const RELATIVE_IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g

/** Whether what would be deployed stays small; the exact upload is the business of `npm run deploy:dry`. */
export async function checkBundle({ target }: Outside): Promise<Finding[]> {
  const report = openReport('bundle size')
  const sizes: string[] = []
  for (const name of FUNCTIONS) {
    const entry = join(target.repository, 'supabase', 'functions', name, 'index.ts')
    const { bytes, largest } = await measure(entry)
    sizes.push(`${name} ${Math.ceil(bytes / 1024)} KB`)
    if (bytes < MAX_BYTES) continue
    report.error({
      what: `function ${name} has ${bytes} bytes, ${MAX_BYTES} are meant to be the most`,
      why: 'A deploy without Docker takes 5 MB, and every cold start reads all of it.',
      fix: `npm run deploy:dry  (the largest file is ${largest})`,
    })
  }
  return report.findings(sizes.join(', '))
}

async function measure(entry: string): Promise<{ bytes: number; largest: string }> {
  const files = new Set([entry])
  let bytes = 0
  let largest = { path: entry, size: 0 }
  for (const path of files) {
    const text = await readFile(path, 'utf8').catch(() => '')
    const size = Buffer.byteLength(text)
    bytes += size
    if (size > largest.size) largest = { path, size }
    for (const [, specifier = ''] of text.matchAll(RELATIVE_IMPORT)) files.add(join(dirname(path), specifier))
  }
  return { bytes, largest: largest.path }
}
