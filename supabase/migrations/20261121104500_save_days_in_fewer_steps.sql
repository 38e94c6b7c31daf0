-- day.run, second trip: what a save does not bring is not asked for (a repeated day brings no signals, units or events,
-- yet ran five statements for them), and counters that did not move are not written again.
-- Evidence: docs/decisions/0020-what-a-statement-costs.md.

grant create on schema wisely to wisely_owner;

drop function wisely.save_session(uuid, jsonb);
drop function wisely.save_day(jsonb, jsonb);

-- Stores the plan, or moves the counters of the stored one when there is none; answers the session's id.
create function wisely.save_session(session_id uuid, user_id uuid, request jsonb) returns uuid
language plpgsql volatile set search_path = ''
as $$
#variable_conflict use_column
declare
  v_plan jsonb := nullif(save_session.request -> 'plan', 'null');
  v_counters jsonb := save_session.request -> 'counters';
  v_now timestamptz := wisely.clock();
  v_session record;
begin
  if v_plan is null then
    if save_session.session_id is null then
      raise exception 'Cannot save day: no stored plan to keep';
    end if;
    update public.instructor_sessions as s
    set cache_hits = k.cache_hits, cache_misses = k.cache_misses, stale_served = k.stale_served,
        signal_quality = k.signal_quality
    from jsonb_to_record(v_counters)
      as k (cache_hits integer, cache_misses integer, stale_served integer, signal_quality jsonb)
    where s.user_id = save_session.user_id and s.id = save_session.session_id
      and (s.cache_hits, s.cache_misses, s.stale_served, s.signal_quality)
        is distinct from (k.cache_hits, k.cache_misses, k.stale_served, k.signal_quality);
    return save_session.session_id;
  end if;

  insert into public.instructor_sessions as s (user_id, intent_id, week, day, topic, plan_title, plan_md, plan_json,
    plan_json_summary, plan_score, plan_input_hash, unit_ids, degraded_mode, degraded_reasons, cache_hits, cache_misses,
    stale_served, signal_quality, created_at, updated_at)
  select save_session.user_id, (save_session.request ->> 'intent_id')::uuid, (save_session.request ->> 'week')::integer,
    (save_session.request ->> 'day')::integer, p.topic, p.plan_title, p.plan_md, p.plan_json, p.plan_json_summary,
    p.plan_score, p.plan_input_hash, p.unit_ids, p.degraded_mode, p.degraded_reasons, k.cache_hits, k.cache_misses,
    k.stale_served, k.signal_quality, v_now, v_now
  from jsonb_to_record(v_plan) as p (topic text, plan_title text, plan_md text, plan_json jsonb, plan_json_summary jsonb,
      plan_score numeric, plan_input_hash text, unit_ids text[], degraded_mode boolean, degraded_reasons text[]),
    jsonb_to_record(v_counters) as k (cache_hits integer, cache_misses integer, stale_served integer, signal_quality jsonb)
  on conflict (intent_id, week, day) do update
  set plan_version = s.plan_version + 1, topic = excluded.topic, plan_title = excluded.plan_title,
      plan_md = excluded.plan_md, plan_json = excluded.plan_json, plan_json_summary = excluded.plan_json_summary,
      plan_score = excluded.plan_score, plan_input_hash = excluded.plan_input_hash, unit_ids = excluded.unit_ids,
      degraded_mode = excluded.degraded_mode, degraded_reasons = excluded.degraded_reasons,
      cache_hits = excluded.cache_hits, cache_misses = excluded.cache_misses, stale_served = excluded.stale_served,
      signal_quality = excluded.signal_quality, updated_at = greatest(excluded.updated_at, s.created_at)
  returning s.id, s.plan_version, s.intent_id into strict v_session;

  if v_session.plan_version = 1 then
    update wisely.learner_state as l set total_sessions = l.total_sessions + 1
    where l.user_id = save_session.user_id and l.active_intent_id = v_session.intent_id;
  end if;
  return v_session.id;
