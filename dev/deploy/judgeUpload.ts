import { posix } from 'node:path'
import { MAX_BYTES } from './bundleLimit.ts'
import type { Upload } from './managementStub.ts'

const FUNCTIONS = 'supabase/functions/'
const RELATIVE_IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g

/** What is wrong with an upload, a sentence each; `graph` are the files it should consist of. */
export function judgeUpload({ slug, files, metadata }: Upload, graph: string[]): string[] {
  const paths = files.map(({ path }) => path)
  const wanted = {
    entrypoint_path: `${FUNCTIONS}${slug}/index.ts`,
    import_map_path: `${FUNCTIONS}${slug}/deno.json`,
    verify_jwt: false,
  }
  const problems = Object.entries(wanted).filter(([key, value]) => metadata[key] !== value)
    .map(([key, value]) => `${key} is ${JSON.stringify(metadata[key])} instead of ${JSON.stringify(value)}`)

  for (const path of graph) if (!paths.includes(path)) problems.push(`${path} is imported and not uploaded`)
  for (const path of paths) {
    if (!path.startsWith(FUNCTIONS)) problems.push(`${path} is uploaded from outside ${FUNCTIONS}`)
    if (!graph.includes(path)) problems.push(`${path} is uploaded and not imported`)
    if (paths.indexOf(path) !== paths.lastIndexOf(path)) problems.push(`${path} is uploaded twice`)
  }
  for (const { path, text } of files.filter((file) => file.path.endsWith('.ts'))) {
    for (const [, specifier = ''] of text.matchAll(RELATIVE_IMPORT)) {
      const target = posix.join(posix.dirname(path), specifier)
      if (!paths.includes(target)) problems.push(`${path} imports ${specifier}, which is not uploaded`)
    }
  }
  const bytes = countBytes({ slug, files, metadata })
  if (bytes >= MAX_BYTES) problems.push(`it has ${bytes} bytes, at most ${MAX_BYTES} are meant to be`)
  return [...new Set(problems)]
}

export function countBytes({ files }: Upload): number {
  return files.reduce((sum, file) => sum + file.bytes, 0)
}
