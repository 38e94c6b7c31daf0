-- day.done in five statements instead of eleven: the session is read by column together with its intent, the stored plan
-- is unpacked once, and the learner's state is written once instead of three times (each write of a row parses every
-- check constraint of its table again). Evidence: docs/decisions/0020-what-a-statement-costs.md.

grant create on schema wisely to wisely_owner;

-- Appends events [{type, payload}] with the seqs after `after_seq`, in one statement, so that the trigger fires once.
-- The caller has taken those seqs from the learner's state, under its lock.
create function wisely.append_events(user_id uuid, after_seq bigint, events jsonb) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  insert into public.events (user_id, seq, type, occurred_at, payload)
  select append_events.user_id, append_events.after_seq + e.position, e.event ->> 'type', wisely.clock(), e.event -> 'payload'
  from jsonb_array_elements(append_events.events) with ordinality as e (event, position);
end
$$;

create or replace function wisely.emit(user_id uuid, events jsonb) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  v_count integer := jsonb_array_length(emit.events);
  v_last bigint;
begin
  if v_count = 0 then
    return;
  end if;
  update wisely.learner_state as s set event_seq = s.event_seq + v_count
  where s.user_id = emit.user_id returning s.event_seq into strict v_last;
  perform wisely.append_events(emit.user_id, v_last - v_count, emit.events);
end
$$;

drop function wisely.completion_facts(public.instructor_sessions, integer);
drop function wisely.completion_answer(public.instructor_sessions);

-- What the hint is rendered from, frozen with the completion.
create function wisely.completion_facts(session_id uuid, user_id uuid, days_per_week integer) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'planned_min', p.minutes_total,
      'difficulty', p.difficulty,
      'steps', coalesce((
        select jsonb_agg(jsonb_build_object('id', e.step -> 'id', 'kind', e.step -> 'kind', 'unit_ids', e.step -> 'unit_ids')
          order by e.position)
        from jsonb_array_elements(p.steps) with ordinality as e (step, position)
        where jsonb_array_length(e.step -> 'unit_ids') > 0), '[]'),
      'reviews', jsonb_build_object('due', coalesce(jsonb_array_length(p.reviews_due), 0),
        'included', coalesce(jsonb_array_length(p.reviews_included), 0)),
      'next', wisely.position_after(s.week, s.day, completion_facts.days_per_week),
      'previous', coalesce((
        select jsonb_agg(jsonb_build_object('confidence', b.confidence, 'minutes', b.completion_time_min,
          'planned_min', b.completion_facts -> 'planned_min', 'difficulty', b.completion_facts -> 'difficulty',
          'notes', b.notes, 'recall', b.recall, 'results', b.results) order by b.completed_at desc)
        from (
          select o.confidence, o.completion_time_min, o.completion_facts, o.notes, o.recall, o.results, o.completed_at
          from public.instructor_sessions as o
          where o.user_id = completion_facts.user_id and o.intent_id = s.intent_id and o.completed_at is not null
            and o.id <> s.id
          order by o.completed_at desc limit 3) as b), '[]'))
    from public.instructor_sessions as s,
      jsonb_to_record(s.plan_json)
        as p (minutes_total jsonb, difficulty jsonb, steps jsonb, reviews_due jsonb, reviews_included jsonb)
    where s.id = completion_facts.session_id and s.user_id = completion_facts.user_id);
end
$$;

-- request.body: the report, notes trimmed and null when empty. Returns {completion} or {refused}.
create or replace function wisely.complete_day(claims jsonb, request jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_gate jsonb := wisely.enter_write(complete_day.claims, 'day.done', complete_day.request);
  v_user_id uuid := (v_gate ->> 'user_id')::uuid;
  v_body jsonb := complete_day.request -> 'body';
  v_now timestamptz := wisely.clock();
  v_session record;
  v_done record;
  v_seq bigint;
begin
  if v_gate ? 'answer' then
    return v_gate -> 'answer';
  end if;

  select s.id, s.intent_id, s.week, s.day, s.created_at, s.completed_at, s.completion_time_min, s.confidence, s.notes,
    s.recall, s.results, s.skipped_step_ids, s.self_assessment, s.completion_facts, s.completed_local_date, i.user_tz, i.meta
  into v_session from public.instructor_sessions as s
  join public.learning_intents as i on i.id = s.intent_id and i.user_id = s.user_id
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
  else
    v_session.completion_facts :=
      wisely.completion_facts(v_session.id, v_user_id, coalesce((v_session.meta ->> 'days_per_week')::integer, 5));
    update public.instructor_sessions as s
    set completed_at = greatest(v_now, s.created_at), completion_time_min = v_done.minutes, confidence = v_done.confidence,
        notes = v_done.notes, recall = v_done.recall, results = v_done.results,
        skipped_step_ids = v_done.skipped_step_ids, self_assessment = v_done.self_assessment,
        completed_local_date = wisely.local_date(v_now, v_session.user_tz,
          coalesce((v_session.meta ->> 'day_starts_at_hour')::integer, 0)),
        completed_tz = v_session.user_tz, completion_facts = v_session.completion_facts
    where s.id = v_session.id and s.user_id = v_user_id
    returning s.completed_at, s.completed_local_date
    into strict v_session.completed_at, v_session.completed_local_date;

    -- The streak is the learner's; the totals are of the active intent.
    update wisely.learner_state as l
    set event_seq = l.event_seq + 1,
        streak_days = wisely.streak_after(l.streak_days, l.streak_last_date, v_session.completed_local_date,
          v_session.meta -> 'study_weekdays'),
        streak_last_date = greatest(l.streak_last_date, v_session.completed_local_date),
        (completed_sessions, total_time_min, confidence_sum, confidence_count) = (
          select l.completed_sessions + t.one, l.total_time_min + t.one * v_done.minutes,
            l.confidence_sum + t.one * coalesce(v_done.confidence, 0),
            l.confidence_count + t.one * (v_done.confidence is not null)::integer
          from (select (l.active_intent_id is not distinct from v_session.intent_id)::integer as one) as t)
    where l.user_id = v_user_id
    returning l.event_seq into strict v_seq;
    perform wisely.append_events(v_user_id, v_seq - 1, jsonb_build_array(jsonb_build_object(
      'type', 'instructor_plan_completed', 'payload', jsonb_build_object('session_id', v_session.id,
        'intent_id', v_session.intent_id, 'week', v_session.week, 'day', v_session.day,
        'completion_time_min', v_done.minutes, 'confidence', v_done.confidence))));
  end if;
  -- First completion wins, so the report and what is stored are the same here.
  return wisely.leave_write(v_gate, 'day.done', complete_day.request, jsonb_build_object('completion',
    v_session.completion_facts || jsonb_build_object('session_id', v_session.id, 'week', v_session.week,
      'day', v_session.day, 'completion_time_min', v_done.minutes, 'confidence', v_done.confidence,
      'notes', v_done.notes, 'recall', v_done.recall, 'results', v_done.results,
      'completed_at', wisely.iso(v_session.completed_at))));
end
$$;

alter function wisely.append_events(uuid, bigint, jsonb) owner to wisely_owner;
alter function wisely.completion_facts(uuid, uuid, integer) owner to wisely_owner;
revoke all on function wisely.append_events(uuid, bigint, jsonb), wisely.completion_facts(uuid, uuid, integer)
  from public, anon, authenticated, service_role;

revoke create on schema wisely from wisely_owner;
