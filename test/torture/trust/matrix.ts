import type pg from 'pg'
import type { Row } from '../../support/scoreboard.ts'
import type { StackInfo } from '../../support/stack.ts'
import { type Victim, withDatabase } from './world.ts'

// Five roles of the Data API on every table and function there is, asked of the catalogue so that a new one is in it.

type Actor = { name: string; role: string; claims: object | null }
type Verdict = 'denied' | 'nothing' | 'own' | 'everything' | 'foreign'

function listActors(mine: Victim, other: Victim): Actor[] {
  return [
    { name: 'anon', role: 'anon', claims: { role: 'anon' } },
    { name: 'owner', role: 'authenticated', claims: mine.claims },
    { name: 'other', role: 'authenticated', claims: other.claims },
    { name: 'no sub', role: 'authenticated', claims: { role: 'authenticated' } },
    { name: 'service_role', role: 'service_role', claims: { role: 'service_role' } },
  ]
}

/** What the design gives: the learner reads own rows of the public tables, service_role reads them, that is all. */
function expectVerdict(actor: Actor, schema: string, command: string): Verdict {
  if (schema !== 'public' || command !== 'select' || actor.role === 'anon') return 'denied'
  if (actor.role === 'service_role') return 'everything'
  return actor.name === 'no sub' ? 'nothing' : 'own'
}

/** Runs one statement as the actor and takes it back. Null: refused for want of a right. */
async function tryAs(db: pg.Client, actor: Actor, statement: string): Promise<pg.QueryResult | null> {
  await db.query('begin')
  try {
    await db.query(
      `select set_config('request.jwt.claims', $1, true), set_config('request.jwt.claim.sub', '', true),
              set_config('role', $2, true)`,
      [JSON.stringify(actor.claims), actor.role],
    )
    return await db.query(statement)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '42501') return null
    // Got past the rights and stumbled later: that counts as let in.
    return { command: '', rowCount: -1, oid: 0, fields: [], rows: [] }
  } finally {
    await db.query('rollback')
  }
}

function judgeRows(result: pg.QueryResult | null, self: string | null, total: number): Verdict {
  if (result === null) return 'denied'
  const owners = result.rows.map((row: { user_id: string }) => row.user_id)
  if (owners.length === 0) return 'nothing'
  if (self !== null && owners.every((owner) => owner === self)) return 'own'
  return owners.length === total ? 'everything' : 'foreign'
}

async function countWrongTableCells(
  db: pg.Client,
  actors: Actor[],
  mine: Victim,
  other: Victim,
): Promise<[number, number, string[]]> {
  const { rows: tables } = await db.query<{ schema: string; name: string; last: string; owned: boolean }>(
    `select n.nspname as schema, c.oid::regclass::text as name,
       (select quote_ident(a.attname) from pg_attribute as a where a.attrelid = c.oid and a.attnum > 0
          and not a.attisdropped order by a.attnum desc limit 1) as last,
       exists (select from pg_attribute as a where a.attrelid = c.oid and a.attname = 'user_id') as owned
     from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
     where n.nspname in ('public', 'wisely') and c.relkind in ('r', 'p') order by 2`,
  )
  const both = `user_id in ('${mine.learner.user_id}', '${other.learner.user_id}')`
  let cells = 0
  const wrong: string[] = []
  for (const { schema, name, last, owned } of tables) {
    const statements: Record<string, string> = {
      select: owned ? `select user_id from ${name} where ${both}` : `select from ${name}`,
      insert: `insert into ${name} default values`,
      update: `update ${name} set ${last} = null where false`,
      delete: `delete from ${name} where false`,
      truncate: `truncate ${name} cascade`,
    }
    const total = owned ? (await db.query(statements.select ?? '')).rowCount ?? 0 : 0
    for (const actor of actors) {
      const self = actor.name === 'owner'
        ? mine.learner.user_id
        : actor.name === 'other'
        ? other.learner.user_id
        : null
      for (const [command, statement] of Object.entries(statements)) {
        const seen = judgeRows(await tryAs(db, actor, statement), self, total)
        const expected = expectVerdict(actor, schema, command)
        cells += 1
        if (seen !== expected) wrong.push(`${actor.name} ${command} ${name}: ${seen}, not ${expected}`)
      }
    }
  }
  return [cells, tables.length, wrong]
}

async function findCallableFunctions(db: pg.Client, actors: Actor[]): Promise<[number, string[]]> {
  const { rows: functions } = await db.query<{ name: string; callable: boolean; args: number }>(
    `select p.oid::regprocedure::text as name, p.prorettype <> 'trigger'::regtype as callable,
       p.pronargs - p.pronargdefaults as args
     from pg_proc as p where p.pronamespace::regnamespace::text in ('public', 'wisely') order by 1`,
  )
  const open: string[] = []
  for (const { name, callable } of functions) {
    const types = /\((.*)\)$/.exec(name)?.[1] ?? ''
    const args = types === '' ? '' : types.split(',').map((type) => `null::${type}`).join(', ')
    for (const actor of actors) {
      const { rows } = await db.query<{ may: boolean }>(
        'select has_function_privilege($1, $2::regprocedure, $3) as may',
        [actor.role, name, 'execute'],
      )
      const isRefused = !callable ||
        await tryAs(db, actor, `select ${name.slice(0, name.indexOf('('))}(${args})`) === null
      if (rows[0]?.may !== false || !isRefused) open.push(`${actor.name} executes ${name}`)
    }
  }
  return [functions.length * actors.length, open]
}

/** Role x table x command, and role x function: every cell as designed. */
export async function measureMatrix(stack: StackInfo, mine: Victim, other: Victim): Promise<Row[]> {
  const actors = listActors(mine, other)
  return await withDatabase(stack.ADMIN_DB_URL, async (db) => {
    const [cells, tables, wrong] = await countWrongTableCells(db, actors, mine, other)
    const [calls, open] = await findCallableFunctions(db, actors)
    for (const cell of [...wrong, ...open].slice(0, 10)) console.error(`isolation: ${cell}`)
    const share = (bad: number, all: number) => `${((1 - bad / all) * 100).toFixed(1)} % of ${all}`
    return [
      {
        name: `role x table x command, ${tables} tables`,
        figure: share(wrong.length, cells),
        target: '100 %',
        met: wrong.length === 0 && tables >= 10,
      },
      {
        name: 'role x function refused',
        figure: share(open.length, calls),
        target: '100 %',
        met: open.length === 0 && calls >= 100,
      },
    ]
  })
}
