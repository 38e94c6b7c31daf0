-- A bucket is written once per call. It was refilled by one update and emptied by another: two row versions, and two
-- index probes, of every write of every learner. The learner's lock is held, so nobody takes a token in between.

grant create on schema wisely to wisely_owner;

create or replace function wisely.take_tokens(user_id uuid, limits jsonb) returns jsonb
language plpgsql volatile set search_path = ''
as $$
#variable_conflict use_column
declare
  v_now timestamptz := clock_timestamp();
  v_allowed boolean;
  v_rates jsonb;
begin
  if take_tokens.limits = '[]' then
    return '{"allowed": true, "rates": []}';
  end if;
  with buckets as materialized (
    select l.policy, l.capacity, l.capacity / l.per_s as per_second, l.at, coalesce(
      least(l.capacity, r.tokens + greatest(extract(epoch from v_now - r.refilled_at), 0) * l.capacity / l.per_s),
      l.capacity) as tokens
    from rows from (jsonb_to_recordset(take_tokens.limits)
      as (policy text, capacity double precision, per_s double precision)) with ordinality as l (policy, capacity, per_s, at)
    left join wisely.rate_limits as r on r.user_id = take_tokens.user_id and r.policy = l.policy
  ),
  verdict as materialized (select bool_and(b.tokens >= 1) as allowed from buckets as b),
  left_over as materialized (
    select b.*, b.tokens - verdict.allowed::integer as rest, verdict.allowed from buckets as b, verdict
  ),
  written as (
    insert into wisely.rate_limits as r (user_id, policy, tokens, refilled_at)
    select take_tokens.user_id, b.policy, b.rest, v_now from left_over as b
    on conflict (user_id, policy) do update
    set tokens = excluded.tokens, refilled_at = greatest(excluded.refilled_at, r.refilled_at)
  )
  select bool_and(b.allowed), jsonb_agg(jsonb_build_object(
    'policy', b.policy, 'limit', b.capacity, 'remaining', floor(b.rest)::integer,
    'reset_after_s', ceil((b.capacity - b.rest) / b.per_second)::integer,
    'retry_after_s', case when b.tokens >= 1 then 0 else ceil((1 - b.tokens) / b.per_second)::integer end) order by b.at)
  into v_allowed, v_rates from left_over as b;
  return jsonb_build_object('allowed', v_allowed, 'rates', v_rates);
end
$$;

revoke create on schema wisely from wisely_owner;
