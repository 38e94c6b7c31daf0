-- day.run, first trip: no session travels as a whole row, a past day is written as a record of columns and its frozen
-- facts are unpacked once instead of four times, and a learner who repeats a day is found by one look-up instead of two.
-- Evidence: docs/decisions/0020-what-a-statement-costs.md.

grant create on schema wisely to wisely_owner;

-- Completed days as completed_day tells them, oldest first. The caller names the sessions, so that each list comes out
-- of its own index: a condition for both read every completed day of the intent to find the few that are not folded.
create or replace function wisely.past_days(user_id uuid, session_ids uuid[]) returns json
language plpgsql stable set search_path = ''
as $$
begin
  if cardinality(past_days.session_ids) = 0 then
    return '[]';
  end if;
  return coalesce((
    select json_agg(d order by d.completed_at) from (
      select s.id as session_id, s.week, s.day, s.completed_local_date as local_date,
        wisely.iso(s.completed_at) as completed_at, f.planned_min, s.completion_time_min as minutes, s.confidence,
        s.recall, s.results, s.skipped_step_ids, s.self_assessment, s.unit_ids, s.notes, f.difficulty,
        coalesce(f.steps, '[]') as steps, coalesce(f.reviews, '{"due": 0, "included": 0}') as reviews
      from public.instructor_sessions as s,
        jsonb_to_record(s.completion_facts) as f (planned_min jsonb, difficulty jsonb, steps jsonb, reviews jsonb)
      where s.user_id = past_days.user_id and s.id = any (past_days.session_ids)) as d), '[]');
end
$$;

drop function wisely.session_answer(public.instructor_sessions);

-- Everything day.run answers, as it is stored; null when there is no such session.
create function wisely.session_answer(session_id uuid, user_id uuid) returns json
language plpgsql stable set search_path = ''
as $$
begin
  if session_answer.session_id is null then
    return null;
  end if;
  return (
    select row_to_json(a) from (
      select s.id as session_id, s.plan_md, s.plan_json_summary, s.degraded_mode, s.cache_hits, s.cache_misses,
        s.signal_quality, s.stale_served, s.plan_json, s.plan_version, s.week, s.day, s.degraded_reasons, s.plan_score,
        s.plan_input_hash, wisely.iso(s.completed_at) as completed_at
      from public.instructor_sessions as s
      where s.id = session_answer.session_id and s.user_id = session_answer.user_id) as a);
end
$$;

drop function wisely.begin_day(jsonb, jsonb);
drop function wisely.day_facts(public.learning_intents, public.instructor_sessions, wisely.learner_state, jsonb, bigint);
drop function wisely.next_position(public.learning_intents);
drop function wisely.active_intent(uuid);

-- The learner's next day: an uncompleted session's own day, else the day after; null after week 104.
create function wisely.next_position(user_id uuid, intent_id uuid, days_per_week integer) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  v_latest record;
begin
  select s.week, s.day, s.completed_at into v_latest from public.instructor_sessions as s
  where s.user_id = next_position.user_id and s.intent_id = next_position.intent_id
  order by s.created_at desc, s.week desc, s.day desc limit 1;
  return case
    when not found then '{"week": 1, "day": 1}'
    when v_latest.completed_at is null then jsonb_build_object('week', v_latest.week, 'day', v_latest.day)
    else wisely.position_after(v_latest.week, v_latest.day, next_position.days_per_week) end;
end
$$;

create function wisely.day_facts(intent public.learning_intents, session_id uuid, at_position jsonb, fence bigint)
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
    'last_completed_session_id', (
      select s.id from public.instructor_sessions as s
      where s.user_id = intent.user_id and s.intent_id = intent.id and s.completed_at is not null
      order by s.completed_at desc limit 1),
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
    'fence', fence);
end
$$;

-- request.body: {week, day} or nulls; request.lease_s; request.holder: uuid of this call; request.settle: answer what another request just stored.
-- Returns {refused}, {answered: session}, {waiting: {intent_id, week, day, lease_left_ms}} or {day: facts}.
create function wisely.begin_day(claims jsonb, request jsonb) returns json
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
    or (v_session.id is not null and coalesce((begin_day.request ->> 'settle')::boolean, false)) then
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

-- What a waiting day.run looks at until the holder is done. Free of rate limit and idempotency key.
create or replace function wisely.read_day(claims jsonb, request jsonb) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_user_id uuid := wisely.assume_learner(read_day.claims);
begin
  return jsonb_build_object(
    'session', (
      select wisely.session_answer(s.id, v_user_id) from public.instructor_sessions as s
      where s.user_id = v_user_id and s.intent_id = (read_day.request ->> 'intent_id')::uuid
        and s.week = (read_day.request ->> 'week')::integer and s.day = (read_day.request ->> 'day')::integer),
    'lease_left_ms', coalesce((
      select greatest(ceil(extract(epoch from c.lease_until - clock_timestamp()) * 1000), 0)::integer
      from wisely.day_claims as c
      where c.user_id = v_user_id and c.intent_id = (read_day.request ->> 'intent_id')::uuid
        and c.week = (read_day.request ->> 'week')::integer and c.day = (read_day.request ->> 'day')::integer), 0));
end
$$;

alter function wisely.session_answer(uuid, uuid) owner to wisely_owner;
alter function wisely.day_facts(public.learning_intents, uuid, jsonb, bigint) owner to wisely_owner;
alter function wisely.next_position(uuid, uuid, integer) owner to wisely_owner;
alter function wisely.begin_day(jsonb, jsonb) owner to wisely_owner;
revoke all on function wisely.session_answer(uuid, uuid), wisely.begin_day(jsonb, jsonb),
  wisely.next_position(uuid, uuid, integer),
  wisely.day_facts(public.learning_intents, uuid, jsonb, bigint)
  from public, anon, authenticated, service_role;
grant execute on function wisely.begin_day(jsonb, jsonb) to wisely_api, postgres;

revoke create on schema wisely from wisely_owner;
