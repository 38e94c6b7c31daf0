import type { Database } from '../database.ts'

// No Deno names in this folder but where the local stack is read: the tests, which run on Node, import the checks.

/** The installation under examination. */
export type Target = {
  mode: 'local' | 'hosted'
  /** Root of the project, without trailing slash. */
  url: string
  /** As `postgres`: the catalogue, the history and the settings are read with it. */
  operator_db_url: string
  /** What the functions see, as far as it is known here. */
  vars: Record<string, string | undefined>
  publishable_keys: Record<string, string>
  secret_keys: Record<string, string>
  repository: string
}

/** An answer, or null when nothing answered in time. */
export type Ask = (path: string, init?: RequestInit) => Promise<Response | null>

/** What a check that needs no database may use. */
export type Outside = { target: Target; ask: Ask; now: () => number }

/** What every other check may use: `db` is an operator's connection in a read-only transaction. */
export type Tools = Outside & { db: Database }

const ASK_LIMIT_MS = 5_000

export function createAsk(root: string): Ask {
  return (path, init = {}) =>
    fetch(`${root}${path}`, { ...init, redirect: 'manual', signal: AbortSignal.timeout(ASK_LIMIT_MS) })
      .catch(() => null)
}

export function firstOf(keys: Record<string, string>): string | null {
  return Object.values(keys)[0] ?? null
}

/** How a setting is put right there. */
export function composeSet(target: Target, assignment: string): string {
  return target.mode === 'hosted'
    ? `npx supabase secrets set ${assignment}`
    : `put ${assignment} into supabase/functions/.env, then: npm run stop; npm start`
}

/** How a setting is taken back there. */
export function composeUnset(target: Target, name: string): string {
  return target.mode === 'hosted'
    ? `npx supabase secrets unset ${name}`
    : `remove ${name} from supabase/functions/.env and the shell, then: npm run stop; npm start`
}
