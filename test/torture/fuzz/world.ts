import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { StackInfo } from '../../support/stack.ts'
import { PLANTED_AT, PLANTED_ID } from './bodies.ts'
import { LEARNERS } from './requests.ts'

export type FuzzLearner = { user_id: string; token: string; session_id: string }

/** Learners that send, each with an intent and a session, and one that must not notice. */
export type World = { learners: FuzzLearner[]; victim: FuzzLearner }

const INTENT = {
  topic: 'Machine Learning',
  depth: 'informed',
  end_goal: 'Ship a model',
  time_per_day_min: 60,
}

export async function peopleWorld(stack: StackInfo): Promise<World> {
  const all = await Promise.all(Array.from({ length: LEARNERS + 1 }, () => addLearner(stack)))
  const [victim, ...learners] = all
  if (victim === undefined) throw new Error('Cannot fuzz: nobody signed up')
  return { learners, victim }
}

async function addLearner(stack: StackInfo): Promise<FuzzLearner> {
  const signUp = await post(`${stack.API_URL}/auth/v1/signup`, { apikey: stack.PUBLISHABLE_KEY }, {
    email: `${randomUUID()}@wisely.example`,
    password: 'a-long-password',
  })
  // The stack's own answers: their shapes are tested elsewhere.
  const { access_token: token, user } = signUp as { access_token: string; user: { id: string } }
  const headers = { authorization: `Bearer ${token}` }
  await post(`${stack.FUNCTIONS_URL}/orchestrator/intent.sync`, headers, INTENT)
  const day = await post(`${stack.FUNCTIONS_URL}/orchestrator/day.run`, headers, {}) as { session_id: string }
  return { user_id: user.id, token, session_id: day.session_id }
}

async function post(url: string, headers: Record<string, string>, body: object): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  return await response.json()
}

/** The victim's rows as one text: equal before and after means untouched. */
export async function readVictim(stack: StackInfo, victim: FuzzLearner): Promise<string> {
  return await withDatabase(stack, async (db) => {
    const rows: string[] = []
    for (const { table } of (await listColumns(db)).filter(({ column }) => column === 'user_id')) {
      const { rows: [row] } = await db.query(
        `select coalesce(json_agg(to_jsonb(t) order by to_jsonb(t)::text), '[]')::text as text
           from ${table} t where user_id = $1`,
        [victim.user_id],
      )
      rows.push(`${table} ${row.text}`)
    }
    return rows.sort().join('\n')
  })
}

/** Columns in which an id or a time that only a request named is now. */
export async function findPlanted(stack: StackInfo): Promise<string[]> {
  return await withDatabase(stack, async (db) => {
    const found: string[] = []
    for (const { table, column, type } of await listColumns(db)) {
      const value = type === 'uuid' ? PLANTED_ID : type === 'timestamp with time zone' ? PLANTED_AT : null
      if (value === null) continue
      const { rows: [row] } = await db.query(
        `select count(*)::integer as n from ${table} where "${column}" = $1`,
        [value],
      )
      if (row.n > 0) found.push(`${table}.${column}`)
    }
    return found
  })
}

async function listColumns(db: pg.Client): Promise<{ table: string; column: string; type: string }[]> {
  const { rows } = await db.query(
    `select format('%I.%I', c.table_schema, c.table_name) as table, c.column_name as column, c.data_type as type
       from information_schema.columns c
       join information_schema.tables t using (table_schema, table_name)
      where c.table_schema in ('public', 'wisely') and t.table_type = 'BASE TABLE'`,
  )
  return rows
}

async function withDatabase<T>(stack: StackInfo, work: (db: pg.Client) => Promise<T>): Promise<T> {
  const db = new pg.Client({ connectionString: stack.ADMIN_DB_URL, connectionTimeoutMillis: 10_000 })
  await db.connect()
  try {
    return await work(db)
  } finally {
    await db.end()
  }
}
