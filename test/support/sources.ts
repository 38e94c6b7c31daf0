import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { REPOSITORY } from './stack.ts'

export type Source = {
  /** Relative to the repository, with `/`. */
  path: string
  text: string
  /** The text without comments and string contents: what the code does, not what it says. */
  code: string
  imports: string[]
}

/** Files under a folder of the repository, whole paths, without links and what is installed or built. */
export function listFiles(folder: string, ending: string): string[] {
  return readdirSync(join(REPOSITORY, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isSymbolicLink() || ['node_modules', 'dist'].includes(entry.name)) return []
    if (entry.isDirectory()) return listFiles(path, ending)
    return path.endsWith(ending) ? [path] : []
  })
}

/** Import targets: repository paths for relative ones, the specifier itself for packages. */
function readImports(path: string, text: string): string[] {
  const specifiers = [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\b[^'"\n]*?(?:\n[^'"]*?)?from '([^']+)'|import\('([^']+)'\)|(?:^|\n)import '([^']+)'/g,
    ),
  ]
    .map((match) => match[1] ?? match[2] ?? match[3] ?? '')
  return specifiers.map((specifier) =>
    specifier.startsWith('.')
      ? relative(REPOSITORY, join(REPOSITORY, dirname(path), specifier)).replaceAll('\\', '/')
      : specifier
  )
}

function stripWords(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''")
    .replace(/"(?:[^"\\\n]|\\.)*"/g, '""')
}

export function readSource(path: string): Source {
  const text = readFileSync(join(REPOSITORY, path), 'utf8')
  return { path, text, code: stripWords(text), imports: readImports(path, text) }
}
