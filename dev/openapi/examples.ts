import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A marked JSON block of a document, in the order of the text. */
export type Example = { schema: string | undefined; text: string; line: number }

/** Blocks of a document that begin with ```json, with the schema that their mark names. */
export function listExamples(text: string): Example[] {
  return [...text.matchAll(/(?:<!-- schema: (\w+) -->\s*)?^```json\n(.*?)^```$/gms)].map((match) => ({
    schema: match[1],
    text: match[2] ?? '',
    line: text.slice(0, match.index).split('\n').length,
  }))
}

/** The examples of the documents by component name: the first of each schema, those of docs/api.md before others. */
export function readExamples(repository: string): Record<string, unknown> {
  const folder = join(repository, 'docs')
  const others = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'api.md').sort()
  const examples = ['api.md', ...others].flatMap((name) =>
    listExamples(readFileSync(join(folder, name), 'utf8'))
  )
    .reverse()
  return Object.fromEntries(
    examples.map(({ schema, text }) => [nameComponent(schema ?? ''), JSON.parse(text)]),
  )
}

/** `dayRunRequest` is documented as `DayRunRequest`. */
export function nameComponent(schema: string): string {
  return schema.slice(0, 1).toUpperCase() + schema.slice(1)
}
