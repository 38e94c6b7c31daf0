import { stopRunningStack } from './runningStack.ts'
import { readSettings } from './settings.ts'
import { runCommand } from './stackError.ts'

await runCommand(async () => {
  const wasRunning = await stopRunningStack(readSettings(Deno.env.toObject()))
  console.log(wasRunning ? 'The stack is stopped.' : 'No stack was running.')
})
