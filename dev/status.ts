import { requireRecord } from './runningStack.ts'
import { readSettings } from './settings.ts'
import { runCommand } from './stackError.ts'
import { formatStackInfo } from './stackInfo.ts'

await runCommand(async () => {
  const { info } = await requireRecord(readSettings(Deno.env.toObject()))
  console.log(formatStackInfo(info))
})
