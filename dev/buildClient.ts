// `npm run client:build`: the client as it is published, in client/dist.
import { dirname, join } from 'node:path'
import { compileClient } from './client/compileClient.ts'
import { runCommand } from './stackError.ts'

await runCommand(async () => {
  const repository = dirname(import.meta.dirname ?? '.')
  await compileClient(repository, join(repository, 'client', 'dist'))
})
