-- The door of every write. What a call costs here is starting statements, not running them: each one that becomes a
-- plain expression, and each row that is not handed on as a value, saves 5 to 30 µs of every write.
-- Evidence: docs/decisions/0020-what-a-statement-costs.md.

grant create on schema wisely to wisely_owner;

-- Strict: most instants of an answer that may be null are.
create or replace function wisely.iso(at timestamptz) returns text
language plpgsql stable strict set search_path = ''
as $$
begin
  return to_char(iso.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
end
$$;

create or replace function wisely.assume_learner(claims jsonb) returns uuid
language plpgsql volatile set search_path = ''
as $$
declare
  v_user_id uuid := (assume_learner.claims ->> 'sub')::uuid;
  v_set text;
begin
  -- Assignments are plain expressions; `perform` would start a statement for each.
  v_set := set_config('request.jwt.claims', assume_learner.claims::text, true);
  -- The legacy setting wins over the claims inside auth.uid(): a leftover would act as somebody else.
  v_set := set_config('request.jwt.claim.sub', '', true);
  v_set := set_config('wisely.now', coalesce(assume_learner.claims ->> 'wisely_now', ''), true);
  if not wisely.user_exists(v_user_id) then
    return null;
  end if;
  return v_user_id;
end
$$;

-- Locks the learner's row: writes of one learner run one after the other, which makes event order commit order.
drop function wisely.lock_learner(uuid);
create function wisely.lock_learner(user_id uuid) returns void
language plpgsql volatile set search_path = ''
as $$
#variable_conflict use_column
begin
  perform from wisely.learner_state as s where s.user_id = lock_learner.user_id for update;
  if not found then
    insert into wisely.learner_state as s (user_id) values (lock_learner.user_id)
    on conflict (user_id) do update set user_id = excluded.user_id;
  end if;
end
$$;

-- Token buckets, refilled on the database clock. Tokens are taken only when every policy has one left, and a bucket is
-- written once per call. The learner's lock is held, so nobody takes a token between reading and writing.
create or replace function wisely.take_tokens(user_id uuid, limits jsonb) returns jsonb
language plpgsql volatile set search_path = ''
as $$
#variable_conflict use_column
declare
  v_now timestamptz := clock_timestamp();
  v_limit jsonb;
  v_capacity double precision;
  v_per_second double precision;
  v_tokens double precision;
  v_rest double precision;
  v_full double precision[];
  v_allowed boolean := true;
  v_rates jsonb := '[]';
begin
  for v_at in 0 .. jsonb_array_length(take_tokens.limits) - 1 loop
    v_limit := take_tokens.limits -> v_at;
    v_capacity := v_limit ->> 'capacity';
    v_per_second := v_capacity / (v_limit ->> 'per_s')::double precision;
    select least(v_capacity, r.tokens + greatest(extract(epoch from v_now - r.refilled_at), 0) * v_per_second)
    into v_tokens from wisely.rate_limits as r
    where r.user_id = take_tokens.user_id and r.policy = v_limit ->> 'policy';
    v_tokens := coalesce(v_tokens, v_capacity);
    v_full[v_at] := v_tokens;
    v_allowed := v_allowed and v_tokens >= 1;
  end loop;

  for v_at in 0 .. jsonb_array_length(take_tokens.limits) - 1 loop
    v_limit := take_tokens.limits -> v_at;
    v_capacity := v_limit ->> 'capacity';
    v_per_second := v_capacity / (v_limit ->> 'per_s')::double precision;
    v_tokens := v_full[v_at];
    v_rest := v_tokens - v_allowed::integer;
    insert into wisely.rate_limits as r (user_id, policy, tokens, refilled_at)
    values (take_tokens.user_id, v_limit ->> 'policy', v_rest, v_now)
    on conflict (user_id, policy) do update
    set tokens = excluded.tokens, refilled_at = greatest(excluded.refilled_at, r.refilled_at);
    v_rates := v_rates || jsonb_build_object('policy', v_limit -> 'policy', 'limit', v_capacity,
      'remaining', floor(v_rest)::integer, 'reset_after_s', ceil((v_capacity - v_rest) / v_per_second)::integer,
      'retry_after_s', case when v_tokens >= 1 then 0 else ceil((1 - v_tokens) / v_per_second)::integer end);
  end loop;
  return jsonb_build_object('allowed', v_allowed, 'rates', v_rates);
end
$$;

-- {answer} when the call ends here (refused, replayed), else {user_id, rates}. Locks the learner.
create or replace function wisely.enter_write(claims jsonb, route text, request jsonb) returns jsonb
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
  if enter_write.request -> 'idempotency' ->> 'key' is not null then
    v_recalled := wisely.recall_answer(v_user_id, enter_write.route, enter_write.request);
    if v_recalled is not null then
      return jsonb_build_object('answer', v_recalled || jsonb_build_object('rates', v_taken -> 'rates'));
    end if;
  end if;
  return jsonb_build_object('user_id', v_user_id, 'rates', v_taken -> 'rates');
end
$$;

-- The answer of a write, frozen under its key and completed with the state of the rate limits.
create or replace function wisely.leave_write(gate jsonb, route text, request jsonb, answer jsonb) returns jsonb
language plpgsql volatile set search_path = ''
as $$
begin
  if leave_write.request -> 'idempotency' ->> 'key' is not null then
    perform wisely.freeze_answer((leave_write.gate ->> 'user_id')::uuid, leave_write.route, leave_write.request,
      leave_write.answer);
  end if;
  return leave_write.answer || jsonb_build_object('rates', leave_write.gate -> 'rates');
end
$$;

alter function wisely.lock_learner(uuid) owner to wisely_owner;
revoke all on function wisely.lock_learner(uuid) from public, anon, authenticated, service_role;

revoke create on schema wisely from wisely_owner;
