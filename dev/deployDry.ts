// `npm run deploy:dry`: the real deploy command against a stub of the Management API. Nothing leaves this machine.
// Accident it prevents: a function that runs here and fails hosted, because a file, a setting or the size is wrong.
import { access, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readImportGraph } from './deploy/importGraph.ts'
import { countBytes, judgeUpload } from './deploy/judgeUpload.ts'
import { runDeploy } from './deploy/runDeploy.ts'
import { runCommand, StackError } from './stackError.ts'

await runCommand(async () => {
  const repository = dirname(import.meta.dirname ?? '.')
  const functions = await listFunctions(repository)
  const graphs = await Promise.all(functions.map((name) => readImportGraph(repository, name)))
  const uploads = await runDeploy(repository, functions)

  const problems: string[] = []
  for (const [index, name] of functions.entries()) {
    const upload = uploads.find(({ slug }) => slug === name)
    if (!upload) {
      problems.push(`${name}: nothing was uploaded`)
      continue
    }
    console.log(`${name}: ${upload.files.length} files, ${countBytes(upload)} bytes`)
    problems.push(...judgeUpload(upload, graphs[index] ?? []).map((problem) => `${name}: ${problem}`))
  }
  if (problems.length > 0) throw new StackError(`The deploy would be wrong:\n${problems.join('\n')}`)
  console.log('The deploy command would upload exactly these functions')
})

/** Folders with an index.ts; `_shared` has none. */
async function listFunctions(repository: string): Promise<string[]> {
  const folder = join(repository, 'supabase', 'functions')
  const names = await readdir(folder)
  const found = await Promise.all(
    names.map((name) => access(join(folder, name, 'index.ts')).then(() => [name], () => [])),
  )
  return found.flat().sort()
}
