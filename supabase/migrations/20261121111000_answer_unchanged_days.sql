-- day.run of a day that did not change is answered in its first trip. Until now it read thirty past days, all units and
-- four signals (59 kB of JSON), only for the function to find by a hash that the stored plan still holds.
-- A save may say while what its plan holds; begin_day compares that with what it finds. Any doubt builds the day again.
-- Evidence: docs/decisions/0024-a-day-that-did-not-change.md.

grant create on schema wisely to wisely_owner;

-- {fingerprint, versions, stamp, until}; null: not known, the day is built at the next call.
alter table wisely.day_claims add column unchanged_while jsonb,
  add constraint unchanged_while_is_an_object check (jsonb_typeof(unchanged_while) = 'object');

create function wisely.last_completed_session(user_id uuid, intent_id uuid) returns uuid
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select s.id from public.instructor_sessions as s
    where s.user_id = last_completed_session.user_id and s.intent_id = last_completed_session.intent_id
      and s.completed_at is not null
    order by s.completed_at desc limit 1);
end
$$;

-- Changes with everything the database knows that a day is made from: the intent's revision, the learner's date, the last
-- completed session (and with it history and units) and every signal that was written since, whenever its transaction began.
create function wisely.day_stamp(intent public.learning_intents) returns text
language plpgsql stable set search_path = ''
as $$
begin
  return concat_ws(' ', intent.revision,
    wisely.local_date(wisely.clock(), intent.user_tz, coalesce((intent.meta ->> 'day_starts_at_hour')::integer, 0)),
    coalesce(wisely.last_completed_session(intent.user_id, intent.id)::text, 'none'), (
      select count(*) || ' ' || coalesce(sum(extract(epoch from s.touched_at)), 0) from public.agent_signals_cache as s
      where s.user_id = intent.user_id and s.intent_id = intent.id));
end
$$;

-- setup.versions: {agent: version this caller saw last, or null}; an answer that another version gave is asked for again.
create function wisely.day_is_unchanged(intent public.learning_intents, week integer, day integer, setup jsonb)
returns boolean
language plpgsql stable set search_path = ''
as $$
declare
  v_while jsonb;
begin
  if jsonb_typeof(day_is_unchanged.setup) is distinct from 'object' then
    return false;
  end if;
  select c.unchanged_while into v_while from wisely.day_claims as c
  where c.user_id = intent.user_id and c.intent_id = intent.id
    and c.week = day_is_unchanged.week and c.day = day_is_unchanged.day;
  if v_while is null or v_while -> 'fingerprint' is distinct from day_is_unchanged.setup -> 'fingerprint'
    or (v_while ->> 'until')::timestamptz < wisely.clock() or v_while ->> 'stamp' <> wisely.day_stamp(intent) then
    return false;
  end if;
  return not exists (
    select from jsonb_each_text(day_is_unchanged.setup -> 'versions') as seen (agent, version)
    where seen.version <> v_while -> 'versions' ->> seen.agent);
end
$$;

create or replace function wisely.day_facts(intent public.learning_intents, session_id uuid, at_position jsonb, fence bigint)
returns json
language plpgsql stable set search_path = ''
as $$
begin
  return json_build_object(
    'now', wisely.iso(wisely.clock()),
    'local_date', wisely.local_date(wisely.clock(), intent.user_tz, coalesce((intent.meta ->> 'day_starts_at_hour')::integer, 0)),
    'intent', wisely.intent_facts(intent),
    'position', at_position,
    'sessions_completed', (
      select l.completed_sessions from wisely.learner_state as l where l.user_id = intent.user_id),
    'last_completed_session_id', wisely.last_completed_session(intent.user_id, intent.id),
    'session', wisely.session_answer(day_facts.session_id, intent.user_id),
    'signals', wisely.recent_signals(intent.id, intent.user_id, true),
    'history', wisely.past_days(intent.user_id, array(
      select s.id from public.instructor_sessions as s
      where s.user_id = intent.user_id and s.intent_id = intent.id and s.completed_at is not null
      order by s.completed_at desc limit 30)),
    'units', coalesce((
      select json_agg(n order by n.introduced_on, n.unit_id) from (
        select u.unit_id, u.visits, u.introduced_on, u.last_local_date, u.memory from public.learning_units as u
        where u.user_id = intent.user_id and u.intent_id = intent.id) as n), '[]'),
    'unfolded', wisely.past_days(intent.user_id, array(
      select s.id from public.instructor_sessions as s
      where s.user_id = intent.user_id and s.intent_id = intent.id and s.completed_at is not null
        and s.folded_at is null)),
    'recent_plans', wisely.recent_steps(intent.id, intent.user_id, at_position),
    'stamp', wisely.day_stamp(intent),
    'fence', fence);
