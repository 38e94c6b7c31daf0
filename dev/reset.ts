import { deleteDataState } from './dataState.ts'
import { deletePostgresData } from './postgresFiles.ts'
import { stopRunningStack } from './runningStack.ts'
import { readSettings } from './settings.ts'
import { runCommand } from './stackError.ts'

await runCommand(async () => {
  const settings = readSettings(Deno.env.toObject())
  if (await stopRunningStack(settings)) console.log('The stack is stopped.')
  // State first: data without its state is made anew at the next start, also when this command is killed in between.
  await deleteDataState(settings.home)
  await deletePostgresData(settings.home)
  console.log('The data is deleted; signing keys are kept. "npm start" makes a new database.')
})
