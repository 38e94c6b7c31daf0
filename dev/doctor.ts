// `npm run doctor`: what is wrong with an installation, why, and the command that repairs it. Changes nothing.
import { readSettings as readFunctionSettings } from '../supabase/functions/_shared/platform/env.ts'
import { createPseudonym } from '../supabase/functions/_shared/platform/pseudonym.ts'
import { readSettings } from './settings.ts'
import { runCommand, StackError } from './stackError.ts'
import { examine } from './doctor/examine.ts'
import { formatFindings } from './doctor/formatFindings.ts'
import { readOptions, readTarget, USAGE } from './doctor/readTarget.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

await runCommand(async () => {
  const env = Deno.env.toObject()
  const settings = readSettings(env)
  const [command, id = ''] = Deno.args
  if (command === 'hash') {
    const userId = id.toLowerCase()
    if (!UUID.test(userId)) throw new StackError(`hash takes a user id\n${USAGE}`)
    const { vars } = await readTarget(Deno.args.slice(2), env, settings)
    return console.log(await createPseudonym(readFunctionSettings(vars).pseudonym_key)(userId))
  }
  const target = await readTarget(Deno.args, env, settings)
  const findings = await examine(target)
  console.log(readOptions(Deno.args).json ? JSON.stringify(findings, null, 2) : formatFindings(findings))
  if (findings.some(({ level }) => level === 'error')) Deno.exit(1)
})
