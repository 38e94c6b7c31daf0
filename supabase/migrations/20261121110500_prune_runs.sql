-- Retention, now with the runs: 30 days after they ended, with their tasks and events by foreign key. One that never
-- ended, because it rests in review or no worker ever came, counts from its deadline. Kept answers go once they have
-- expired. The rest as before.

create or replace function wisely.prune() returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_events bigint;
  v_keys bigint;
  v_claims bigint;
  v_buckets bigint;
  v_signals bigint;
  v_audit bigint;
  v_runs bigint;
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
  delete from wisely.audit_log as a where a.at < clock_timestamp() - interval '400 days';
  get diagnostics v_audit = row_count;
  delete from public.runs as r where coalesce(r.ended_at, r.deadline_at) < clock_timestamp() - interval '30 days';
  get diagnostics v_runs = row_count;
  return jsonb_build_object('events', v_events, 'idempotency_keys', v_keys, 'day_claims', v_claims,
    'rate_limits', v_buckets, 'agent_signals_cache', v_signals, 'audit_log', v_audit,
    'runs', v_runs, 'cache_entries', wisely.prune_cache(), 'request_metrics', wisely.prune_metrics());
end
$$;
