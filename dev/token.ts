import { parseArgs } from 'node:util'
import { openSession } from './authSessions.ts'
import { createUser, findUser, findUserByPassword, type Queries } from './authUsers.ts'
import { withDatabase } from './database.ts'
import { DEMO_LEARNER } from './demoLearner.ts'
import { loadSigningKey } from './keys.ts'
import { databaseUrl } from './postgres.ts'
import { requireRecord } from './runningStack.ts'
import { readSettings } from './settings.ts'
import { runCommand, StackError } from './stackError.ts'

const USAGE = 'Usage: npm run token -- [--email a@b.c] [--password p] [--expires-in seconds]'

await runCommand(async () => {
  const settings = readSettings(Deno.env.toObject())
  const wanted = readArguments(Deno.args)
  const { info } = await requireRecord(settings)
  const signingKey = await loadSigningKey(settings.home)
  const token = await withDatabase(databaseUrl('supabase_auth_admin', settings.dbPort), async (db) => {
    const user = await findOrCreateUser(db, wanted.email, wanted.password)
    const tokens = await openSession(db, { issuer: info.JWT_ISSUER, signingKey }, user, wanted.expiresInS)
    return tokens.access_token
  })
  console.log(token)
})

function readArguments(
  args: string[],
): { email: string; password: string | null; expiresInS: number | undefined } {
  try {
    const { values } = parseArgs({
      // parseArgs takes `-60` for an option of its own unless it is joined to its name.
      args: args.join('\n').replace(/^--expires-in\n/m, '--expires-in=').split('\n').filter(Boolean),
      options: { email: { type: 'string' }, password: { type: 'string' }, 'expires-in': { type: 'string' } },
    })
    const expiresIn = values['expires-in']
    if (expiresIn !== undefined && !/^-?\d+$/.test(expiresIn)) {
      throw new Error('--expires-in takes whole seconds')
    }
    return {
      email: values.email ?? DEMO_LEARNER.email,
      password: values.password ?? null,
      expiresInS: expiresIn === undefined ? undefined : Number(expiresIn),
    }
  } catch (error) {
    throw new StackError(`${error instanceof Error ? error.message : error}\n${USAGE}`)
  }
}

async function findOrCreateUser(db: Queries, email: string, password: string | null) {
  const known = await findUser(db, { email })
  if (!known) return await createUser(db, { email, password, isConfirmed: true })
  if (password !== null && !await findUserByPassword(db, email, password)) {
    throw new StackError(`Cannot sign in ${email}: wrong password`)
  }
  return known
}