end
$$;

-- A saved day's events, completed with where the day is and, for a new plan, what it was made from.
create function wisely.emit_day(session_id uuid, user_id uuid, events jsonb) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  perform wisely.emit(emit_day.user_id, (
    select jsonb_agg(jsonb_build_object('type', e ->> 'type', 'payload', coalesce(e -> 'payload', '{}') || jsonb_build_object(
      'session_id', s.id, 'intent_id', s.intent_id, 'week', s.week, 'day', s.day)
      || case when e ->> 'type' = 'instructor_plan_created' then jsonb_build_object('plan_version', s.plan_version,
        'degraded_mode', s.degraded_mode, 'cache_hits', s.cache_hits, 'cache_misses', s.cache_misses,
        'stale_served', s.stale_served) else '{}' end) order by t.position)
    from public.instructor_sessions as s, jsonb_array_elements(emit_day.events) with ordinality as t (e, position)
    where s.id = emit_day.session_id and s.user_id = emit_day.user_id));
end
$$;

create function wisely.save_day(claims jsonb, request jsonb) returns json
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_user_id uuid := wisely.assume_learner(save_day.claims);
  v_intent_id uuid := (save_day.request ->> 'intent_id')::uuid;
  v_session record;
  v_session_id uuid;
  v_answer json;
begin
  if v_user_id is null then
    return wisely.refusal('NOT_FOUND', 'USER_NOT_FOUND');
  end if;
  perform wisely.lock_learner(v_user_id);

  select s.id, s.completed_at into v_session from public.instructor_sessions as s
  where s.user_id = v_user_id and s.intent_id = v_intent_id
    and s.week = (save_day.request ->> 'week')::integer and s.day = (save_day.request ->> 'day')::integer;
  -- The fence refuses an isolate that was stopped past its lease, and this same save repeated after a lost reply;
  -- a completed day is never rewritten.
  update wisely.day_claims as c set lease_until = clock_timestamp(), fence = c.fence + 1
  where c.user_id = v_user_id and c.intent_id = v_intent_id and c.week = (save_day.request ->> 'week')::integer
    and c.day = (save_day.request ->> 'day')::integer and c.fence = (save_day.request ->> 'fence')::bigint;
  if not found or v_session.completed_at is not null then
    return json_build_object('fenced_out', json_build_object('session', wisely.session_answer(v_session.id, v_user_id)));
  end if;

  if save_day.request -> 'signals' <> '[]' then
    perform wisely.save_signals(v_user_id, v_intent_id, save_day.request -> 'signals');
  end if;
  if save_day.request -> 'units' <> '[]' or save_day.request -> 'folded' <> '[]' then
    perform wisely.save_units(v_user_id, v_intent_id, save_day.request -> 'units', save_day.request -> 'folded');
  end if;
  v_session_id := wisely.save_session(v_session.id, v_user_id, save_day.request);
  if save_day.request -> 'events' <> '[]' then
    perform wisely.emit_day(v_session_id, v_user_id, save_day.request -> 'events');
  end if;

  v_answer := wisely.session_answer(v_session_id, v_user_id);
  if save_day.request -> 'idempotency' ->> 'key' is not null then
    perform wisely.freeze_answer(v_user_id, 'day.run', save_day.request, jsonb_build_object('answered', v_answer));
  end if;
  return json_build_object('session', v_answer);
end
$$;

alter function wisely.save_session(uuid, uuid, jsonb) owner to wisely_owner;
alter function wisely.emit_day(uuid, uuid, jsonb) owner to wisely_owner;
alter function wisely.save_day(jsonb, jsonb) owner to wisely_owner;
revoke all on function wisely.save_session(uuid, uuid, jsonb), wisely.emit_day(uuid, uuid, jsonb),
  wisely.save_day(jsonb, jsonb) from public, anon, authenticated, service_role;
grant execute on function wisely.save_day(jsonb, jsonb) to wisely_api, postgres;

revoke create on schema wisely from wisely_owner;
