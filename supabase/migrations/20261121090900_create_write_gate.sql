-- The door of every writing endpoint function, and its way out: identity, lock, rate limit, idempotency key.
-- request: {body, request_id, idempotency: {key, body_sha256} | null, limits: [{policy, capacity, per_s}]}

-- Token buckets, refilled on the database clock. Tokens are taken only when every policy has one left.
create function wisely.take_tokens(user_id uuid, limits jsonb) returns jsonb
language plpgsql volatile set search_path = ''
as $$
#variable_conflict use_column
declare
  v_now timestamptz := clock_timestamp();
  v_limit record;
  v_tokens double precision;
  v_allowed boolean := true;
  v_rates jsonb := '[]';
begin
  for v_limit in
    select l.policy, l.capacity, l.per_s, l.capacity / l.per_s as per_second
    from jsonb_to_recordset(take_tokens.limits) as l (policy text, capacity double precision, per_s double precision)
  loop
    insert into wisely.rate_limits as r (user_id, policy, tokens, refilled_at)
    values (take_tokens.user_id, v_limit.policy, v_limit.capacity, v_now)
    on conflict (user_id, policy) do update
    set tokens = least(v_limit.capacity,
          r.tokens + greatest(extract(epoch from v_now - r.refilled_at), 0) * v_limit.per_second),
        refilled_at = greatest(v_now, r.refilled_at)
    returning r.tokens into v_tokens;
    v_allowed := v_allowed and v_tokens >= 1;
    v_rates := v_rates || jsonb_build_object('policy', v_limit.policy, 'limit', v_limit.capacity,
      'tokens', v_tokens, 'per_second', v_limit.per_second);
  end loop;

  if v_allowed then
    update wisely.rate_limits as r set tokens = r.tokens - 1
    where r.user_id = take_tokens.user_id
      and r.policy in (select l ->> 'policy' from jsonb_array_elements(take_tokens.limits) as l);
  end if;

  return jsonb_build_object('allowed', v_allowed, 'rates', coalesce((
    select jsonb_agg(jsonb_build_object(
      'policy', rate.policy, 'limit', rate."limit", 'remaining', floor(rate.left_over)::integer,
      'reset_after_s', ceil((rate."limit" - rate.left_over) / rate.per_second)::integer,
      'retry_after_s', case when rate.tokens >= 1 then 0 else ceil((1 - rate.tokens) / rate.per_second)::integer end
    ))
    from (
      select r.policy, r."limit", r.tokens, r.per_second,
        case when v_allowed then r.tokens - 1 else r.tokens end as left_over
      from jsonb_to_recordset(v_rates)
        as r (policy text, "limit" double precision, tokens double precision, per_second double precision)
    ) as rate
  ), '[]'));
end
$$;

-- What an idempotency key already answered, a refusal, or null when the call is new.
create function wisely.recall_answer(user_id uuid, route text, request jsonb) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
  v_key text := recall_answer.request -> 'idempotency' ->> 'key';
  v_row wisely.idempotency_keys;
  v_lease_left interval;
begin
  if v_key is null then
    return null;
  end if;
  select * into v_row from wisely.idempotency_keys as k
  where k.user_id = recall_answer.user_id and k.route = recall_answer.route and k.key = v_key;
  if not found or v_row.created_at < clock_timestamp() - interval '24 hours' then
    return null;
  end if;
  if v_row.body_sha256 <> recall_answer.request -> 'idempotency' ->> 'body_sha256' then
    return wisely.refusal('IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_KEY_REUSED');
  end if;
  if v_row.answer is not null then
    return v_row.answer || jsonb_build_object('replayed_request_id', v_row.request_id);
  end if;
  -- Only day.run leaves an answer open, and only while another call's claim lives.
  select c.lease_until - clock_timestamp() into v_lease_left from wisely.day_claims as c
  where c.user_id = recall_answer.user_id and c.idempotency_key = v_key and c.lease_until > clock_timestamp()
    and c.holder is distinct from (recall_answer.request ->> 'holder')::uuid;
  if found then
    return wisely.refusal('CONFLICT', 'IDEMPOTENCY_IN_PROGRESS',
      jsonb_build_object('retry_after_s', ceil(extract(epoch from v_lease_left))));
  end if;
  return null;
