// The database refuses impossible states, whatever the code above it does: every named constraint is violated once.
import { expect, test } from 'vitest'
import { addLearner, askWithin, findRefusal, inRollback } from '../support/sql.ts'
import { createApi } from './api.ts'
import { fillRuns } from './fillRuns.ts'
import { fillEveryTable } from './fullLearner.ts'

const INTENT = 'update public.learning_intents set'
const OPEN = (set: string) =>
  `update public.instructor_sessions set ${set} where user_id = $1 and completed_at is null`
const DONE = (set: string) =>
  `update public.instructor_sessions set ${set} where user_id = $1 and completed_at is not null`
const AUDIT = (values: string) =>
  `insert into wisely.audit_log (user_id, key_name, route, step, request_id, outcome) values ($1, ${values})`
const of = (update: string) => `${update} where user_id = $1`
/** Belongs to no learner: $1 is only there to be there. */
const addCount = (values: string) =>
  `insert into wisely.request_metrics select now(), ${values} where $1::uuid is not null`
/** Moves are guarded by a trigger, so a wrong state can only be tried on a row of its own. */
const addRun = (row: { status: string }) =>
  `insert into public.runs (user_id, kind, status, input, created_at, deadline_at)
  values ($1, 'quality', ${row.status}, '{}', now(), now() + interval '1 hour')`
const addTask = (row: { status: string; ended_at?: string }) =>
  `insert into public.tasks (run_id, user_id, key, kind, status, created_at, ended_at)
  select id, user_id, 'more', 'variant', ${row.status}, now(), ${row.ended_at ?? 'null'}
  from public.runs where user_id = $1`
const foreignIntent = `(select id from public.learning_intents where user_id = $2)`

