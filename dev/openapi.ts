// `npm run openapi`: writes what is made from the contract; with `-- --check` it only compares, then lints the document.
// Accident it prevents: a description of the API that was right when it was written.
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { lintDocument } from './openapi/lint.ts'
import { composeOutputs, DOCUMENT_PATH } from './openapi/outputs.ts'
import { runCommand, StackError } from './stackError.ts'

await runCommand(async () => {
  const repository = dirname(import.meta.dirname ?? '.')
  const [option, ...others] = Deno.args
  if (others.length > 0 || (option !== undefined && option !== '--check')) {
    throw new StackError('Usage: npm run openapi [-- --check]')
  }
  const outputs = composeOutputs(repository)
  const problems: string[] = []
  for (const { path, text } of outputs) {
    const before = await readFile(join(repository, path), 'utf8').catch(() => '')
    if (before === text) continue
    if (option === '--check') problems.push(`${path} is not what the contract says: npm run openapi`)
    else await writeFile(join(repository, path), text)
  }
  const document = outputs.find(({ path }) => path === DOCUMENT_PATH)
  problems.push(...await lintDocument(repository, document?.text ?? ''))
  if (problems.length > 0) throw new StackError(problems.join('\n'))
  console.log(`${outputs.map(({ path }) => path).join(', ')}: as the contract says, no lint problem`)
})
