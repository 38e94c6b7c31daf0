import { parseArgs } from 'node:util'
import { loadApiKeys } from '../keys.ts'
import { requireRecord } from '../runningStack.ts'
import type { Settings } from '../settings.ts'
import { StackError } from '../stackError.ts'
import type { Target } from './target.ts'
import { readDotEnv } from '../functionsEnv.ts'

export const USAGE = `Usage: npm run doctor [-- --json]
       npm run doctor -- --url <project URL> --db-url <connection string as postgres> [--json]
       npm run doctor -- hash <user id>
Hosted, from the environment: SUPABASE_PUBLISHABLE_KEY, SUPABASE_SECRET_KEY, and the WISELY_* secrets as they are set.`

type Vars = Record<string, string | undefined>

/** The local stack, or the hosted project that the arguments name. */
export async function readTarget(args: string[], env: Vars, settings: Settings): Promise<Target> {
  const { url, 'db-url': dbUrl } = readOptions(args)
  if (url !== undefined) return composeHosted(url, dbUrl ?? env.WISELY_OPERATOR_DB_URL, env, settings)
  const { info } = await requireRecord(settings)
  const vars = {
    SUPABASE_URL: info.API_URL,
    SUPABASE_DB_URL: info.API_DB_URL,
    EDGE_BASE_URL: info.API_URL,
    EDGE_SERVICE_JWT: info.EDGE_SERVICE_JWT,
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: info.SECRET_KEY }),
    ...await readDotEnv(settings.repository),
    ...pickSettings(env),
  }
  const keys = await loadApiKeys(env, settings.home)
  return {
    mode: 'local',
    url: info.API_URL,
    operator_db_url: info.DB_URL,
    vars,
    publishable_keys: keys.publishable,
    secret_keys: keys.secret,
    repository: settings.repository,
  }
}

function composeHosted(url: string, dbUrl: string | undefined, env: Vars, settings: Settings): Target {
  if (dbUrl === undefined) throw new StackError(`--url needs --db-url\n${USAGE}`)
  const root = url.replace(/\/+$/, '')
  const named = (plural: string | undefined, single: string | undefined): Record<string, string> =>
    plural ? JSON.parse(plural) : single ? { default: single } : {}
  const secret_keys = named(env.SUPABASE_SECRET_KEYS, env.SUPABASE_SECRET_KEY)
  return {
    mode: 'hosted',
    url: root,
    operator_db_url: dbUrl,
    vars: {
      ...pickSettings(env),
      SUPABASE_URL: root,
      SUPABASE_DB_URL: dbUrl,
      SUPABASE_SECRET_KEYS: JSON.stringify(secret_keys),
    },
    publishable_keys: named(env.SUPABASE_PUBLISHABLE_KEYS, env.SUPABASE_PUBLISHABLE_KEY),
    secret_keys,
    repository: settings.repository,
  }
}

/** The variables of the shell that reach the functions. */
function pickSettings(env: Vars): Vars {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) =>
      /^(WISELY_|EDGE_|ALLOWED_ORIGINS$|SUPABASE_SECRET_KEYS$)/.test(name)
    ),
  )
}

export function readOptions(args: string[]) {
  try {
    const options = {
      url: { type: 'string' },
      'db-url': { type: 'string' },
      json: { type: 'boolean' },
    } as const
    return parseArgs({ args, options }).values
  } catch (error) {
    throw new StackError(`${error instanceof Error ? error.message : error}\n${USAGE}`)
  }
}
