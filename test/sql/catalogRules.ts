// The catalogue guard: each rule is a query that must return no rows. It asks the catalogue, not the migrations, so it
// also sees what a default grant, a hand-made policy or a forgotten owner did.
import { AGENT_NAMES } from '../../supabase/functions/_shared/contract/primitives.ts'
import { EVENT_PAYLOADS } from '../../supabase/functions/_shared/contract/events.ts'

/**
 * `plant` is a fault that the rule must find; `as` is how the finding names it. Faults sit on new objects: a lock on a
 * real table would meet the other test files.
 */
export type CatalogRule = { name: string; query: string; plant: string; as: string }

/** Functions the API's login role may call: name, volatility (s stable, v volatile). */
const ENDPOINTS = {
  sync_intent: 'v',
  begin_day: 'v',
  save_day: 'v',
  complete_day: 'v',
  release_day: 'v',
  read_day: 's',
  learner_status: 's',
  list_events: 's',
  record_act: 'v',
  add_metrics: 'v',
  read_metrics: 's',
  check_readiness: 's',
  start_run: 'v',
  read_run: 's',
  read_run_pages: 's',
  cancel_run: 'v',
  claim_run: 'v',
  beat_runs: 'v',
  run_seqs: 's',
  write_run: 'v',
  settle_task: 'v',
  read_session_config: 's',
  save_session_config: 'v',
  find_answer: 'v',
  keep_answer: 'v',
}
/** Definers that must see past RLS, hence owned by postgres. Every other one belongs to wisely_owner. */
const OWNED_BY_POSTGRES = [
  'user_exists',
  'broadcast_events',
  'prune',
  'newest_migration',
  'broadcast_run_events',
  'claim_run',
  'beat_runs',
  'run_seqs',
  'settle_task',
]
/** `[api] schemas` of supabase/config.toml: what the Data API shows. */
export const API_SCHEMAS = ['public', 'graphql_public']
const DATA_API_ROLES = ['anon', 'authenticated', 'service_role']

const list = (texts: readonly string[]) => texts.map((text) => `'${text}'`).join(', ')
const roles = `unnest(array[${list(DATA_API_ROLES)}]) as r (role)`

const tables =
  `(select c.oid, c.relname, c.relkind, c.relrowsecurity, c.reloptions, n.nspname from pg_class as c
  join pg_namespace as n on n.oid = c.relnamespace
  where n.nspname in ('public', 'wisely') and c.relkind in ('r', 'p', 'v', 'm', 'f')) as t`
const functions = `(select p.*, n.nspname, pg_get_userbyid(p.proowner) as owner, l.lanname from pg_proc as p
  join pg_namespace as n on n.oid = p.pronamespace join pg_language as l on l.oid = p.prolang
  where n.nspname in ('public', 'wisely')) as f`
const policies = `(select *, coalesce(qual, '') || ' ' || coalesce(with_check, '') as body from pg_policies
  where schemaname in ('public', 'wisely', 'realtime')) as p`
const endpoints = `(values ${
  Object.entries(ENDPOINTS).map(([name, volatility]) => `('${name}', '${volatility}')`).join(', ')
}) as e (name, volatility)`

/** Finds what a check constraint lists beside, or instead of, the contract's names. */
const compareNames = (constraint: string, names: readonly string[]) => `
  select ${`'${constraint}: '`} || coalesce(listed.name, expected.name) as finding
  from (select m[1] as name from pg_constraint, regexp_matches(pg_get_constraintdef(oid), '''([^'']+)''', 'g') as m
    where conname = '${constraint}') as listed
  full join unnest(array[${list(names)}]) as expected (name) on listed.name = expected.name
  where listed.name is null or expected.name is null`

const PLANTED_TABLE = `create table public.planted (user_id uuid primary key);
  revoke all on public.planted from public, anon, authenticated, service_role;
  alter table public.planted enable row level security;`
const plantFunction = (options: string) => `
  create function wisely.planted() returns integer language plpgsql ${options} as 'begin return 1; end';
  alter function wisely.planted() owner to wisely_owner;
  revoke all on function wisely.planted() from public, anon, authenticated, service_role;`

