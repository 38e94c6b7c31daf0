import { readFileSync } from 'node:fs'
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

const DOCUMENTS = ['api.md', 'sessions.md']

/** The examples of the API's documents by component name: the first of each schema. */
export function readExamples(repository: string): Record<string, unknown> {
  const read = (name: string) => listExamples(readFileSync(join(repository, 'docs', name), 'utf8'))
  const examples = DOCUMENTS.flatMap(read).reverse()
  return Object.fromEntries(
    examples.map(({ schema, text }) => [nameComponent(schema ?? ''), JSON.parse(text)]),
  )
}

/** `dayRunRequest` is documented as `DayRunRequest`. */
export function nameComponent(schema: string): string {
  return schema.slice(0, 1).toUpperCase() + schema.slice(1)
}
