import { composeDocument } from './document.ts'
import { readExamples } from './examples.ts'

/** A file of the repository and what it should say. */
export type Output = { path: string; text: string }

export const DOCUMENT_PATH = 'docs/openapi.json'

/** Every file that is made from the contract. */
export function composeOutputs(repository: string): Output[] {
  const document = composeDocument(readExamples(repository))
  return [
    { path: DOCUMENT_PATH, text: `${JSON.stringify(document, null, 2)}\n` },
    { path: 'supabase/functions/orchestrator/openapiDocument.ts', text: composeModule(document) },
  ]
}

/** What the function serves: half the bytes of the readable file, and nothing to parse. */
function composeModule(document: object): string {
  const text = JSON.stringify(document).replaceAll('\\', '\\\\').replaceAll("'", "\\'")
  return `// docs/openapi.json as one line, made by \`npm run openapi\`.\nexport const OPENAPI =\n  '${text}'\n`
}
