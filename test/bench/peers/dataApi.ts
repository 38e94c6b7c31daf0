import { createLocalJWKSet, jwtVerify } from 'jose'
import pg from 'pg'

// Stands in for PostgREST and Auth, which cannot be had here: reads of one table with eq, is, order and limit, in the
// transaction PostgREST makes (role and claims, then the query). The real one is compiled and keeps its statements
// prepared, so this row says how many steps the style takes rather than what the platform's own server costs.

const { SUPABASE_URL = '', WISELY_BENCH_DB_URL = '', SUPABASE_JWKS = '{"keys":[]}' } = process.env
const pool = new pg.Pool({ connectionString: WISELY_BENCH_DB_URL, max: 10 })
const keys = createLocalJWKSet(JSON.parse(SUPABASE_JWKS))
const NAME = /^[a-z_]+$/

async function readClaims(request: Request): Promise<Record<string, unknown>> {
  const token = request.headers.get('authorization')?.replace('Bearer ', '') ?? ''
  const { payload } = await jwtVerify(token, keys, { issuer: `${SUPABASE_URL}/auth/v1` })
  return payload
}

function name(text: string): string {
  if (!NAME.test(text)) throw new Error(`not a name: ${text}`)
  return text
}

function composeSelect(url: URL): { text: string; values: string[] } {
  const values: string[] = []
  const table = name(url.pathname.split('/').at(-1) ?? '')
  const columns = url.searchParams.get('select') ?? '*'
  const selected = columns === '*' ? '*' : columns.split(',').map(name).join(', ')
  const conditions: string[] = []
  for (const [column, test] of url.searchParams) {
    if (test === 'is.true') conditions.push(`${name(column)} is true`)
    if (!test.startsWith('eq.')) continue
    values.push(test.slice(3))
    conditions.push(`${name(column)} = $${values.length}`)
  }
  const [by = '', direction] = (url.searchParams.get('order') ?? '').split('.')
  const order = by === '' ? '' : ` order by ${name(by)} ${direction === 'desc' ? 'desc' : 'asc'}`
  const limit = url.searchParams.has('limit') ? ` limit ${Number(url.searchParams.get('limit'))}` : ''
  const where = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`
  const text =
    `select coalesce(json_agg(t), '[]')::text as body from (select ${selected} from public.${table}${where}${order}${limit}) as t`
  return { text, values }
}

async function readTable(url: URL, claims: Record<string, unknown>): Promise<string> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query(
      `select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`,
      [JSON.stringify(claims)],
    )
    const { text, values } = composeSelect(url)
    const { rows } = await client.query<{ body: string }>(text, values)
    return rows[0]?.body ?? '[]'
  } finally {
    await client.query('commit')
    client.release()
  }
}

async function answer(request: Request): Promise<Response> {
  const claims = await readClaims(request)
  const url = new URL(request.url)
  const respond = (text: string) => new Response(text, { headers: { 'content-type': 'application/json' } })
  if (url.pathname === '/auth/v1/user') {
    return respond(
      JSON.stringify({ id: claims.sub, aud: 'authenticated', role: 'authenticated', email: claims.email }),
    )
  }
  const body = await readTable(url, claims)
  const isOne = request.headers.get('accept')?.includes('vnd.pgrst.object') ?? false
  return respond(isOne ? JSON.stringify(JSON.parse(body)[0] ?? null) : body)
}

export default { fetch: answer }