end
$$;


-- request.body: {week, day} or nulls; request.lease_s; request.holder: uuid of this call; request.settle: answer what
-- another request just stored; request.setup: {fingerprint, versions} of the caller, null to have the day built again.
-- Returns {refused}, {answered: session}, {waiting: {intent_id, week, day, lease_left_ms}} or {day: facts}.
create or replace function wisely.begin_day(claims jsonb, request jsonb) returns json
language plpgsql volatile security definer set search_path = ''
as $$
#variable_conflict use_column
declare
  v_gate jsonb := wisely.enter_write(begin_day.claims, 'day.run', begin_day.request);
  v_user_id uuid := (v_gate ->> 'user_id')::uuid;
  v_has_key boolean := begin_day.request -> 'idempotency' ->> 'key' is not null;
  v_intent public.learning_intents;
  v_session record;
  v_answer json;
  v_week integer := (begin_day.request -> 'body' ->> 'week')::integer;
  v_day integer := (begin_day.request -> 'body' ->> 'day')::integer;
  v_position jsonb;
  v_fence bigint;
begin
  if v_gate ? 'answer' then
    return v_gate -> 'answer';
  end if;

  select * into v_intent from public.learning_intents as i where i.user_id = v_user_id and i.active;
  if not found then
    return wisely.leave_write(v_gate, 'day.run', begin_day.request, wisely.refusal('CONFLICT', 'NO_ACTIVE_INTENT'));
  end if;
  if v_week is null then
    v_position := wisely.next_position(v_user_id, v_intent.id,
      coalesce((v_intent.meta ->> 'days_per_week')::integer, 5));
    if v_position is null then
      return wisely.leave_write(v_gate, 'day.run', begin_day.request, wisely.refusal('CONFLICT', 'PROGRAM_FINISHED'));
    end if;
    v_week := v_position -> 'week';
    v_day := v_position -> 'day';
  else
    v_position := jsonb_build_object('week', v_week, 'day', v_day);
  end if;

  select s.id, s.completed_at into v_session from public.instructor_sessions as s
  where s.user_id = v_user_id and s.intent_id = v_intent.id and s.week = v_week and s.day = v_day;
  if v_session.completed_at is not null
    or (v_session.id is not null and (coalesce((begin_day.request ->> 'settle')::boolean, false)
      or wisely.day_is_unchanged(v_intent, v_week, v_day, begin_day.request -> 'setup'))) then
    v_answer := wisely.session_answer(v_session.id, v_user_id);
    if v_has_key then
      perform wisely.freeze_answer(v_user_id, 'day.run', begin_day.request, jsonb_build_object('answered', v_answer));
    end if;
    return json_build_object('answered', v_answer, 'rates', v_gate -> 'rates');
  end if;

  insert into wisely.day_claims as c (intent_id, week, day, user_id, lease_until, holder, idempotency_key)
  values (v_intent.id, v_week, v_day, v_user_id,
    clock_timestamp() + make_interval(secs => (begin_day.request ->> 'lease_s')::double precision),
    (begin_day.request ->> 'holder')::uuid, begin_day.request -> 'idempotency' ->> 'key')
  on conflict (intent_id, week, day) do update
  set fence = c.fence + 1, lease_until = excluded.lease_until, holder = excluded.holder,
      idempotency_key = excluded.idempotency_key
  where c.lease_until <= clock_timestamp() or c.holder = excluded.holder
  returning c.fence into v_fence;
  if v_fence is null then
    return jsonb_build_object('rates', v_gate -> 'rates', 'waiting', v_position || (
      select jsonb_build_object('intent_id', v_intent.id, 'lease_left_ms',
        greatest(ceil(extract(epoch from c.lease_until - clock_timestamp()) * 1000), 0)::integer)
      from wisely.day_claims as c where c.intent_id = v_intent.id and c.week = v_week and c.day = v_day));
  end if;
  if v_has_key then
    perform wisely.freeze_answer(v_user_id, 'day.run', begin_day.request, null);
  end if;
  return json_build_object('rates', v_gate -> 'rates',
    'day', wisely.day_facts(v_intent, v_session.id, v_position, v_fence));
