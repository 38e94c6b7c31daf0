import { type Finding, openReport } from '../finding.ts'
import type { Tools } from '../target.ts'

const POLICY = 'learner receives own events'
const CREATE_POLICY = `create policy "${POLICY}" on realtime.messages for select to authenticated ` +
  `using (extension = 'broadcast' and (select realtime.topic()) = 'wisely.events:' || (select auth.uid())::text);`

type Fact = {
  sends: boolean
  secured: boolean | null
  policy: boolean
  open: string[] | null
  partition: boolean | null
  pulse: boolean | null
}

/** Whether events reach the learner's devices and nobody else's. */
export async function checkRealtime({ target, db }: Tools): Promise<Finding[]> {
  const report = openReport('Realtime')
  const fact = await readFact(db)
  if (!fact.sends) {
    report.error({
      what: 'realtime.send is missing',
      why: 'Nothing is sent live; apps must poll GET events.',
      fix: 'dashboard, "Realtime": switch it on, then: npx supabase db push',
    })
    return report.findings('')
  }
  if (!fact.policy) {
    report.error({
      what: `realtime.messages has no policy "${POLICY}"`,
      why: 'Nobody may join a private topic: apps get no events.',
      fix: CREATE_POLICY,
    })
  }
  if (fact.secured === false) {
    report.error({
      what: 'row security is off on realtime.messages',
      why: 'Every learner may join every private topic.',
      fix:
        'alter table realtime.messages enable row level security;  -- as its owner: ask the platform if refused',
    })
  }
  for (const name of fact.open ?? []) {
    report.error({
      what: `policy "${name}" on realtime.messages lets everybody in`,
      why: "It opens other learners' private topics.",
      fix: `drop policy "${name}" on realtime.messages;`,
    })
  }
  if (fact.partition === false) {
    report.warn({
      what: 'realtime.messages has no partition for today',
      why: 'Sends are dropped with a warning; events stay readable by GET events.',
      fix: 'connect one client, and the service makes it: npm run smoke -- --url <project URL>',
    })
  }
  if (fact.pulse && target.mode === 'hosted') {
    report.warn({
      what: 'the public pulse is on',
      why:
        'Whoever has the publishable key sees when anybody learns (ids, no names), and each listener costs a message.',
      fix: `update wisely.settings set value = 'false' where name = 'realtime_pulse';`,
    })
  }
  return report.findings('private topics are guarded, and today has a partition')
}

async function readFact(db: Tools['db']): Promise<Fact> {
  const { rows } = await db.query<Omit<Fact, 'partition'>>(
    `select to_regprocedure('realtime.send(jsonb,text,text,boolean)') is not null as sends,
       (select c.relrowsecurity from pg_catalog.pg_class as c where c.oid = to_regclass('realtime.messages')) as secured,
       exists (select from pg_catalog.pg_policies where schemaname = 'realtime' and tablename = 'messages'
         and policyname = $1 and cmd = 'SELECT') as policy,
       (select array_agg(policyname::text) from pg_catalog.pg_policies where schemaname = 'realtime'
         and tablename = 'messages' and 'true' in (qual, with_check)) as open,
       (select s.value = 'true' from wisely.settings as s where s.name = 'realtime_pulse') as pulse`,
    [POLICY],
  )
  if (!rows[0]) throw new Error('Cannot read the state of Realtime')
  return { ...rows[0], partition: await hasPartition(db) }
}

/** Null while the migration that can tell is pending. */
async function hasPartition(db: Tools['db']): Promise<boolean | null> {
  const { rows: there } = await db.query<{ is: boolean }>(
    `select to_regprocedure('wisely.has_realtime_partition()') is not null as is`,
  )
  if (!there[0]?.is) return null
  const { rows } = await db.query<{ has: boolean | null }>('select wisely.has_realtime_partition() as has')
  return rows[0]?.has ?? null
}