/** Constraint -> a statement that would break it. $1 is the learner whose rows it meets, $2 another learner. */
const VIOLATIONS: Record<string, string> = {
  learning_intents_one_active_per_learner:
    `insert into public.learning_intents select (jsonb_populate_record(i,
    jsonb_build_object('id', gen_random_uuid()))).* from public.learning_intents as i where user_id = $1`,
  revision_is_positive: of(`${INTENT} revision = 0`),
  topic_is_1_to_200_characters: of(`${INTENT} topic = ''`),
  depth_is_known: of(`${INTENT} depth = 'deep'`),
  end_goal_is_1_to_1000_characters: of(`${INTENT} end_goal = repeat('x', 1001)`),
  time_per_day_is_20_to_180_minutes: of(`${INTENT} time_per_day_min = 19`),
  track_label_is_1_to_120_characters: of(`${INTENT} track_label = ''`),
  meta_is_an_object: of(`${INTENT} meta = '[]'`),
  intent_is_updated_after_creation: of(`${INTENT} updated_at = created_at - interval '1 ms'`),

  one_session_per_intent_week_day: of('update public.instructor_sessions set day = 1'),
  session_belongs_to_the_intents_learner: OPEN('user_id = $2'),
  week_is_1_to_104: OPEN('week = 105'),
  day_is_1_to_7: OPEN('day = 8'),
  plan_version_is_positive: OPEN('plan_version = 0'),
  plan_json_is_an_object: OPEN(`plan_json = '[]'`),
  counters_cover_at_most_four_agents: OPEN('cache_hits = 2'),
  degraded_names_its_reasons: OPEN('degraded_mode = true'),
  plan_score_is_0_to_100: OPEN('plan_score = 101'),
  completion_is_all_or_nothing: OPEN(`completed_tz = 'UTC'`),
  report_needs_a_completion: OPEN('confidence = 5'),
  completed_at_is_after_created_at: DONE(`completed_at = created_at - interval '1 ms'`),
  completion_time_is_1_to_480_minutes: DONE('completion_time_min = 481'),
  confidence_is_1_to_10: DONE('confidence = 11'),
  notes_are_at_most_4000_characters: DONE(`notes = repeat('x', 4001)`),

  signal_belongs_to_the_intents_learner: of(
    `update public.agent_signals_cache set user_id = $2, cache_key = repeat('9', 64)`,
  ),
  agent_is_known: of(`update public.agent_signals_cache set agent = 'oracle'`),
  cache_key_is_a_sha256: of(`update public.agent_signals_cache set cache_key = 'clo'`),
  data_is_an_object: of(`update public.agent_signals_cache set data = '[]'`),
  data_has_a_time: of('update public.agent_signals_cache set last_updated = null'),
  row_holds_data_or_a_failure: of('update public.agent_signals_cache set data = null, last_updated = null'),
  failure_has_a_time: of(`update public.agent_signals_cache set failure = 'TIMEOUT'`),
  window_is_not_negative: of('update public.agent_signals_cache set fresh_for_hours = -1'),

  unit_belongs_to_the_intents_learner: of('update public.learning_units set user_id = $2'),
  unit_id_is_well_formed: of(`update public.learning_units set unit_id = 'Breadth First'`),
  visits_are_positive: of('update public.learning_units set visits = 0'),
  last_visit_is_not_before_the_first: of(
    'update public.learning_units set last_local_date = introduced_on - 1',
  ),
  memory_is_an_object: of(`update public.learning_units set memory = '[]'`),

  seq_is_unique_per_learner: of('update public.events set seq = 1'),
  seq_is_positive: `${of('update public.events set seq = 0')} and seq = 1`,
  payload_is_an_object: of(`update public.events set payload = '[]'`),
  payload_is_small: of(`update public.events set payload = jsonb_build_object('text', repeat('x', 2048))`),
  type_is_known: of(`update public.events set type = 'intent_guessed'`),

  active_intent_belongs_to_the_learner: of(
    `update wisely.learner_state set active_intent_id = ${foreignIntent}`,
  ),
  streak_has_a_last_date: of('update wisely.learner_state set streak_last_date = null'),
  totals_are_not_negative: of('update wisely.learner_state set total_time_min = -1'),
  completed_sessions_are_sessions: of(
    'update wisely.learner_state set completed_sessions = total_sessions + 1',
  ),
  confidences_are_given_by_completions: of(
    'update wisely.learner_state set confidence_count = completed_sessions + 1',
  ),
  key_is_1_to_255_characters: of(`update wisely.idempotency_keys set key = ''`),
  key_name_is_1_to_255_characters: AUDIT(`'', 'status', 'step', 'r', 'ok'`),
  request_id_is_1_to_128_characters: AUDIT(`'key', 'status', 'step', '', 'ok'`),
  names_are_short: AUDIT(`'key', 'status', 'step', 'r', repeat('x', 101)`),
  tokens_are_not_negative: of('update wisely.rate_limits set tokens = -0.5'),
  claim_belongs_to_the_intents_learner: `${
    of(`update wisely.day_claims set intent_id = ${foreignIntent}, week = 9`)
  } and day = 1`,
  unchanged_while_is_an_object: of(`update wisely.day_claims set unchanged_while = '"until noon"'`),

  run_kind_is_known: of(`update public.runs set kind = 'guess'`),
  run_status_is_known: addRun({ status: `'lost'` }),
  run_input_is_an_object: of(`update public.runs set input = '[]'`),
  terminal_run_has_ended: addRun({ status: `'succeeded'` }),
  running_run_is_leased: addRun({ status: `'running'` }),
  run_lost_workers_are_not_negative: of('update public.runs set lost_workers = -1'),
  run_deadline_is_after_creation: of('update public.runs set deadline_at = created_at'),

  task_belongs_to_a_run: of('update public.tasks set user_id = $2'),
  task_key_is_unique_in_its_run: of(
    `insert into public.tasks select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid()))).*
    from public.tasks as t`,
  ),
  task_key_is_1_to_120_characters: of(`update public.tasks set key = ''`),
  task_status_is_known: addTask({ status: `'LOST'` }),
  task_attempts_are_not_negative: of('update public.tasks set attempts = -1'),
  terminal_task_has_ended: addTask({ status: `'FAILED'` }),
  completed_task_has_an_output: addTask({ status: `'COMPLETED'`, ended_at: 'now()' }),

  run_event_belongs_to_a_run: of('update public.run_events set user_id = $2'),
  run_event_seq_is_positive: of('update public.run_events set seq = 0'),
  run_event_level_is_known: of(`update public.run_events set level = 'loud'`),
  run_event_message_is_at_most_500_characters: of(`update public.run_events set message = repeat('x', 501)`),
  run_event_data_is_an_object: of(`update public.run_events set data = '[]'`),

  cache_namespace_is_1_to_40_characters: of(`update wisely.cache_entries set namespace = ''`),
  cache_entry_key_is_a_sha256: of(`update wisely.cache_entries set key = 'what is a join'`),
  cache_entry_lives_at_most_a_day: of(
    `update wisely.cache_entries set expires_at = created_at + interval '25 hours'`,
  ),

  metric_is_a_name: addCount(`'Total', '{}', 1`),
  labels_are_an_object: addCount(`'wisely_test_total', '[]', 1`),
  counters_only_grow: addCount(`'wisely_test_total', '{}', -1`),
}

/** Targets for foreign keys: their own uniqueness follows from the primary key, so nothing can break it first. */
const FOLLOWS_FROM_THE_KEY = ['intent_belongs_to_one_learner', 'run_belongs_to_one_learner']

test.each(Object.entries(VIOLATIONS))(
  'the database holds that %s',
  (constraint, statement) =>
    inRollback(async (db) => {
      const [ada, ben] = [await addLearner(db), await addLearner(db)]
      for (const learner of [ada, ben]) {
        await fillEveryTable(createApi(askWithin(db)), learner)
        await fillRuns(db, learner)
      }
      const values = statement.includes('$2') ? [ada.user_id, ben.user_id] : [ada.user_id]

      expect(await findRefusal(db, () => db.query(statement, values))).toMatchObject({ constraint })
    }),
)

test('every constraint with a name of its own is violated above', () =>
  inRollback(async (db) => {
    const { rows } = await db.query<{ name: string }>(`
      select conname as name from pg_constraint where connamespace::regnamespace::text in ('public', 'wisely')
        and conrelid <> 0 and contype in ('c', 'u', 'f') and conname not like '%\\_user_id\\_fkey'
      union select relname from pg_class as c join pg_index as i on i.indexrelid = c.oid
        where c.relnamespace::regnamespace::text in ('public', 'wisely') and i.indisunique
          and not exists (select from pg_constraint as k where k.conindid = c.oid)`)

    expect(rows.map(({ name }) => name).sort()).toEqual(
      [...Object.keys(VIOLATIONS), ...FOLLOWS_FROM_THE_KEY].sort(),
    )
  }))
