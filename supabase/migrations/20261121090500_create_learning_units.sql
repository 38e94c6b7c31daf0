-- What a learner has met of an intent: the fold of the completed sessions, rebuildable from them.

create table public.learning_units (
  intent_id uuid not null,
  unit_id text not null,
  user_id uuid not null references auth.users (id) on delete cascade,
  visits integer not null,
  introduced_on date not null,
  last_local_date date not null,
  memory jsonb not null default '{}',
  primary key (intent_id, unit_id),
  constraint unit_belongs_to_the_intents_learner foreign key (intent_id, user_id)
    references public.learning_intents (id, user_id) on delete cascade,
  constraint unit_id_is_well_formed check (unit_id ~ '^[a-z0-9][a-z0-9_.-]{0,63}$'),
  constraint visits_are_positive check (visits >= 1),
  constraint last_visit_is_not_before_the_first check (last_local_date >= introduced_on),
  constraint memory_is_an_object check (jsonb_typeof(memory) = 'object')
);

create index learning_units_of_learner on public.learning_units (user_id);
create index learning_units_of_intent on public.learning_units (intent_id, user_id);

alter table public.learning_units enable row level security;

create policy "learner reads own units" on public.learning_units
  for select to authenticated using ((select auth.uid()) = user_id);
create policy "API adds own units" on public.learning_units
  for insert to wisely_owner with check ((select auth.uid()) = user_id);
create policy "API changes own units" on public.learning_units
  for update to wisely_owner using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);

revoke all on public.learning_units from public, anon, authenticated, service_role;
grant select on public.learning_units to authenticated, service_role;
grant select, insert, update on public.learning_units to wisely_owner;
