-- What a learner wants to learn. Exactly one intent per learner is active.

create table public.learning_intents (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  active boolean not null default true,
  -- Rises with every change a plan depends on; part of the signal cache keys.
  revision integer not null default 1,
  topic text not null,
  depth text not null,
  end_goal text not null,
  time_per_day_min integer not null,
  user_tz text not null default 'UTC',
  track_label text,
  meta jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint intent_belongs_to_one_learner unique (id, user_id),
  constraint revision_is_positive check (revision >= 1),
  constraint topic_is_1_to_200_characters check (char_length(topic) between 1 and 200),
  constraint depth_is_known check (depth in ('surface', 'informed', 'expert')),
  constraint end_goal_is_1_to_1000_characters check (char_length(end_goal) between 1 and 1000),
  constraint time_per_day_is_20_to_180_minutes check (time_per_day_min between 20 and 180),
  constraint track_label_is_1_to_120_characters check (char_length(track_label) between 1 and 120),
  constraint meta_is_an_object check (jsonb_typeof(meta) = 'object'),
  constraint intent_is_updated_after_creation check (updated_at >= created_at)
);

create unique index learning_intents_one_active_per_learner on public.learning_intents (user_id) where active;
create index learning_intents_of_learner on public.learning_intents (user_id, created_at desc);

alter table public.learning_intents enable row level security;

create policy "learner reads own intents" on public.learning_intents
  for select to authenticated using ((select auth.uid()) = user_id);
create policy "API adds own intents" on public.learning_intents
  for insert to wisely_owner with check ((select auth.uid()) = user_id);
create policy "API changes own intents" on public.learning_intents
  for update to wisely_owner using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);

revoke all on public.learning_intents from public, anon, authenticated, service_role;
grant select on public.learning_intents to authenticated, service_role;
grant select, insert, update on public.learning_intents to wisely_owner;
