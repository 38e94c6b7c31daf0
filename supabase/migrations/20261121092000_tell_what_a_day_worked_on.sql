-- The memory of a learner needs to know which units a completed day worked on, which it only recalled, and what was
-- recalled; the hint of day.done weighs recall as the level does. Facts frozen before this stay without recall, so
-- that a repeated day.done still renders the same bytes.

-- Everything of the plan comes from the frozen facts: opening 30 whole plans took ten times as long.
create or replace function wisely.completed_day(session public.instructor_sessions) returns jsonb
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

create or replace function wisely.completion_facts(session public.instructor_sessions, days_per_week integer) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return jsonb_build_object(
    'weighs_recall', true,
    'planned_min', session.plan_json -> 'minutes_total',
    'difficulty', session.plan_json -> 'difficulty',
    'steps', coalesce((
      select jsonb_agg(jsonb_build_object('id', s.step -> 'id', 'kind', s.step -> 'kind', 'unit_ids', s.step -> 'unit_ids')
        order by s.position)
      from jsonb_array_elements(session.plan_json -> 'steps') with ordinality as s (step, position)
      where jsonb_array_length(s.step -> 'unit_ids') > 0), '[]'),
    'reviews', jsonb_build_object('due', coalesce(jsonb_array_length(session.plan_json -> 'reviews_due'), 0),
      'included', coalesce(jsonb_array_length(session.plan_json -> 'reviews_included'), 0)),
    'next', wisely.position_after(session.week, session.day, days_per_week),
    'previous', coalesce((
      select jsonb_agg(jsonb_build_object('confidence', p.confidence, 'minutes', p.completion_time_min,
        'planned_min', p.completion_facts -> 'planned_min', 'difficulty', p.completion_facts -> 'difficulty',
        'notes', p.notes, 'recall', p.recall, 'results', p.results)
        order by p.completed_at desc)
      from (
        select * from public.instructor_sessions as s
        where s.user_id = session.user_id and s.intent_id = session.intent_id and s.completed_at is not null
          and s.id <> session.id
        order by s.completed_at desc limit 3) as p), '[]'));
end
$$;

create or replace function wisely.completion_answer(session public.instructor_sessions) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return session.completion_facts || jsonb_build_object('session_id', session.id, 'week', session.week,
    'day', session.day, 'completion_time_min', session.completion_time_min, 'confidence', session.confidence,
    'notes', session.notes, 'completed_at', wisely.iso(session.completed_at))
    || case when session.completion_facts ? 'weighs_recall'
       then jsonb_build_object('recall', session.recall, 'results', session.results) else '{}' end;
end
$$;

alter function wisely.completed_day(public.instructor_sessions) owner to wisely_owner;
alter function wisely.completion_facts(public.instructor_sessions, integer) owner to wisely_owner;
alter function wisely.completion_answer(public.instructor_sessions) owner to wisely_owner;
revoke all on function wisely.completed_day(public.instructor_sessions),
  wisely.completion_facts(public.instructor_sessions, integer),
  wisely.completion_answer(public.instructor_sessions) from public, anon, authenticated, service_role;
