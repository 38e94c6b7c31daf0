-- day.run also reads the step texts of the last five plans of the intent, so that a plan that repeats one of them
-- scores lower. Only begin_day changes: it adds `recent_plans` to the day's facts.

grant create on schema wisely to wisely_owner;

-- Plans stored before a position, newest first: for each the actions of its steps.
create function wisely.recent_plans(intent public.learning_intents, before_position jsonb) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return coalesce((
    select jsonb_agg(p.actions order by p.week desc, p.day desc) from (
      select s.week, s.day, jsonb_path_query_array(s.plan_json, '$.steps[*].action') as actions
      from public.instructor_sessions as s
      where s.user_id = recent_plans.intent.user_id and s.intent_id = recent_plans.intent.id
        and (s.week, s.day) < (
          (recent_plans.before_position ->> 'week')::integer, (recent_plans.before_position ->> 'day')::integer)
      order by s.week desc, s.day desc limit 5
    ) as p
  ), '[]');
end
$$;

create or replace function wisely.begin_day(claims jsonb, request jsonb) returns jsonb
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
  return v_rates || jsonb_build_object('day', wisely.day_facts(v_intent, v_session, v_state, v_position, v_fence)
    || jsonb_build_object('recent_plans', wisely.recent_plans(v_intent, v_position)));
end
$$;

alter function wisely.recent_plans(public.learning_intents, jsonb) owner to wisely_owner;
alter function wisely.begin_day(jsonb, jsonb) owner to wisely_owner;
revoke all on function wisely.recent_plans(public.learning_intents, jsonb), wisely.begin_day(jsonb, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function wisely.begin_day(jsonb, jsonb) to wisely_api, postgres;

-- The hand-over is done: wisely_owner creates nothing.
revoke create on schema wisely from wisely_owner;
