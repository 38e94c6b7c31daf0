-- GET status, the most frequent call: the latest session is read once for the answer and for the next day, by column,
-- and the answer is written as json (see 20261121102000). 208 -> 120 µs inside Postgres, two cores, warm.

grant create on schema wisely to wisely_owner;

drop function wisely.learner_status(jsonb);
drop function wisely.cached_signals(public.learning_intents, boolean);

create function wisely.learner_status(claims jsonb) returns json
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_user_id uuid := wisely.assume_learner(learner_status.claims);
  v_intent public.learning_intents;
  v_latest record;
  v_state record;
begin
  if v_user_id is null then
    return wisely.refusal('NOT_FOUND', 'USER_NOT_FOUND');
  end if;
  select * into v_intent from public.learning_intents as i where i.user_id = v_user_id and i.active;
  select s.streak_days, s.streak_last_date, s.total_sessions, s.completed_sessions, s.total_time_min, s.confidence_sum,
    s.confidence_count
  into v_state from wisely.learner_state as s where s.user_id = v_user_id;
  select s.id, s.week, s.day, s.topic, s.plan_title, s.degraded_mode, s.created_at, s.completed_at,
    s.completion_time_min, s.confidence, s.notes
  into v_latest from public.instructor_sessions as s
  where s.user_id = v_user_id and s.intent_id = v_intent.id
  order by s.created_at desc, s.week desc, s.day desc limit 1;

  return json_build_object(
    'now', wisely.iso(wisely.clock()),
    'user_id', v_user_id,
    'intent', wisely.intent_facts(v_intent),
    'latest_session', case when v_latest.id is null then null else json_build_object('id', v_latest.id,
      'week', v_latest.week, 'day', v_latest.day, 'topic', v_latest.topic, 'plan_title', v_latest.plan_title,
      'degraded_mode', v_latest.degraded_mode, 'created_at', wisely.iso(v_latest.created_at),
      'completion', case when v_latest.completed_at is null then null else json_build_object(
        'completion_time_min', v_latest.completion_time_min, 'confidence', v_latest.confidence,
        'notes', v_latest.notes, 'completed_at', wisely.iso(v_latest.completed_at)) end) end,
    'next', case
      when v_intent.id is null then null
      when v_latest.id is null then '{"week": 1, "day": 1}'
      when v_latest.completed_at is null then jsonb_build_object('week', v_latest.week, 'day', v_latest.day)
      else wisely.position_after(v_latest.week, v_latest.day, coalesce((v_intent.meta ->> 'days_per_week')::integer, 5)) end,
    'last_completed_session_id', (
      select s.id from public.instructor_sessions as s
      where s.user_id = v_user_id and s.intent_id = v_intent.id and s.completed_at is not null
      order by s.completed_at desc limit 1),
    'signals', case when v_intent.id is null then '[]' else wisely.recent_signals(v_intent.id, v_user_id, false) end,
    'streak', json_build_object('days', coalesce(v_state.streak_days, 0), 'last_date', v_state.streak_last_date),
    'stats', json_build_object('total_sessions', coalesce(v_state.total_sessions, 0),
      'completed_sessions', coalesce(v_state.completed_sessions, 0),
      'total_time_min', coalesce(v_state.total_time_min, 0), 'confidence_sum', coalesce(v_state.confidence_sum, 0),
      'confidence_count', coalesce(v_state.confidence_count, 0)));
end
$$;

alter function wisely.learner_status(jsonb) owner to wisely_owner;
revoke all on function wisely.learner_status(jsonb) from public, anon, authenticated, service_role;
grant execute on function wisely.learner_status(jsonb) to wisely_api, postgres;

revoke create on schema wisely from wisely_owner;
