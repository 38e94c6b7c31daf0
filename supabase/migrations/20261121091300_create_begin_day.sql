-- day.run, first trip: claim the day and read everything its plan is made from.
-- request.body: {week, day} or nulls; request.lease_s; request.holder: uuid of this call; request.settle: answer what another request just stored.
-- Returns {refused}, {answered: session}, {waiting: {intent_id, week, day, lease_left_ms}} or {day: facts}.

create function wisely.begin_day(claims jsonb, request jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
#variable_conflict use_column
declare
  v_gate jsonb := wisely.enter_write(begin_day.claims, 'day.run', begin_day.request);
  v_user_id uuid := (v_gate ->> 'user_id')::uuid;
  v_rates jsonb := jsonb_build_object('rates', v_gate -> 'rates');
  v_intent public.learning_intents;
  v_session public.instructor_sessions;
  v_state wisely.learner_state;
  v_position jsonb;
  v_fence bigint;
begin
  if v_gate ? 'answer' then
    return v_gate -> 'answer';
  end if;

  v_intent := wisely.active_intent(v_user_id);
  if v_intent.id is null then
    return wisely.leave_write(v_gate, 'day.run', begin_day.request, wisely.refusal('CONFLICT', 'NO_ACTIVE_INTENT'));
  end if;
  v_position := case when begin_day.request -> 'body' ->> 'week' is not null
    then jsonb_build_object('week', begin_day.request -> 'body' -> 'week', 'day', begin_day.request -> 'body' -> 'day')
    else wisely.next_position(v_intent) end;
  if v_position is null then
    return wisely.leave_write(v_gate, 'day.run', begin_day.request, wisely.refusal('CONFLICT', 'PROGRAM_FINISHED'));
  end if;

  select * into v_session from public.instructor_sessions as s
  where s.user_id = v_user_id and s.intent_id = v_intent.id
    and s.week = (v_position ->> 'week')::integer and s.day = (v_position ->> 'day')::integer;
  if v_session.completed_at is not null
    or (v_session.id is not null and coalesce((begin_day.request ->> 'settle')::boolean, false)) then
    return wisely.leave_write(v_gate, 'day.run', begin_day.request,
      jsonb_build_object('answered', wisely.session_answer(v_session)));
  end if;

  insert into wisely.day_claims as c (intent_id, week, day, user_id, lease_until, holder, idempotency_key)
  values (v_intent.id, (v_position ->> 'week')::integer, (v_position ->> 'day')::integer, v_user_id,
    clock_timestamp() + make_interval(secs => (begin_day.request ->> 'lease_s')::double precision),
    (begin_day.request ->> 'holder')::uuid, begin_day.request -> 'idempotency' ->> 'key')
  on conflict (intent_id, week, day) do update
  set fence = c.fence + 1, lease_until = excluded.lease_until, holder = excluded.holder,
      idempotency_key = excluded.idempotency_key
  where c.lease_until <= clock_timestamp() or c.holder = excluded.holder
  returning c.fence into v_fence;
  if v_fence is null then
    return v_rates || jsonb_build_object('waiting', v_position || (
      select jsonb_build_object('intent_id', v_intent.id, 'lease_left_ms',
        greatest(ceil(extract(epoch from c.lease_until - clock_timestamp()) * 1000), 0)::integer)
      from wisely.day_claims as c
      where c.intent_id = v_intent.id
        and c.week = (v_position ->> 'week')::integer and c.day = (v_position ->> 'day')::integer));
  end if;
  perform wisely.freeze_answer(v_user_id, 'day.run', begin_day.request, null);

  select * into v_state from wisely.learner_state as s where s.user_id = v_user_id;
  return v_rates || jsonb_build_object('day', wisely.day_facts(v_intent, v_session, v_state, v_position, v_fence));
end
$$;

create function wisely.day_facts(
  intent public.learning_intents, session public.instructor_sessions, state wisely.learner_state,
  at_position jsonb, fence bigint
) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return jsonb_build_object(
    'now', wisely.iso(wisely.clock()),
    'local_date', wisely.local_date(wisely.clock(), intent.user_tz, coalesce((intent.meta ->> 'day_starts_at_hour')::integer, 0)),
    'intent', wisely.intent_facts(intent),
    'position', at_position,
    'sessions_completed', state.completed_sessions,
    'last_completed_session_id', (
      select s.id from public.instructor_sessions as s
      where s.user_id = intent.user_id and s.intent_id = intent.id and s.completed_at is not null
      order by s.completed_at desc limit 1),
    'session', case when session.id is null then null else wisely.session_answer(session) end,
    'signals', wisely.cached_signals(intent, true),
    'history', coalesce((
      select jsonb_agg(wisely.completed_day(h) order by h.completed_at) from (
        select * from public.instructor_sessions as s
        where s.user_id = intent.user_id and s.intent_id = intent.id and s.completed_at is not null
        order by s.completed_at desc limit 30) as h), '[]'),
    'units', coalesce((
      select jsonb_agg(jsonb_build_object('unit_id', u.unit_id, 'visits', u.visits, 'introduced_on', u.introduced_on,
        'last_local_date', u.last_local_date, 'memory', u.memory) order by u.introduced_on, u.unit_id)
      from public.learning_units as u where u.user_id = intent.user_id and u.intent_id = intent.id), '[]'),
    'unfolded', coalesce((
      select jsonb_agg(wisely.completed_day(f) order by f.completed_at) from (
        select * from public.instructor_sessions as s
        where s.user_id = intent.user_id and s.intent_id = intent.id
          and s.completed_at is not null and s.folded_at is null) as f), '[]'),
    'recent_plans', wisely.recent_plans(intent, at_position),
    'fence', fence);
end
$$;

-- What a waiting day.run looks at until the holder is done. Free of rate limit and idempotency key.
create function wisely.read_day(claims jsonb, request jsonb) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_user_id uuid := wisely.assume_learner(read_day.claims);
begin
  return jsonb_build_object(
    'session', (
      select wisely.session_answer(s) from public.instructor_sessions as s
      where s.user_id = v_user_id and s.intent_id = (read_day.request ->> 'intent_id')::uuid
        and s.week = (read_day.request ->> 'week')::integer and s.day = (read_day.request ->> 'day')::integer),
    'lease_left_ms', coalesce((
      select greatest(ceil(extract(epoch from c.lease_until - clock_timestamp()) * 1000), 0)::integer
      from wisely.day_claims as c
      where c.user_id = v_user_id and c.intent_id = (read_day.request ->> 'intent_id')::uuid
        and c.week = (read_day.request ->> 'week')::integer and c.day = (read_day.request ->> 'day')::integer), 0));
end
$$;

alter function wisely.begin_day(jsonb, jsonb) owner to wisely_owner;
alter function wisely.day_facts(public.learning_intents, public.instructor_sessions, wisely.learner_state, jsonb, bigint)
  owner to wisely_owner;
alter function wisely.read_day(jsonb, jsonb) owner to wisely_owner;
revoke all on function wisely.begin_day(jsonb, jsonb), wisely.read_day(jsonb, jsonb),
  wisely.day_facts(public.learning_intents, public.instructor_sessions, wisely.learner_state, jsonb, bigint)
  from public, anon, authenticated, service_role;
grant execute on function wisely.begin_day(jsonb, jsonb), wisely.read_day(jsonb, jsonb) to wisely_api, postgres;
