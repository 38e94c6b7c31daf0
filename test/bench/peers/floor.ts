import pg from 'pg'
import { createAuthenticate } from '../../../supabase/functions/_shared/http/authenticate.ts'
import { createKeySet } from '../../../supabase/functions/_shared/http/keySet.ts'
import { systemTimer } from '../../../supabase/functions/_shared/platform/timer.ts'

// The floors: the least that a server on this runtime and this driver can do. Same runtime, same pool as the product.

const { SUPABASE_URL = '', SUPABASE_DB_URL = '', SUPABASE_JWKS = '' } = process.env
const pool = new pg.Pool({ connectionString: SUPABASE_DB_URL, max: 4 })
const BODY = JSON.stringify({ ok: true })
const authenticate = createAuthenticate({
  keys: createKeySet({ jwks: SUPABASE_JWKS, url: SUPABASE_URL, fetch, timer: systemTimer }),
  issuers: [`${SUPABASE_URL}/auth/v1`],
  legacy_secret: null,
  secret_keys: {},
  anonymous_users: true,
  timer: systemTimer,
})

function respond(text: string): Response {
  return new Response(text, { headers: { 'content-type': 'application/json' } })
}

async function readText(text: string, values: string[]): Promise<Response> {
  const { rows } = await pool.query<{ text: string }>(text, values)
  return respond(rows[0]?.text ?? '')
}

async function answer(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname
  if (path === '/select') return await readText('select 1::text as text', [])
  if (path === '/function') {
    const claims = request.headers.get('x-claims') ?? ''
    return await readText('select wisely.learner_status($1)::text as text', [claims])
  }
  if (path === '/auth') await authenticate(request.headers)
  return respond(BODY)
}

export default { fetch: answer }
