-- day.run reads columns, not whole rows. A row that is handed to a function as one value is flattened: PostgreSQL
-- fetched and unpacked the stored plan and its Markdown of all 30 past days only to leave them out.
-- Evidence: docs/decisions/0018-growth-costs-nothing.md.

grant create on schema wisely to wisely_owner;

-- Past days as completed_day tells them: the newest `max_days` of the intent, or all that are not folded yet.
create function wisely.past_days(intent_id uuid, user_id uuid, unfolded_only boolean, max_days integer) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return coalesce((
    select jsonb_agg(jsonb_build_object('session_id', h.id, 'week', h.week, 'day', h.day,
      'local_date', h.completed_local_date, 'completed_at', wisely.iso(h.completed_at),
      'planned_min', h.completion_facts -> 'planned_min', 'minutes', h.completion_time_min,
      'confidence', h.confidence, 'recall', h.recall, 'results', h.results,
      'skipped_step_ids', h.skipped_step_ids, 'self_assessment', h.self_assessment,
      'unit_ids', to_jsonb(h.unit_ids), 'notes', h.notes,
      'difficulty', h.completion_facts -> 'difficulty',
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

create or replace function wisely.day_facts(intent public.learning_intents, session public.instructor_sessions,
  state wisely.learner_state, at_position jsonb, fence bigint) returns jsonb
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
    'history', wisely.past_days(intent.id, intent.user_id, false, 30),
    'units', coalesce((
      select jsonb_agg(jsonb_build_object('unit_id', u.unit_id, 'visits', u.visits, 'introduced_on', u.introduced_on,
        'last_local_date', u.last_local_date, 'memory', u.memory) order by u.introduced_on, u.unit_id)
      from public.learning_units as u where u.user_id = intent.user_id and u.intent_id = intent.id), '[]'),
    'unfolded', wisely.past_days(intent.id, intent.user_id, true, null),
    'recent_plans', wisely.recent_plans(intent, at_position),
    'fence', fence);
end
$$;

alter function wisely.past_days(uuid, uuid, boolean, integer) owner to wisely_owner;
revoke all on function wisely.past_days(uuid, uuid, boolean, integer) from public, anon, authenticated, service_role;

revoke create on schema wisely from wisely_owner;
