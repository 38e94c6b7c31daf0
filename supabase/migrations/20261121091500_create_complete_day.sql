-- POST day.done in one trip. The first completion wins: the same report again is answered from what is stored, a
-- different one is refused, and what the hint needs is frozen so that both render the same bytes.

-- The streak after a completion on that date: consecutive scheduled dates, two completions on a date count once.
create function wisely.streak_after(streak_days integer, last_date date, completed_on date, study_weekdays jsonb)
returns integer
language plpgsql immutable set search_path = ''
as $$
begin
  if last_date is null then
    return 1;
  elsif completed_on <= last_date then
    return streak_days;
  elsif completed_on - last_date > 7 or exists (
    select from generate_series(last_date + 1, completed_on - 1, interval '1 day') as skipped (at)
    where study_weekdays is null or study_weekdays @> to_jsonb(extract(isodow from skipped.at)::integer)
  ) then
    return 1;
  end if;
  return streak_days + 1;
end
$$;

create function wisely.completion_facts(session public.instructor_sessions, days_per_week integer) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return jsonb_build_object(
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

create function wisely.completion_answer(session public.instructor_sessions) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return session.completion_facts || jsonb_build_object('session_id', session.id, 'week', session.week,
    'day', session.day, 'completion_time_min', session.completion_time_min, 'confidence', session.confidence,
    'notes', session.notes, 'recall', session.recall, 'results', session.results,
    'completed_at', wisely.iso(session.completed_at));
end
$$;

-- request.body: the report, notes trimmed and null when empty. Returns {completion} or {refused}.
create function wisely.complete_day(claims jsonb, request jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_gate jsonb := wisely.enter_write(complete_day.claims, 'day.done', complete_day.request);
  v_user_id uuid := (v_gate ->> 'user_id')::uuid;
  v_body jsonb := complete_day.request -> 'body';
  v_now timestamptz := wisely.clock();
  v_session public.instructor_sessions;
  v_intent public.learning_intents;
  v_done record;
begin
  if v_gate ? 'answer' then
    return v_gate -> 'answer';
  end if;

  select * into v_session from public.instructor_sessions as s
  where s.id = (v_body ->> 'session_id')::uuid and s.user_id = v_user_id;
  if not found then
    return wisely.leave_write(v_gate, 'day.done', complete_day.request, wisely.refusal('NOT_FOUND', 'SESSION_NOT_FOUND'));
  end if;
  select (v_body ->> 'completion_time_min')::integer as minutes, (v_body ->> 'confidence')::integer as confidence,
    v_body ->> 'notes' as notes, nullif(v_body -> 'recall', 'null') as recall,
    nullif(v_body -> 'results', 'null') as results, nullif(v_body -> 'skipped_step_ids', 'null') as skipped_step_ids,
    nullif(v_body -> 'self_assessment', 'null') as self_assessment
  into v_done;

  if v_session.completed_at is not null then
    if (v_session.completion_time_min, v_session.confidence, v_session.notes, v_session.recall, v_session.results,
        v_session.skipped_step_ids, v_session.self_assessment)
      is distinct from (v_done.minutes, v_done.confidence, v_done.notes, v_done.recall, v_done.results,
        v_done.skipped_step_ids, v_done.self_assessment) then
      return wisely.leave_write(v_gate, 'day.done', complete_day.request,
        wisely.refusal('CONFLICT', 'SESSION_ALREADY_COMPLETED', jsonb_build_object('completion', jsonb_build_object(
          'session_id', v_session.id, 'completion_time_min', v_session.completion_time_min,
          'confidence', v_session.confidence, 'notes', v_session.notes,
          'completed_at', wisely.iso(v_session.completed_at)))));
    end if;
    return wisely.leave_write(v_gate, 'day.done', complete_day.request,
      jsonb_build_object('completion', wisely.completion_answer(v_session)));
  end if;

  select * into strict v_intent from public.learning_intents as i where i.id = v_session.intent_id and i.user_id = v_user_id;
  update public.instructor_sessions as s
  set completed_at = greatest(v_now, s.created_at), completion_time_min = v_done.minutes, confidence = v_done.confidence,
      notes = v_done.notes, recall = v_done.recall, results = v_done.results,
      skipped_step_ids = v_done.skipped_step_ids, self_assessment = v_done.self_assessment,
      completed_local_date = wisely.local_date(v_now, v_intent.user_tz, coalesce((v_intent.meta ->> 'day_starts_at_hour')::integer, 0)),
      completed_tz = v_intent.user_tz,
      completion_facts = wisely.completion_facts(v_session, coalesce((v_intent.meta ->> 'days_per_week')::integer, 5))
  where s.id = v_session.id and s.user_id = v_user_id
  returning * into strict v_session;

  update wisely.learner_state as l
  set streak_days = wisely.streak_after(l.streak_days, l.streak_last_date, v_session.completed_local_date,
        v_intent.meta -> 'study_weekdays'),
      streak_last_date = greatest(l.streak_last_date, v_session.completed_local_date)
  where l.user_id = v_user_id;
  update wisely.learner_state as l
  set completed_sessions = l.completed_sessions + 1, total_time_min = l.total_time_min + v_done.minutes,
      confidence_sum = l.confidence_sum + coalesce(v_done.confidence, 0),
      confidence_count = l.confidence_count + (v_done.confidence is not null)::integer
  where l.user_id = v_user_id and l.active_intent_id = v_session.intent_id;

  perform wisely.emit(v_user_id, jsonb_build_array(jsonb_build_object('type', 'instructor_plan_completed', 'payload',
    jsonb_build_object('session_id', v_session.id, 'intent_id', v_session.intent_id, 'week', v_session.week,
      'day', v_session.day, 'completion_time_min', v_session.completion_time_min, 'confidence', v_session.confidence))));
  return wisely.leave_write(v_gate, 'day.done', complete_day.request,
    jsonb_build_object('completion', wisely.completion_answer(v_session)));
end
$$;

alter function wisely.streak_after(integer, date, date, jsonb) owner to wisely_owner;
alter function wisely.completion_facts(public.instructor_sessions, integer) owner to wisely_owner;
alter function wisely.completion_answer(public.instructor_sessions) owner to wisely_owner;
alter function wisely.complete_day(jsonb, jsonb) owner to wisely_owner;
revoke all on function wisely.streak_after(integer, date, date, jsonb),
  wisely.completion_facts(public.instructor_sessions, integer),
  wisely.completion_answer(public.instructor_sessions), wisely.complete_day(jsonb, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function wisely.complete_day(jsonb, jsonb) to wisely_api, postgres;
