-- What happened to a learner, in commit order: `seq` is taken under the learner's lock, so a reader that
-- remembers the last seq it saw never misses a late commit. Ids and numbers only, kept 90 days.

create table public.events (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  seq bigint not null,
  type text not null,
  version integer not null default 1,
  occurred_at timestamptz not null,
  payload jsonb not null,
  constraint seq_is_unique_per_learner unique (user_id, seq),
  constraint seq_is_positive check (seq >= 1),
  constraint payload_is_an_object check (jsonb_typeof(payload) = 'object'),
  constraint payload_is_small check (octet_length(payload::text) <= 2048),
  constraint type_is_known check (type in (
    'intent_created', 'intent_updated', 'instructor_plan_created', 'instructor_plan_completed',
    'orchestrator_signal_stale', 'orchestrator_agent_timeout', 'orchestrator_plan_failed'
  ))
);

create index events_by_age on public.events (occurred_at);

alter table public.events enable row level security;

create policy "learner reads own events" on public.events
  for select to authenticated using ((select auth.uid()) = user_id);
create policy "API adds own events" on public.events
  for insert to wisely_owner with check ((select auth.uid()) = user_id);

revoke all on public.events from public, anon, authenticated, service_role;
grant select on public.events to authenticated, service_role;
grant select, insert on public.events to wisely_owner;
