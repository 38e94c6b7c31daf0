-- Retention in one function: events 90 days, idempotency keys 24 hours, idle claims and buckets two days, signals
-- two months. Called nightly by pg_cron where it exists, by the operator elsewhere (docs/operations.md).

create function wisely.prune() returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_events bigint;
  v_keys bigint;
  v_claims bigint;
  v_buckets bigint;
  v_signals bigint;
begin
  delete from public.events as e where e.occurred_at < wisely.clock() - interval '90 days';
  get diagnostics v_events = row_count;
  delete from wisely.idempotency_keys as k where k.created_at < clock_timestamp() - interval '24 hours';
  get diagnostics v_keys = row_count;
  delete from wisely.day_claims as c where c.lease_until < clock_timestamp() - interval '2 days';
  get diagnostics v_claims = row_count;
  delete from wisely.rate_limits as r where r.refilled_at < clock_timestamp() - interval '2 days';
  get diagnostics v_buckets = row_count;
  delete from public.agent_signals_cache as s where s.touched_at < wisely.clock() - interval '60 days';
  get diagnostics v_signals = row_count;
  return jsonb_build_object('events', v_events, 'idempotency_keys', v_keys, 'day_claims', v_claims,
    'rate_limits', v_buckets, 'agent_signals_cache', v_signals);
end
$$;

revoke all on function wisely.prune() from public, anon, authenticated, service_role;

do $$
begin
  if exists (select from pg_catalog.pg_extension where extname = 'pg_cron') then
    execute $cron$ select cron.schedule('wisely-prune', '17 3 * * *', 'select wisely.prune()') $cron$;
  end if;
end
$$;

-- The hand-over is done: from here on wisely_owner creates nothing.
revoke create on schema wisely from wisely_owner;
