-- What each agent last said under a cache key, with its validator and freshness, and its last failure since.

create table public.agent_signals_cache (
  user_id uuid not null references auth.users (id) on delete cascade,
  agent text not null,
  cache_key text not null,
  intent_id uuid not null,
  data jsonb,
  etag text,
  agent_version text,
  last_updated timestamptz,
  fresh_for_hours numeric not null,
  failed_at timestamptz,
  failure text,
  touched_at timestamptz not null,
  primary key (user_id, agent, cache_key),
  constraint signal_belongs_to_the_intents_learner foreign key (intent_id, user_id)
    references public.learning_intents (id, user_id) on delete cascade,
  constraint agent_is_known check (agent in ('clo', 'alex', 'ta', 'socratic')),
  constraint cache_key_is_a_sha256 check (cache_key ~ '^[0-9a-f]{64}$'),
  constraint data_is_an_object check (jsonb_typeof(data) = 'object'),
  constraint data_has_a_time check ((data is null) = (last_updated is null)),
  constraint row_holds_data_or_a_failure check (data is not null or failed_at is not null),
  constraint failure_has_a_time check ((failed_at is null) = (failure is null)),
  constraint window_is_not_negative check (fresh_for_hours >= 0)
);

create index agent_signals_cache_of_intent on public.agent_signals_cache (intent_id, user_id);
create index agent_signals_cache_newest on public.agent_signals_cache (user_id, intent_id, agent, touched_at desc);

alter table public.agent_signals_cache enable row level security;

create policy "learner reads own signals" on public.agent_signals_cache
  for select to authenticated using ((select auth.uid()) = user_id);
create policy "API adds own signals" on public.agent_signals_cache
  for insert to wisely_owner with check ((select auth.uid()) = user_id);
create policy "API changes own signals" on public.agent_signals_cache
  for update to wisely_owner using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);

revoke all on public.agent_signals_cache from public, anon, authenticated, service_role;
grant select on public.agent_signals_cache to authenticated, service_role;
grant select, insert, update on public.agent_signals_cache to wisely_owner;
