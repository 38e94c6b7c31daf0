import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { replaceBetween } from './betweenMarks.ts'
import { composeDocument } from './document.ts'
import { renderErrorReference } from './errorReference.ts'
import { readExamples } from './examples.ts'
import { composeLlms } from './llms.ts'
import { composeRequestsFile } from './requestsFile.ts'

/** A file of the repository and what it should say. */
export type Output = { path: string; text: string }

const ERRORS_PATH = 'docs/errors.md'
export const DOCUMENT_PATH = 'docs/openapi.json'

/** Every file that is made from the contract. */
export function composeOutputs(repository: string): Output[] {
  const examples = readExamples(repository)
  const document = composeDocument(examples)
  const errors = readFileSync(join(repository, ERRORS_PATH), 'utf8')
  return [
    { path: DOCUMENT_PATH, text: `${JSON.stringify(document, null, 2)}\n` },
    { path: 'supabase/functions/orchestrator/openapiDocument.ts', text: composeModule(document) },
    { path: 'examples/requests.http', text: composeRequestsFile(examples) },
    { path: ERRORS_PATH, text: replaceBetween(errors, 'error reference', renderErrorReference()) },
    { path: 'llms.txt', text: composeLlms(repository) },
  ]
}

/** What the function serves: half the bytes of the readable file, and nothing to parse. */
function composeModule(document: object): string {
  const text = JSON.stringify(document).replaceAll('\\', '\\\\').replaceAll("'", "\\'")
  return `// docs/openapi.json as one line, made by \`npm run openapi\`.\nexport const OPENAPI =\n  '${text}'\n`
}
