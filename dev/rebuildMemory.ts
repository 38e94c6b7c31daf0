import { isDeepStrictEqual, parseArgs } from 'node:util'
import {
  completedDaySchema,
  type UnitState,
  unitStateSchema,
} from '../supabase/functions/_shared/contract/facts.ts'
import { foldCompletions } from '../supabase/functions/_shared/domain/planner/foldCompletions.ts'
import { type Database, withDatabase } from './database.ts'
import { requireRecord } from './runningStack.ts'
import { readSettings } from './settings.ts'
import { runCommand, StackError } from './stackError.ts'

const USAGE = 'Usage: npm run memory:rebuild [-- --user <uuid>]'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

// A changed rule of the fold means that learning_units is made anew from the log of completions, never edited by hand.
await runCommand(async () => {
  const env = Deno.env.toObject()
  const user = readUser(Deno.args)
  const url = env.WISELY_DB_URL || (await requireRecord(readSettings(env))).info.DB_URL
  const counts = await withDatabase(url, async (db) => {
    await requireOperator(db)
    const { rows } = await db.query<Learner>(
      `select i.id as intent_id, i.user_id from public.learning_intents as i
       where $1::uuid is null or i.user_id = $1 order by i.user_id, i.id`,
      [user],
    )
    const changed: number[] = []
    for (const learner of rows) changed.push(await rebuildIntent(db, learner))
    return changed
  })
  const rows = counts.reduce((sum, count) => sum + count, 0)
  console.log(
    `${rows} rows changed in ${counts.filter((count) => count > 0).length} of ${counts.length} intents`,
  )
})

type Learner = { intent_id: string; user_id: string }

function readUser(args: string[]): string | null {
  try {
    const { values } = parseArgs({ args, options: { user: { type: 'string' } } })
    if (values.user !== undefined && !UUID.test(values.user)) throw new Error('--user takes a uuid')
    return values.user ?? null
  } catch (error) {
    throw new StackError(`${error instanceof Error ? error.message : error}\n${USAGE}`)
  }
}

/** Without them row security would show no learner at all, and nothing to do would look like success. */
async function requireOperator(db: Database): Promise<void> {
  const { rows } = await db.query<{ may: boolean }>(
    'select rolbypassrls or rolsuper as may from pg_catalog.pg_roles where rolname = current_user',
  )
  if (!rows[0]?.may) throw new StackError('Cannot rebuild memory: this needs the operator role (postgres)')
}

/** Folds the log of one intent anew in one transaction; answers how many rows were not what the log says. */
async function rebuildIntent(db: Database, learner: Learner): Promise<number> {
  await db.query('begin')
  try {
    // The lock every write of this learner takes first.
    await db.query('select wisely.lock_learner($1)', [learner.user_id])
    const stored = await loadUnits(db, learner)
    const wanted = foldCompletions([], await loadLog(db, learner))
    const before = new Map(stored.map((unit) => [unit.unit_id, unit]))
    const ids = new Set(wanted.map((unit) => unit.unit_id))
    const gone = stored.map((unit) => unit.unit_id).filter((id) => !ids.has(id))
    const changed = wanted.filter((unit) => !isDeepStrictEqual(unit, before.get(unit.unit_id)))
    if (gone.length + changed.length > 0) await saveUnits(db, learner, gone, changed)
    await db.query('commit')
    return gone.length + changed.length
  } catch (error) {
    await db.query('rollback')
    throw error
  }
}

/** Only what day.run has folded: it takes the rest itself at the next day. */
async function loadLog(db: Database, { intent_id, user_id }: Learner) {
  const { rows } = await db.query(
    `select wisely.completed_day(s) as day from public.instructor_sessions as s
     where s.intent_id = $1 and s.user_id = $2 and s.completed_at is not null and s.folded_at is not null
     order by s.completed_at`,
    [intent_id, user_id],
  )
  return rows.map((row) => completedDaySchema.parse(row.day))
}

async function loadUnits(db: Database, { intent_id, user_id }: Learner): Promise<UnitState[]> {
  const { rows } = await db.query(
    `select jsonb_build_object('unit_id', u.unit_id, 'visits', u.visits, 'introduced_on', u.introduced_on,
       'last_local_date', u.last_local_date, 'memory', u.memory) as unit
     from public.learning_units as u where u.intent_id = $1 and u.user_id = $2`,
    [intent_id, user_id],
  )
  return rows.map((row) => unitStateSchema.parse(row.unit))
}

async function saveUnits(
  db: Database,
  { intent_id, user_id }: Learner,
  gone: string[],
  changed: UnitState[],
): Promise<void> {
  await db.query(
    `delete from public.learning_units where intent_id = $1 and user_id = $2 and unit_id = any($3)`,
    [intent_id, user_id, gone],
  )
  await db.query(
    `insert into public.learning_units as u (intent_id, unit_id, user_id, visits, introduced_on, last_local_date, memory)
     select $1, n.unit_id, $2, n.visits, n.introduced_on, n.last_local_date, n.memory
     from jsonb_to_recordset($3)
       as n (unit_id text, visits integer, introduced_on date, last_local_date date, memory jsonb)
     on conflict (intent_id, unit_id) do update
     set visits = excluded.visits, introduced_on = excluded.introduced_on,
         last_local_date = excluded.last_local_date, memory = excluded.memory`,
    [intent_id, user_id, JSON.stringify(changed)],
  )
  // A day.run that read the old rows would write them back: its claim is no longer the current one.
  await db.query(
    `update wisely.day_claims set fence = fence + 1, lease_until = clock_timestamp()
     where intent_id = $1 and user_id = $2 and lease_until > clock_timestamp()`,
    [intent_id, user_id],
  )
}
