-- day.run, second trip: signals, folded units, session and events in one transaction, under the claim's fence.
-- request: {intent_id, week, day, fence, plan | null, counters, signals, units, folded, events, idempotency, request_id}
-- plan null: nothing the plan depends on changed, so the stored plan stays and only the counters move.

create function wisely.save_signals(user_id uuid, intent_id uuid, signals jsonb) returns void
language plpgsql volatile set search_path = ''
as $$
#variable_conflict use_column
begin
  insert into public.agent_signals_cache as c (user_id, agent, cache_key, intent_id, data, etag, agent_version,
    last_updated, fresh_for_hours, touched_at)
  select save_signals.user_id, s.agent, s.cache_key, save_signals.intent_id, s.data, s.etag, s.agent_version,
    least(s.last_updated, wisely.clock()), s.fresh_for_hours, wisely.clock()
  from jsonb_to_recordset(save_signals.signals) as s (kind text, agent text, cache_key text, data jsonb, etag text,
    agent_version text, last_updated timestamptz, fresh_for_hours numeric)
  where s.kind = 'fetched'
  on conflict (user_id, agent, cache_key) do update
  set data = excluded.data, etag = excluded.etag, agent_version = excluded.agent_version,
      last_updated = excluded.last_updated, fresh_for_hours = excluded.fresh_for_hours,
      failed_at = null, failure = null, touched_at = excluded.touched_at;

  -- A 304 renews the entry and keeps its ETag, unless the agent sent a new one.
  update public.agent_signals_cache as c
  set last_updated = least(s.last_updated, wisely.clock()), etag = coalesce(s.etag, c.etag), failed_at = null, failure = null,
      touched_at = wisely.clock()
  from jsonb_to_recordset(save_signals.signals) as s (kind text, agent text, cache_key text, etag text, last_updated timestamptz)
  where s.kind = 'revalidated' and c.user_id = save_signals.user_id and c.agent = s.agent
    and c.cache_key = s.cache_key and c.data is not null;

  -- A failure is remembered beside what the agent said before; it never overwrites it.
  insert into public.agent_signals_cache as c (user_id, agent, cache_key, intent_id, fresh_for_hours, failed_at, failure,
    touched_at)
  select save_signals.user_id, s.agent, s.cache_key, save_signals.intent_id, s.fresh_for_hours, wisely.clock(),
    s.failure, wisely.clock()
  from jsonb_to_recordset(save_signals.signals)
    as s (kind text, agent text, cache_key text, failure text, fresh_for_hours numeric)
  where s.kind = 'failed'
  on conflict (user_id, agent, cache_key) do update
  set failed_at = excluded.failed_at, failure = excluded.failure, touched_at = excluded.touched_at;
end
$$;

create function wisely.save_units(user_id uuid, intent_id uuid, units jsonb, folded jsonb) returns void
language plpgsql volatile set search_path = ''
as $$
#variable_conflict use_column
begin
  insert into public.learning_units as u (intent_id, unit_id, user_id, visits, introduced_on, last_local_date, memory)
  select save_units.intent_id, n.unit_id, save_units.user_id, n.visits, n.introduced_on, n.last_local_date, n.memory
  from jsonb_to_recordset(save_units.units)
    as n (unit_id text, visits integer, introduced_on date, last_local_date date, memory jsonb)
  on conflict (intent_id, unit_id) do update
  set visits = excluded.visits, introduced_on = excluded.introduced_on, last_local_date = excluded.last_local_date,
      memory = excluded.memory
  where (u.visits, u.last_local_date, u.memory) is distinct from (excluded.visits, excluded.last_local_date, excluded.memory);
  update public.instructor_sessions as s set folded_at = wisely.clock()
  where s.user_id = save_units.user_id and s.intent_id = save_units.intent_id and s.completed_at is not null
    and s.folded_at is null and s.id in (select f::uuid from jsonb_array_elements_text(save_units.folded) as f);
end
$$;

create function wisely.save_session(user_id uuid, request jsonb) returns public.instructor_sessions
language plpgsql volatile set search_path = ''
as $$
#variable_conflict use_column
declare
  v_plan jsonb := nullif(save_session.request -> 'plan', 'null');
  v_counters jsonb := save_session.request -> 'counters';
  v_now timestamptz := wisely.clock();
  v_session public.instructor_sessions;
