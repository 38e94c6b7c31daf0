// `npm run maintain`: what an operator does now and then. Each command says what it did.
import { parseArgs } from 'node:util'
import { prune } from './maintain/prune.ts'
import { dropOldKeys, rotateKeys } from './maintain/rotateKeys.ts'
import { warm } from './maintain/warm.ts'
import { requireRecord } from './runningStack.ts'
import { readSettings } from './settings.ts'
import { runCommand, StackError } from './stackError.ts'

const USAGE = `Usage: npm run maintain -- prune [--db-url <connection string as postgres>]
       npm run maintain -- warm --user <user id> [--user …] [--url <project URL>, with SUPABASE_SECRET_KEY set]
       npm run maintain -- rotate-keys [--drop-old]   (local stack; tells what to do on hosted)`
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

await runCommand(async () => {
  const env = Deno.env.toObject()
  const settings = readSettings(env)
  const { command, values } = readArguments(Deno.args)
  switch (command) {
    case 'prune': {
      const dbUrl = values['db-url'] ?? (await requireRecord(settings)).info.DB_URL
      return console.log(await prune(dbUrl))
    }
    case 'rotate-keys': {
      const { home } = settings
      return console.log(values['drop-old'] ? await dropOldKeys(home) : await rotateKeys(home))
    }
    case 'warm': {
      const userIds = values.user ?? []
      if (userIds.length === 0 || !userIds.every((id) => UUID.test(id))) {
        throw new StackError(`warm takes --user <user id>\n${USAGE}`)
      }
      const { functionsUrl, secretKey } = await readDoor(values.url)
      const warmed = await warm(functionsUrl, secretKey, userIds)
      for (const { line } of warmed) console.log(line)
      if (warmed.some(({ ok }) => !ok)) Deno.exit(1)
      return
    }
    default:
      throw new StackError(USAGE)
  }

  async function readDoor(url: string | undefined): Promise<{ functionsUrl: string; secretKey: string }> {
    if (url === undefined) {
      const { info } = await requireRecord(settings)
      return { functionsUrl: info.FUNCTIONS_URL, secretKey: info.SECRET_KEY }
    }
    const secretKey = env.SUPABASE_SECRET_KEY
    if (!secretKey) throw new StackError(`--url needs SUPABASE_SECRET_KEY in the environment\n${USAGE}`)
    return { functionsUrl: `${url.replace(/\/+$/, '')}/functions/v1`, secretKey }
  }
})

function readArguments(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        'db-url': { type: 'string' },
        'drop-old': { type: 'boolean' },
        url: { type: 'string' },
        user: { type: 'string', multiple: true },
      },
    })
    return { command: positionals[0] ?? '', values }
  } catch (error) {
    throw new StackError(`${error instanceof Error ? error.message : error}\n${USAGE}`)
  }
}