end
$$;


create or replace function wisely.save_day(claims jsonb, request jsonb) returns json
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_user_id uuid := wisely.assume_learner(save_day.claims);
  v_intent_id uuid := (save_day.request ->> 'intent_id')::uuid;
  v_session record;
  v_session_id uuid;
  v_answer json;
begin
  if v_user_id is null then
    return wisely.refusal('NOT_FOUND', 'USER_NOT_FOUND');
  end if;
  perform wisely.lock_learner(v_user_id);

  select s.id, s.completed_at into v_session from public.instructor_sessions as s
  where s.user_id = v_user_id and s.intent_id = v_intent_id
    and s.week = (save_day.request ->> 'week')::integer and s.day = (save_day.request ->> 'day')::integer;
  -- The fence refuses an isolate that was stopped past its lease, and this same save repeated after a lost reply;
  -- a completed day is never rewritten.
  update wisely.day_claims as c
  set lease_until = clock_timestamp(), fence = c.fence + 1,
      unchanged_while = nullif(save_day.request -> 'unchanged_while', 'null')
  where c.user_id = v_user_id and c.intent_id = v_intent_id and c.week = (save_day.request ->> 'week')::integer
    and c.day = (save_day.request ->> 'day')::integer and c.fence = (save_day.request ->> 'fence')::bigint;
  if not found or v_session.completed_at is not null then
    return json_build_object('fenced_out', json_build_object('session', wisely.session_answer(v_session.id, v_user_id)));
  end if;

  if save_day.request -> 'signals' <> '[]' then
    perform wisely.save_signals(v_user_id, v_intent_id, save_day.request -> 'signals');
  end if;
  if save_day.request -> 'units' <> '[]' or save_day.request -> 'folded' <> '[]' then
    perform wisely.save_units(v_user_id, v_intent_id, save_day.request -> 'units', save_day.request -> 'folded');
  end if;
  v_session_id := wisely.save_session(v_session.id, v_user_id, save_day.request);
  if save_day.request -> 'events' <> '[]' then
    perform wisely.emit_day(v_session_id, v_user_id, save_day.request -> 'events');
  end if;

  v_answer := wisely.session_answer(v_session_id, v_user_id);
  if save_day.request -> 'idempotency' ->> 'key' is not null then
    perform wisely.freeze_answer(v_user_id, 'day.run', save_day.request, jsonb_build_object('answered', v_answer));
  end if;
  return json_build_object('session', v_answer);
end
$$;

alter function wisely.last_completed_session(uuid, uuid) owner to wisely_owner;
alter function wisely.day_stamp(public.learning_intents) owner to wisely_owner;
alter function wisely.day_is_unchanged(public.learning_intents, integer, integer, jsonb) owner to wisely_owner;
revoke all on function wisely.last_completed_session(uuid, uuid), wisely.day_stamp(public.learning_intents),
  wisely.day_is_unchanged(public.learning_intents, integer, integer, jsonb)
  from public, anon, authenticated, service_role;

revoke create on schema wisely from wisely_owner;
