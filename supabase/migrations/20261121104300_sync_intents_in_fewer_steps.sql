-- intent.sync: the intent is read without a row handed from function to function, and a time zone is tried, inside a
-- subtransaction, only when it is another one than the stored.

grant create on schema wisely to wisely_owner;

-- request.body: {topic, depth, end_goal, time_per_day_min, user_tz?, track_label?, meta?}; a key that is left out
-- keeps what is stored, null clears it. Returns {intent} or {refused}.
create or replace function wisely.sync_intent(claims jsonb, request jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_gate jsonb := wisely.enter_write(sync_intent.claims, 'intent.sync', sync_intent.request);
  v_user_id uuid := (v_gate ->> 'user_id')::uuid;
  v_body jsonb := sync_intent.request -> 'body';
  v_now timestamptz := wisely.clock();
  v_before public.learning_intents;
  v_after public.learning_intents;
  v_type text := 'intent_updated';
begin
  if v_gate ? 'answer' then
    return v_gate -> 'answer';
  end if;

  select * into v_before from public.learning_intents as i where i.user_id = v_user_id and i.active;
  v_after := v_before;
  if v_before.id is null or lower(trim(v_before.topic)) <> lower(trim(v_body ->> 'topic')) then
    v_after := null;
    v_after.id := gen_random_uuid();
    v_after.user_id := v_user_id;
    v_after.active := true;
    v_after.user_tz := 'UTC';
    v_after.created_at := v_now;
    v_after.updated_at := v_now;
    v_after.revision := 1;
    v_after.meta := '{}';
    v_type := 'intent_created';
  end if;
  v_after.topic := v_body ->> 'topic';
  v_after.depth := v_body ->> 'depth';
  v_after.end_goal := v_body ->> 'end_goal';
  v_after.time_per_day_min := (v_body ->> 'time_per_day_min')::integer;
  v_after.user_tz := coalesce(v_body ->> 'user_tz', v_after.user_tz);
  if v_body ? 'track_label' then
    v_after.track_label := v_body ->> 'track_label';
  end if;
  if v_body ? 'meta' then
    v_after.meta := coalesce(nullif(v_body -> 'meta', 'null'), '{}');
  end if;

  if v_after.user_tz is distinct from v_before.user_tz then
    begin
      perform v_now at time zone v_after.user_tz;
    exception when invalid_parameter_value then
      return wisely.leave_write(v_gate, 'intent.sync', sync_intent.request,
        wisely.refusal('VALIDATION_ERROR', 'INVALID_TIME_ZONE', jsonb_build_object('issues', jsonb_build_array(
          jsonb_build_object('path', 'user_tz', 'message', 'is not a time zone the database knows')))));
    end;
  end if;

  if v_type = 'intent_created' then
    update public.learning_intents as i set active = false, updated_at = greatest(v_now, i.created_at)
    where i.user_id = v_user_id and i.active;
    insert into public.learning_intents (id, user_id, active, topic, depth, end_goal, time_per_day_min, user_tz,
      track_label, meta, revision, created_at, updated_at)
    values (v_after.id, v_after.user_id, v_after.active, v_after.topic, v_after.depth, v_after.end_goal,
      v_after.time_per_day_min, v_after.user_tz, v_after.track_label, v_after.meta, v_after.revision,
      v_after.created_at, v_after.updated_at);
    update wisely.learner_state as s
    set active_intent_id = v_after.id, total_sessions = 0, completed_sessions = 0, total_time_min = 0,
        confidence_sum = 0, confidence_count = 0
    where s.user_id = v_user_id;
  elsif v_after is distinct from v_before then
    v_after.revision := v_before.revision + 1;
    v_after.updated_at := greatest(v_now, v_before.created_at);
    update public.learning_intents as i
    set topic = v_after.topic, depth = v_after.depth, end_goal = v_after.end_goal,
        time_per_day_min = v_after.time_per_day_min, user_tz = v_after.user_tz, track_label = v_after.track_label,
        meta = v_after.meta, revision = v_after.revision, updated_at = v_after.updated_at
    where i.id = v_after.id and i.user_id = v_user_id;
  end if;

  perform wisely.emit(v_user_id, jsonb_build_array(jsonb_build_object('type', v_type, 'payload',
    jsonb_build_object('intent_id', v_after.id, 'time_per_day_min', v_after.time_per_day_min))));
  return wisely.leave_write(v_gate, 'intent.sync', sync_intent.request,
    jsonb_build_object('intent', wisely.intent_answer(v_after)));
end
$$;

revoke create on schema wisely from wisely_owner;