end
$$;

-- Freezes an answer (null: in progress) under the request's key, if it has one.
create function wisely.freeze_answer(user_id uuid, route text, request jsonb, answer jsonb) returns void
language plpgsql volatile set search_path = ''
as $$
#variable_conflict use_column
begin
  if freeze_answer.request -> 'idempotency' ->> 'key' is null then
    return;
  end if;
  insert into wisely.idempotency_keys as k (user_id, route, key, body_sha256, request_id, answer)
  values (freeze_answer.user_id, freeze_answer.route, freeze_answer.request -> 'idempotency' ->> 'key',
    freeze_answer.request -> 'idempotency' ->> 'body_sha256', freeze_answer.request ->> 'request_id', freeze_answer.answer)
  on conflict (user_id, route, key) do update
  set body_sha256 = excluded.body_sha256, request_id = excluded.request_id, answer = excluded.answer,
      created_at = excluded.created_at;
end
$$;

-- {answer} when the call ends here (refused, replayed), else {user_id, rates}. Locks the learner.
create function wisely.enter_write(claims jsonb, route text, request jsonb) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
  v_user_id uuid := wisely.assume_learner(enter_write.claims);
  v_taken jsonb;
  v_recalled jsonb;
begin
  if v_user_id is null then
    return jsonb_build_object('answer', wisely.refusal('NOT_FOUND', 'USER_NOT_FOUND'));
  end if;
  perform wisely.lock_learner(v_user_id);
  v_taken := wisely.take_tokens(v_user_id, coalesce(nullif(enter_write.request -> 'limits', 'null'), '[]'));
  if not (v_taken ->> 'allowed')::boolean then
    return jsonb_build_object('answer', wisely.refusal('RATE_LIMITED', 'RATE_LIMITED')
      || jsonb_build_object('rates', v_taken -> 'rates'));
  end if;
  v_recalled := wisely.recall_answer(v_user_id, enter_write.route, enter_write.request);
  if v_recalled is not null then
    return jsonb_build_object('answer', v_recalled || jsonb_build_object('rates', v_taken -> 'rates'));
  end if;
  return jsonb_build_object('user_id', v_user_id, 'rates', v_taken -> 'rates');
end
$$;

-- The answer of a write, frozen under its key and completed with the state of the rate limits.
create function wisely.leave_write(gate jsonb, route text, request jsonb, answer jsonb) returns jsonb
language plpgsql volatile set search_path = ''
as $$
begin
  perform wisely.freeze_answer((leave_write.gate ->> 'user_id')::uuid, leave_write.route, leave_write.request,
    leave_write.answer);
  return leave_write.answer || jsonb_build_object('rates', leave_write.gate -> 'rates');
end
$$;

alter function wisely.take_tokens(uuid, jsonb) owner to wisely_owner;
alter function wisely.recall_answer(uuid, text, jsonb) owner to wisely_owner;
alter function wisely.freeze_answer(uuid, text, jsonb, jsonb) owner to wisely_owner;
alter function wisely.enter_write(jsonb, text, jsonb) owner to wisely_owner;
alter function wisely.leave_write(jsonb, text, jsonb, jsonb) owner to wisely_owner;
revoke all on function wisely.take_tokens(uuid, jsonb), wisely.recall_answer(uuid, text, jsonb),
  wisely.freeze_answer(uuid, text, jsonb, jsonb), wisely.enter_write(jsonb, text, jsonb),
  wisely.leave_write(jsonb, text, jsonb, jsonb)
  from public, anon, authenticated, service_role;