begin
  if v_plan is null then
    update public.instructor_sessions as s
    set cache_hits = (v_counters ->> 'cache_hits')::integer, cache_misses = (v_counters ->> 'cache_misses')::integer,
        stale_served = (v_counters ->> 'stale_served')::integer, signal_quality = v_counters -> 'signal_quality'
    where s.user_id = save_session.user_id and s.intent_id = (save_session.request ->> 'intent_id')::uuid
      and s.week = (save_session.request ->> 'week')::integer and s.day = (save_session.request ->> 'day')::integer
    returning * into strict v_session;
    return v_session;
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
  returning * into strict v_session;

  if v_session.plan_version = 1 then
    update wisely.learner_state as l set total_sessions = l.total_sessions + 1
    where l.user_id = save_session.user_id and l.active_intent_id = v_session.intent_id;
  end if;
  return v_session;
end
$$;

create function wisely.save_day(claims jsonb, request jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_user_id uuid := wisely.assume_learner(save_day.claims);
  v_intent_id uuid := (save_day.request ->> 'intent_id')::uuid;
  v_session public.instructor_sessions;
  v_answer jsonb;
begin
  if v_user_id is null then
    return wisely.refusal('NOT_FOUND', 'USER_NOT_FOUND');
  end if;
  perform wisely.lock_learner(v_user_id);

  select * into v_session from public.instructor_sessions as s
  where s.user_id = v_user_id and s.intent_id = v_intent_id
    and s.week = (save_day.request ->> 'week')::integer and s.day = (save_day.request ->> 'day')::integer;
  -- The fence refuses an isolate that was stopped past its lease, and this same save repeated after a lost reply;
  -- a completed day is never rewritten.
  update wisely.day_claims as c set lease_until = clock_timestamp(), fence = c.fence + 1
  where c.user_id = v_user_id and c.intent_id = v_intent_id and c.week = (save_day.request ->> 'week')::integer
    and c.day = (save_day.request ->> 'day')::integer and c.fence = (save_day.request ->> 'fence')::bigint;
  if not found or v_session.completed_at is not null then
    return jsonb_build_object('fenced_out', jsonb_build_object('session',
      case when v_session.id is null then null else wisely.session_answer(v_session) end));
  end if;

  perform wisely.save_signals(v_user_id, v_intent_id, save_day.request -> 'signals');
  perform wisely.save_units(v_user_id, v_intent_id, save_day.request -> 'units', save_day.request -> 'folded');
  v_session := wisely.save_session(v_user_id, save_day.request);

  perform wisely.emit(v_user_id, coalesce((
    select jsonb_agg(jsonb_build_object('type', e ->> 'type', 'payload', coalesce(e -> 'payload', '{}') || jsonb_build_object(
      'session_id', v_session.id, 'intent_id', v_session.intent_id, 'week', v_session.week, 'day', v_session.day)
      || case when e ->> 'type' = 'instructor_plan_created' then jsonb_build_object('plan_version', v_session.plan_version,
        'degraded_mode', v_session.degraded_mode, 'cache_hits', v_session.cache_hits,
        'cache_misses', v_session.cache_misses, 'stale_served', v_session.stale_served) else '{}' end) order by position)
    from jsonb_array_elements(save_day.request -> 'events') with ordinality as t (e, position)), '[]'));

  v_answer := wisely.session_answer(v_session);
  perform wisely.freeze_answer(v_user_id, 'day.run', save_day.request, jsonb_build_object('answered', v_answer));
  return jsonb_build_object('session', v_answer);
end
$$;

-- Gives the day back when building it failed, so that the next request need not wait for the lease.
create function wisely.release_day(claims jsonb, request jsonb) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_user_id uuid := wisely.assume_learner(release_day.claims);
begin
  update wisely.day_claims as c set lease_until = clock_timestamp()
  where c.user_id = v_user_id and c.intent_id = (release_day.request ->> 'intent_id')::uuid
    and c.week = (release_day.request ->> 'week')::integer and c.day = (release_day.request ->> 'day')::integer
    and c.fence = (release_day.request ->> 'fence')::bigint;
end
$$;

alter function wisely.save_signals(uuid, uuid, jsonb) owner to wisely_owner;
alter function wisely.save_units(uuid, uuid, jsonb, jsonb) owner to wisely_owner;
alter function wisely.save_session(uuid, jsonb) owner to wisely_owner;
alter function wisely.save_day(jsonb, jsonb) owner to wisely_owner;
alter function wisely.release_day(jsonb, jsonb) owner to wisely_owner;
revoke all on function wisely.save_signals(uuid, uuid, jsonb), wisely.save_units(uuid, uuid, jsonb, jsonb),
  wisely.save_session(uuid, jsonb), wisely.save_day(jsonb, jsonb), wisely.release_day(jsonb, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function wisely.save_day(jsonb, jsonb), wisely.release_day(jsonb, jsonb) to wisely_api, postgres;
