-- GET status and GET events: pure reads, one snapshot each. Totals come from learner_state, so the cost does not
-- grow with the number of sessions.

create function wisely.learner_status(claims jsonb) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_user_id uuid := wisely.assume_learner(learner_status.claims);
  v_intent public.learning_intents;
  v_latest public.instructor_sessions;
  v_state wisely.learner_state;
begin
  if v_user_id is null then
    return wisely.refusal('NOT_FOUND', 'USER_NOT_FOUND');
  end if;
  v_intent := wisely.active_intent(v_user_id);
  select * into v_state from wisely.learner_state as s where s.user_id = v_user_id;
  select * into v_latest from public.instructor_sessions as s
  where s.user_id = v_user_id and s.intent_id = v_intent.id
  order by s.created_at desc, s.week desc, s.day desc limit 1;

  return jsonb_build_object(
    'now', wisely.iso(wisely.clock()),
    'user_id', v_user_id,
    'intent', wisely.intent_facts(v_intent),
    'latest_session', case when v_latest.id is null then null else jsonb_build_object('id', v_latest.id,
      'week', v_latest.week, 'day', v_latest.day, 'topic', v_latest.topic, 'plan_title', v_latest.plan_title,
      'degraded_mode', v_latest.degraded_mode, 'created_at', wisely.iso(v_latest.created_at),
      'completion', case when v_latest.completed_at is null then null else jsonb_build_object(
        'completion_time_min', v_latest.completion_time_min, 'confidence', v_latest.confidence,
        'notes', v_latest.notes, 'completed_at', wisely.iso(v_latest.completed_at)) end) end,
    'next', case when v_intent.id is null then null else wisely.next_position(v_intent) end,
    'last_completed_session_id', (
      select s.id from public.instructor_sessions as s
      where s.user_id = v_user_id and s.intent_id = v_intent.id and s.completed_at is not null
      order by s.completed_at desc limit 1),
    'signals', case when v_intent.id is null then '[]' else wisely.cached_signals(v_intent, false) end,
    'streak', jsonb_build_object('days', coalesce(v_state.streak_days, 0), 'last_date', v_state.streak_last_date),
    'stats', jsonb_build_object('total_sessions', coalesce(v_state.total_sessions, 0),
      'completed_sessions', coalesce(v_state.completed_sessions, 0),
      'total_time_min', coalesce(v_state.total_time_min, 0), 'confidence_sum', coalesce(v_state.confidence_sum, 0),
      'confidence_count', coalesce(v_state.confidence_count, 0)));
end
$$;

-- The learner's own events after a seq, in commit order.
create function wisely.list_events(claims jsonb, after_seq bigint, max_events integer) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_user_id uuid := wisely.assume_learner(list_events.claims);
  v_events jsonb;
  v_next bigint;
begin
  if v_user_id is null then
    return wisely.refusal('NOT_FOUND', 'USER_NOT_FOUND');
  end if;
  select coalesce(jsonb_agg(wisely.event_envelope(page) order by page.seq), '[]'), coalesce(max(page.seq), list_events.after_seq)
  into v_events, v_next
  from (
    select * from public.events as e
    where e.user_id = v_user_id and e.seq > list_events.after_seq
    order by e.seq limit list_events.max_events) as page;
  return jsonb_build_object('events', v_events, 'next_after', v_next, 'has_more', exists (
    select from public.events as e where e.user_id = v_user_id and e.seq > v_next));
end
$$;

alter function wisely.learner_status(jsonb) owner to wisely_owner;
alter function wisely.list_events(jsonb, bigint, integer) owner to wisely_owner;
revoke all on function wisely.learner_status(jsonb), wisely.list_events(jsonb, bigint, integer)
  from public, anon, authenticated, service_role;
grant execute on function wisely.learner_status(jsonb), wisely.list_events(jsonb, bigint, integer)
  to wisely_api, postgres;
