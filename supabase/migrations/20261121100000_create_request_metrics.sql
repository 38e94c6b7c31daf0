-- Counts of requests for GET metrics. Every isolate adds its own about every 30 s, so a counter is the sum over all
-- isolates. Hours that age out are folded into the row of hour -infinity: the sum over a series never falls.

grant create on schema wisely to wisely_owner;

create table wisely.request_metrics (
  hour timestamptz not null,
  metric text not null,
  labels jsonb not null,
  value double precision not null,
  primary key (hour, metric, labels),
  constraint metric_is_a_name check (metric ~ '^[a-z_]{1,80}$'),
  constraint labels_are_an_object check (jsonb_typeof(labels) = 'object'),
  constraint counters_only_grow check (value >= 0)
);
alter table wisely.request_metrics enable row level security;
alter table wisely.request_metrics owner to wisely_owner;
revoke all on wisely.request_metrics from public, anon, authenticated, service_role;

-- Adds [{metric, labels, value}] to the current hour. In key order, so that two isolates never wait for each other in
-- a circle.
create function wisely.add_metrics(counts jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_rows bigint;
begin
  insert into wisely.request_metrics as m (hour, metric, labels, value)
  select date_trunc('hour', clock_timestamp(), 'UTC'), c.metric, c.labels, sum(c.value)
  from jsonb_to_recordset(add_metrics.counts) as c (metric text, labels jsonb, value double precision)
  group by c.metric, c.labels order by c.metric, c.labels
  on conflict (hour, metric, labels) do update set value = m.value + excluded.value;
  get diagnostics v_rows = row_count;
  return jsonb_build_object('rows', v_rows);
end
$$;

-- Every series with its total since the installation.
create function wisely.read_metrics() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return coalesce((
    select jsonb_agg(jsonb_build_object('metric', t.metric, 'labels', t.labels, 'value', t.value)
      order by t.metric, t.labels)
    from (select m.metric, m.labels, sum(m.value) as value from wisely.request_metrics as m
      group by m.metric, m.labels) as t), '[]');
end
$$;

-- Folds hours older than 35 days into the totals; answers how many rows went.
create function wisely.prune_metrics() returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_rows bigint;
begin
  with gone as (
    delete from wisely.request_metrics as m
    where m.hour < clock_timestamp() - interval '35 days' and m.hour > '-infinity'
    returning m.metric, m.labels, m.value
  ), folded as (
    insert into wisely.request_metrics as m (hour, metric, labels, value)
    select '-infinity', g.metric, g.labels, sum(g.value) from gone as g
    group by g.metric, g.labels order by g.metric, g.labels
    on conflict (hour, metric, labels) do update set value = m.value + excluded.value
  )
  select count(*) into v_rows from gone;
  return v_rows;
end
$$;

alter function wisely.add_metrics(jsonb) owner to wisely_owner;
alter function wisely.read_metrics() owner to wisely_owner;
alter function wisely.prune_metrics() owner to wisely_owner;
revoke all on function wisely.add_metrics(jsonb), wisely.read_metrics(), wisely.prune_metrics()
  from public, anon, authenticated, service_role;
grant execute on function wisely.add_metrics(jsonb), wisely.read_metrics() to wisely_api, postgres;
grant execute on function wisely.prune_metrics() to postgres;

-- The same retention as before, and the metrics with it.
create or replace function wisely.prune() returns jsonb
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
    'rate_limits', v_buckets, 'agent_signals_cache', v_signals, 'request_metrics', wisely.prune_metrics());
end
$$;

revoke create on schema wisely from wisely_owner;
