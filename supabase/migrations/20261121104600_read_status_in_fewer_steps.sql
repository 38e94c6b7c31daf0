-- GET status, the most frequent call: intent, totals and latest session come out of one statement, and the signals are
-- written as records of columns. Evidence: docs/decisions/0019-what-a-statement-costs.md.

grant create on schema wisely to wisely_owner;

-- Per agent the newest entries of the intent: the current key's and, should the agent fail, an older one.
create or replace function wisely.recent_signals(intent_id uuid, user_id uuid, with_data boolean) returns json
language plpgsql stable set search_path = ''
as $$
begin
  if recent_signals.with_data then
    return coalesce((
      select json_agg(n) from unnest(array['clo', 'alex', 'ta', 'socratic']) as a (agent), lateral (
        select s.agent, s.cache_key, s.etag, s.agent_version, wisely.iso(s.last_updated) as last_updated,
          s.fresh_for_hours, wisely.iso(s.failed_at) as failed_at, s.failure, s.data
        from public.agent_signals_cache as s
        where s.user_id = recent_signals.user_id and s.intent_id = recent_signals.intent_id and s.agent = a.agent
        order by s.touched_at desc limit 3) as n), '[]');
  end if;
  return coalesce((
    select json_agg(n) from unnest(array['clo', 'alex', 'ta', 'socratic']) as a (agent), lateral (
      select s.agent, s.cache_key, s.etag, s.agent_version, wisely.iso(s.last_updated) as last_updated,
        s.fresh_for_hours, wisely.iso(s.failed_at) as failed_at, s.failure, s.data is not null as has_data
      from public.agent_signals_cache as s
      where s.user_id = recent_signals.user_id and s.intent_id = recent_signals.intent_id and s.agent = a.agent
      order by s.touched_at desc limit 3) as n), '[]');
end
$$;

create or replace function wisely.learner_status(claims jsonb) returns json
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_user_id uuid := wisely.assume_learner(learner_status.claims);
  v_intent public.learning_intents;
  v_latest record;
begin
  if v_user_id is null then
    return wisely.refusal('NOT_FOUND', 'USER_NOT_FOUND');
  end if;
  select * into v_intent from public.learning_intents as i where i.user_id = v_user_id and i.active;
  select u.id as user_id, coalesce(l.streak_days, 0) as streak_days, l.streak_last_date,
    coalesce(l.total_sessions, 0) as total_sessions, coalesce(l.completed_sessions, 0) as completed_sessions,
    coalesce(l.total_time_min, 0) as total_time_min, coalesce(l.confidence_sum, 0) as confidence_sum,
    coalesce(l.confidence_count, 0) as confidence_count, s.*
  into v_latest
  from (select v_user_id as id) as u
  left join wisely.learner_state as l on l.user_id = u.id
  left join lateral (
    select s.id, s.week, s.day, s.topic, s.plan_title, s.degraded_mode, s.created_at, s.completed_at,
      s.completion_time_min, s.confidence, s.notes
    from public.instructor_sessions as s
    where s.user_id = v_user_id and s.intent_id = v_intent.id
    order by s.created_at desc, s.week desc, s.day desc limit 1) as s on true;

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
    'streak', json_build_object('days', v_latest.streak_days, 'last_date', v_latest.streak_last_date),
    'stats', json_build_object('total_sessions', v_latest.total_sessions,
      'completed_sessions', v_latest.completed_sessions, 'total_time_min', v_latest.total_time_min,
      'confidence_sum', v_latest.confidence_sum, 'confidence_count', v_latest.confidence_count));
end
$$;

revoke create on schema wisely from wisely_owner;
