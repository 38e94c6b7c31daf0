-- day.run's facts are written as json, by column. Two costs grew with the plans behind a learner, not with the answer:
-- a row handed to a function as one value is flattened (the stored plan and its Markdown of all 30 past days were
-- fetched and unpacked only to be left out), and jsonb is rebuilt at every level of nesting, where json is appended.
-- Evidence: docs/decisions/0018-growth-costs-nothing.md.

grant create on schema wisely to wisely_owner;

-- Completed days of an intent as completed_day tells them, the newest `max_days`, or all that are not folded yet.
create function wisely.past_days(intent_id uuid, user_id uuid, unfolded_only boolean, max_days integer) returns json
language plpgsql stable set search_path = ''
as $$
begin
  return coalesce((
    select json_agg(json_build_object('session_id', h.id, 'week', h.week, 'day', h.day,
      'local_date', h.completed_local_date, 'completed_at', wisely.iso(h.completed_at),
      'planned_min', h.completion_facts -> 'planned_min', 'minutes', h.completion_time_min,
      'confidence', h.confidence, 'recall', h.recall, 'results', h.results,
      'skipped_step_ids', h.skipped_step_ids, 'self_assessment', h.self_assessment,
      'unit_ids', h.unit_ids, 'notes', h.notes, 'difficulty', h.completion_facts -> 'difficulty',
      'steps', coalesce(h.completion_facts -> 'steps', '[]'),
      'reviews', coalesce(h.completion_facts -> 'reviews', '{"due": 0, "included": 0}')) order by h.completed_at)
    from (
      select s.id, s.week, s.day, s.completed_local_date, s.completed_at, s.completion_time_min, s.confidence, s.recall,
        s.results, s.skipped_step_ids, s.self_assessment, s.unit_ids, s.notes, s.completion_facts
      from public.instructor_sessions as s
      where s.user_id = past_days.user_id and s.intent_id = past_days.intent_id and s.completed_at is not null
        and (s.folded_at is null or not past_days.unfolded_only)
      order by s.completed_at desc limit past_days.max_days) as h), '[]');
end
$$;

-- Per agent the newest entries of the intent: the current key's and, should the agent fail, an older one.
create function wisely.recent_signals(intent_id uuid, user_id uuid, with_data boolean) returns json
language plpgsql stable set search_path = ''
as $$
begin
  return coalesce((
    select json_agg(json_build_object('agent', c.agent, 'cache_key', c.cache_key, 'etag', c.etag,
      'agent_version', c.agent_version, 'last_updated', wisely.iso(c.last_updated),
      'fresh_for_hours', c.fresh_for_hours, 'failed_at', wisely.iso(c.failed_at), 'failure', c.failure,
      case when recent_signals.with_data then 'data' else 'has_data' end,
      case when recent_signals.with_data then to_json(c.data) else to_json(c.data is not null) end))
    from unnest(array['clo', 'alex', 'ta', 'socratic']) as a (agent),
    lateral (
      select * from public.agent_signals_cache as s
      where s.user_id = recent_signals.user_id and s.intent_id = recent_signals.intent_id and s.agent = a.agent
      order by s.touched_at desc limit 3
    ) as c
  ), '[]');
end
$$;

-- The step texts of the last five plans before a position, newest first: a plan that repeats one of them scores lower.
create function wisely.recent_steps(intent_id uuid, user_id uuid, before_position jsonb) returns json
language plpgsql stable set search_path = ''
as $$
begin
  return coalesce((
    select json_agg(p.actions order by p.week desc, p.day desc) from (
      select s.week, s.day, coalesce((
        select json_agg(e.step -> 'action' order by e.at)
        from jsonb_array_elements(s.plan_json -> 'steps') with ordinality as e (step, at)), '[]') as actions
      from public.instructor_sessions as s
      where s.user_id = recent_steps.user_id and s.intent_id = recent_steps.intent_id
        and (s.week, s.day) < (
          (recent_steps.before_position ->> 'week')::integer, (recent_steps.before_position ->> 'day')::integer)
      order by s.week desc, s.day desc limit 5
    ) as p
  ), '[]');
end
$$;

drop function wisely.begin_day(jsonb, jsonb);
drop function wisely.day_facts(public.learning_intents, public.instructor_sessions, wisely.learner_state, jsonb, bigint);
drop function wisely.recent_plans(public.learning_intents, jsonb);

create function wisely.day_facts(
  intent public.learning_intents, session public.instructor_sessions, state wisely.learner_state,
  at_position jsonb, fence bigint
) returns json
language plpgsql stable set search_path = ''
as $$
begin
  return json_build_object(
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
    'signals', wisely.recent_signals(intent.id, intent.user_id, true),
    'history', wisely.past_days(intent.id, intent.user_id, false, 30),
    'units', coalesce((
      select json_agg(json_build_object('unit_id', u.unit_id, 'visits', u.visits, 'introduced_on', u.introduced_on,
        'last_local_date', u.last_local_date, 'memory', u.memory) order by u.introduced_on, u.unit_id)
      from public.learning_units as u where u.user_id = intent.user_id and u.intent_id = intent.id), '[]'),
    'unfolded', wisely.past_days(intent.id, intent.user_id, true, null),
    'recent_plans', wisely.recent_steps(intent.id, intent.user_id, at_position),
    'fence', fence);
end
$$;

create function wisely.begin_day(claims jsonb, request jsonb) returns json
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
  return json_build_object('rates', v_gate -> 'rates',
    'day', wisely.day_facts(v_intent, v_session, v_state, v_position, v_fence));
end
$$;

alter function wisely.past_days(uuid, uuid, boolean, integer) owner to wisely_owner;
alter function wisely.recent_signals(uuid, uuid, boolean) owner to wisely_owner;
alter function wisely.recent_steps(uuid, uuid, jsonb) owner to wisely_owner;
alter function wisely.day_facts(public.learning_intents, public.instructor_sessions, wisely.learner_state, jsonb, bigint)
  owner to wisely_owner;
alter function wisely.begin_day(jsonb, jsonb) owner to wisely_owner;
revoke all on function wisely.past_days(uuid, uuid, boolean, integer), wisely.recent_signals(uuid, uuid, boolean),
  wisely.recent_steps(uuid, uuid, jsonb), wisely.begin_day(jsonb, jsonb),
  wisely.day_facts(public.learning_intents, public.instructor_sessions, wisely.learner_state, jsonb, bigint)
  from public, anon, authenticated, service_role;
grant execute on function wisely.begin_day(jsonb, jsonb) to wisely_api, postgres;

revoke create on schema wisely from wisely_owner;