export const CATALOG_RULES: CatalogRule[] = [
  {
    name: 'every table has row level security',
    query:
      `select nspname || '.' || relname as finding from ${tables} where relkind in ('r', 'p') and not relrowsecurity`,
    plant: 'create table wisely.planted (n integer)',
    as: 'wisely.planted',
  },
  {
    name: 'every policy names its role',
    query: `select tablename || ': ' || policyname as finding from ${policies} where roles = '{public}'`,
    plant:
      `${PLANTED_TABLE} create policy planted on public.planted for select using ((select auth.uid()) = user_id)`,
    as: 'planted: planted',
  },
  {
    name: 'every policy asks who calls once per statement, not once per row',
    query: `select tablename || ': ' || policyname as finding from ${policies}
      where regexp_replace(body, 'SELECT (auth|realtime)\\.\\w+\\(\\)', '', 'g') ~ '(auth|realtime)\\.\\w+\\(|current_setting\\('`,
    plant:
      `${PLANTED_TABLE} create policy planted on public.planted for select to authenticated using (auth.uid() = user_id)`,
    as: 'planted: planted',
  },
  {
    name: 'no policy is always true',
    query:
      `select tablename || ': ' || policyname as finding from ${policies} where 'true' in (qual, with_check)`,
    plant:
      `${PLANTED_TABLE} create policy planted on public.planted for select to authenticated using (true)`,
    as: 'planted: planted',
  },
  {
    name: 'every policy for writing checks the row that is written',
    query: `select tablename || ': ' || policyname as finding from ${policies}
      where cmd in ('INSERT', 'UPDATE', 'ALL') and with_check is null`,
    plant: `${PLANTED_TABLE} create policy planted on public.planted for update to wisely_owner
      using ((select auth.uid()) = user_id)`,
    as: 'planted: planted',
  },
  {
    name: 'policies for writing are out of reach of the Data API roles',
    query: `select tablename || ': ' || policyname as finding from ${policies}
      where cmd <> 'SELECT' and roles && array[${list([...DATA_API_ROLES, 'public'])}]::name[]`,
    plant: `${PLANTED_TABLE} create policy planted on public.planted for delete to authenticated
      using ((select auth.uid()) = user_id)`,
    as: 'planted: planted',
  },
  {
    name: 'anon has no privilege on any table',
    query: `select nspname || '.' || relname as finding from ${tables}
      where has_table_privilege('anon', oid, 'select, insert, update, delete, truncate, references, trigger, maintain')
        or has_any_column_privilege('anon', oid, 'select, insert, update, references')`,
    plant: `${PLANTED_TABLE} grant select (user_id) on public.planted to public`,
    as: 'public.planted',
  },
  {
    name: 'anon has no privilege on any sequence',
    query:
      `select c.relname as finding from pg_class as c where c.relnamespace::regnamespace::text in ('public', 'wisely')
      and case when c.relkind = 'S' then has_sequence_privilege('anon', c.oid, 'usage, select, update') end`,
    plant: 'create sequence public.planted; grant usage on sequence public.planted to anon',
    as: 'planted',
  },
  {
    name: 'no Data API role reaches the schema wisely or creates in public',
    query: `select r.role || ': ' || s.name as finding from ${roles},
        (values ('wisely', 'usage'), ('wisely', 'create'), ('public', 'create')) as s (name, privilege)
      where has_schema_privilege(r.role, s.name, s.privilege)`,
    plant: 'grant usage on schema wisely to authenticated',
    as: 'authenticated: wisely',
  },
  {
    name: 'authenticated and service_role may only read the public tables',
    query: `select r.role || ': ' || t.relname as finding from ${tables}, ${roles} where t.nspname = 'public'
      and (has_table_privilege(r.role, t.oid, 'insert, update, delete, truncate, references, trigger, maintain')
        or has_any_column_privilege(r.role, t.oid, 'insert, update, references'))`,
    plant: `${PLANTED_TABLE} grant select, truncate on public.planted to authenticated`,
    as: 'authenticated: planted',
  },
  {
    name: 'the service tables belong to wisely_owner alone',
    query: `select r.role || ': ' || t.relname as finding
      from ${tables}, unnest(array[${list([...DATA_API_ROLES, 'wisely_api'])}]) as r (role)
      where t.nspname = 'wisely' and has_table_privilege(r.role, t.oid, 'select, insert, update, delete, truncate')`,
    plant: 'grant select on wisely.settings to service_role',
    as: 'service_role: settings',
  },
  {
    name: 'every definer function has an empty search_path',
    query: `select proname as finding from ${functions}
      where prosecdef and not coalesce(proconfig @> array['search_path=""'], false)`,
    plant: plantFunction('security definer set search_path = public'),
    as: 'planted',
  },
  {
    name: 'every function in wisely sets its search_path',
    query: `select proname as finding from ${functions} where nspname = 'wisely' and not exists (
      select from unnest(proconfig) as setting where setting like 'search_path=%')`,
    plant: plantFunction('stable'),
    as: 'planted',
  },
  {
    name: 'every definer function belongs to wisely_owner, except the named ones of postgres',
    query: `select proname || ': ' || owner as finding from ${functions} where prosecdef
      and owner <> case when proname in (${list(OWNED_BY_POSTGRES)}) then 'postgres' else 'wisely_owner' end`,
    plant: `${
      plantFunction(`security definer set search_path = ''`)
    } alter function wisely.planted() owner to postgres`,
    as: 'planted: postgres',
  },
  {
    name: 'no function is executable by a Data API role',
    query: `select r.role || ': ' || proname as finding from ${functions}, ${roles}
      where has_function_privilege(r.role, f.oid, 'execute')`,
    plant: `${plantFunction('stable')} grant execute on function wisely.planted() to public`,
    as: 'anon: planted',
  },
  {
    // Splinter's lints 0028 and 0029, which the pinned `supabase db advisors` lacks.
    name: 'no definer function in a schema of the Data API is executable by those who reach it',
    query: `select r.role || ': ' || n.nspname || '.' || p.proname as finding
      from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace,
        unnest(array['anon', 'authenticated']) as r (role)
      where p.prosecdef and n.nspname in (${
      list(API_SCHEMAS)
    }) and has_function_privilege(r.role, p.oid, 'execute')`,
    plant: `create function graphql_public.planted() returns integer language sql security definer
        set search_path = '' as 'select 1';
      grant execute on function graphql_public.planted() to authenticated`,
    as: 'authenticated: graphql_public.planted',
  },
  {
    name: 'the login role of the API may execute the endpoint functions and nothing else',
    query: `select coalesce(f.proname, e.name) as finding
      from (select proname from ${functions} where has_function_privilege('wisely_api', f.oid, 'execute')) as f
      full join ${endpoints} on e.name = f.proname where f.proname is null or e.name is null`,
    plant: `${plantFunction('stable')} grant execute on function wisely.planted() to wisely_api`,
    as: 'planted',
  },
  {
    name: 'endpoint functions are plpgsql definers, reads stable and writes volatile',
    query:
      `select e.name as finding from ${endpoints} left join ${functions} on f.proname = e.name and f.nspname = 'wisely'
      where f.oid is null or f.provolatile::text <> e.volatility or f.lanname <> 'plpgsql' or not f.prosecdef`,
    plant: 'alter function wisely.read_day(jsonb, jsonb) volatile',
    as: 'read_day',
  },
  {
    name: 'every foreign key has an index that covers it',
    query: `select c.conrelid::regclass || ': ' || c.conname as finding from pg_constraint as c
      where c.contype = 'f' and c.connamespace::regnamespace::text in ('public', 'wisely') and not exists (
        select from pg_index as i where i.indrelid = c.conrelid and i.indisvalid and i.indpred is null
          and (i.indkey::smallint[])[0:cardinality(c.conkey) - 1] @> c.conkey)`,
    plant:
      `${PLANTED_TABLE} create table public.pointing (user_id uuid, constraint planted_key foreign key (user_id)
      references public.planted (user_id)); create index on public.pointing (user_id) where user_id is not null`,
    as: 'pointing: planted_key',
  },
  {
    name: 'every user_id belongs to a user and goes with the user',
    query: `select a.attrelid::regclass::text as finding from ${tables}
      join pg_attribute as a on a.attrelid = t.oid and a.attname = 'user_id' and not a.attisdropped
      where relkind in ('r', 'p') and not exists (select from pg_constraint as c where c.conrelid = t.oid
        and c.contype = 'f' and c.confrelid = 'auth.users'::regclass and c.conkey = array[a.attnum] and c.confdeltype = 'c')`,
    plant: 'create table wisely.planted (user_id uuid primary key references auth.users (id))',
    as: 'wisely.planted',
  },
  {
    name: 'every view runs with the rights of who asks',
    query: `select relname as finding from ${tables}
      where relkind = 'm' or relkind = 'v' and not coalesce(reloptions && array['security_invoker=true', 'security_invoker=on'], false)`,
    plant: 'create view public.planted as select id from public.events',
    as: 'planted',
  },
  {
    name: 'one active intent per learner and one session per day are unique indexes',
    query: `select e.definition as finding from (values ('learning_intents', '(user_id) WHERE active'),
        ('instructor_sessions', '(intent_id, week, day)')) as e (name, definition)
      where not exists (select from pg_indexes as i where i.schemaname = 'public' and i.tablename = e.name
        and i.indexdef like 'CREATE UNIQUE INDEX%' || e.definition)`,
    plant: 'drop index public.learning_intents_one_active_per_learner',
    as: '(user_id) WHERE active',
  },
  {
    name: 'events have the types of the contract',
    query: compareNames('type_is_known', Object.keys(EVENT_PAYLOADS)),
    plant: `create table public.planted (type text, constraint type_is_known check (type in ('planted')))`,
    as: 'type_is_known: planted',
  },
  {
    name: 'signals have the agents of the contract',
    query: compareNames('agent_is_known', AGENT_NAMES),
    plant: `create table public.planted (agent text, constraint agent_is_known check (agent in ('planted')))`,
    as: 'agent_is_known: planted',
  },
]
