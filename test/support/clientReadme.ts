import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The fenced blocks of a document, in order. */
export function readBlocks(path: string): { language: string; text: string }[] {
  return [...readFileSync(path, 'utf8').matchAll(/^```(\w+)\n(.*?)^```$/gms)].map((match) => ({
    language: match[1] ?? '',
    text: match[2] ?? '',
  }))
}

/** The client's hook and component, a module of their own. */
export function readReactBlock(client: string): string {
  const block = readBlocks(join(client, 'README.md')).find(({ language }) => language === 'tsx')
  if (!block) throw new Error('Cannot find the React block in client/README.md')
  return block.text
}
