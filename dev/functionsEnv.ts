import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import type { ApiKeys, SigningKey } from './keys.ts'
import type { Settings } from './settings.ts'

/** The caller's variables that reach the functions unchanged; whatever else the shell holds does not. */
const PASSED_ON =
  /^(WISELY_|EDGE_|FAST_AGENT_|N8N_|HMAC_SECRET$|CRON_SECRET$|SUPABASE_JWKS$|SUPABASE_SECRET_KEYS$|SUPABASE_PUBLISHABLE_KEYS$|ALLOWED_ORIGINS$)/

type Injected = {
  settings: Settings
  keys: ApiKeys
  signingKey: SigningKey
  serviceToken: string
  apiDbUrl: string
  callerEnv: Record<string, string>
}

/** What the platform injects, then supabase/functions/.env, then the caller's own variables: later ones win. */
export async function composeFunctionsEnv(injected: Injected): Promise<Record<string, string>> {
  const { settings, keys, signingKey, serviceToken, apiDbUrl, callerEnv } = injected
  const passedOn = Object.entries(callerEnv).filter(([name]) => PASSED_ON.test(name))
  return {
    SUPABASE_URL: settings.apiUrl,
    SUPABASE_DB_URL: apiDbUrl,
    SUPABASE_JWKS: JSON.stringify({ keys: signingKey.publicJwks }),
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify(keys.publishable),
    SUPABASE_SECRET_KEYS: JSON.stringify(keys.secret),
    EDGE_BASE_URL: settings.apiUrl,
    EDGE_SERVICE_JWT: serviceToken,
    ...await readDotEnv(settings.repository),
    ...Object.fromEntries(passedOn),
  }
}

/** supabase/functions/.env, empty when there is none. */
export async function readDotEnv(repository: string): Promise<Record<string, string>> {
  const text = await readFile(join(repository, 'supabase', 'functions', '.env'), 'utf8').catch(() => '')
  const values = Object.entries(parseEnv(text))
  return Object.fromEntries(values.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}
