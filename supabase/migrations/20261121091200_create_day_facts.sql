-- The facts that day.run, day.done and status share: next position, stored answer, history, cached signals.

-- The learner's next day: an uncompleted session's own day, else the day after; null after week 104.
create function wisely.next_position(intent public.learning_intents) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  v_days_per_week integer := coalesce((next_position.intent.meta ->> 'days_per_week')::integer, 5);
  v_latest record;
begin
  select s.week, s.day, s.completed_at into v_latest from public.instructor_sessions as s
  where s.user_id = next_position.intent.user_id and s.intent_id = next_position.intent.id
  order by s.created_at desc, s.week desc, s.day desc limit 1;
  if not found then
    return jsonb_build_object('week', 1, 'day', 1);
  end if;
  return case when v_latest.completed_at is null then jsonb_build_object('week', v_latest.week, 'day', v_latest.day)
    else wisely.position_after(v_latest.week, v_latest.day, v_days_per_week) end;
end
$$;

create function wisely.position_after(week integer, day integer, days_per_week integer) returns jsonb
language plpgsql immutable set search_path = ''
as $$
begin
  if position_after.day < position_after.days_per_week then
    return jsonb_build_object('week', position_after.week, 'day', position_after.day + 1);
  elsif position_after.week < 104 then
    return jsonb_build_object('week', position_after.week + 1, 'day', 1);
  end if;
  return null;
end
$$;

-- Everything day.run answers, as it is stored.
create function wisely.session_answer(session public.instructor_sessions) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return jsonb_build_object('session_id', session.id, 'plan_md', session.plan_md,
    'plan_json_summary', session.plan_json_summary, 'degraded_mode', session.degraded_mode,
    'cache_hits', session.cache_hits, 'cache_misses', session.cache_misses, 'signal_quality', session.signal_quality,
    'stale_served', session.stale_served, 'plan_json', session.plan_json, 'plan_version', session.plan_version,
    'week', session.week, 'day', session.day, 'degraded_reasons', to_jsonb(session.degraded_reasons),
    'plan_score', session.plan_score, 'plan_input_hash', session.plan_input_hash,
    'completed_at', wisely.iso(session.completed_at));
end
$$;

-- The plan's minutes and level come from the frozen facts: opening 30 whole plans took ten times as long.
create function wisely.completed_day(session public.instructor_sessions) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return jsonb_build_object('session_id', session.id, 'week', session.week, 'day', session.day,
    'local_date', session.completed_local_date, 'completed_at', wisely.iso(session.completed_at),
    'planned_min', session.completion_facts -> 'planned_min', 'minutes', session.completion_time_min,
    'confidence', session.confidence, 'recall', session.recall, 'results', session.results,
    'skipped_step_ids', session.skipped_step_ids, 'self_assessment', session.self_assessment,
    'unit_ids', to_jsonb(session.unit_ids), 'notes', session.notes,
    'difficulty', session.completion_facts -> 'difficulty',
    'steps', coalesce(session.completion_facts -> 'steps', '[]'),
    'reviews', coalesce(session.completion_facts -> 'reviews', '{"due": 0, "included": 0}'));
end
$$;

create function wisely.intent_facts(intent public.learning_intents) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  if intent.id is null then
    return null;
  end if;
  return jsonb_build_object('intent_id', intent.id, 'revision', intent.revision, 'topic', intent.topic,
    'depth', intent.depth, 'end_goal', intent.end_goal, 'time_per_day_min', intent.time_per_day_min,
    'user_tz', intent.user_tz, 'track_label', intent.track_label, 'meta', intent.meta,
    'created_at', wisely.iso(intent.created_at));
end
$$;

-- Per agent the newest entries of the intent: the current key's and, should the agent fail, an older one.
create function wisely.cached_signals(intent public.learning_intents, with_data boolean) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return coalesce((
    select jsonb_agg(jsonb_build_object('agent', c.agent, 'cache_key', c.cache_key, 'etag', c.etag,
      'agent_version', c.agent_version, 'last_updated', wisely.iso(c.last_updated),
      'fresh_for_hours', c.fresh_for_hours, 'failed_at', wisely.iso(c.failed_at), 'failure', c.failure)
      || case when cached_signals.with_data then jsonb_build_object('data', c.data)
         else jsonb_build_object('has_data', c.data is not null) end)
    from unnest(array['clo', 'alex', 'ta', 'socratic']) as a (agent),
    lateral (
      select * from public.agent_signals_cache as s
      where s.user_id = cached_signals.intent.user_id and s.intent_id = cached_signals.intent.id and s.agent = a.agent
      order by s.touched_at desc limit 3
    ) as c
  ), '[]');
end
$$;

-- The step texts of the last five plans before a position, newest first: a plan that repeats one of them scores lower.
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

alter function wisely.next_position(public.learning_intents) owner to wisely_owner;
alter function wisely.position_after(integer, integer, integer) owner to wisely_owner;
alter function wisely.session_answer(public.instructor_sessions) owner to wisely_owner;
alter function wisely.completed_day(public.instructor_sessions) owner to wisely_owner;
alter function wisely.intent_facts(public.learning_intents) owner to wisely_owner;
alter function wisely.cached_signals(public.learning_intents, boolean) owner to wisely_owner;
alter function wisely.recent_plans(public.learning_intents, jsonb) owner to wisely_owner;
revoke all on function wisely.next_position(public.learning_intents),
  wisely.position_after(integer, integer, integer), wisely.session_answer(public.instructor_sessions),
  wisely.completed_day(public.instructor_sessions), wisely.intent_facts(public.learning_intents),
  wisely.cached_signals(public.learning_intents, boolean), wisely.recent_plans(public.learning_intents, jsonb)
  from public, anon, authenticated, service_role;
