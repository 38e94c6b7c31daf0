-- The API's own bookkeeping. No role but wisely_owner may touch it, and RLS is forced on wisely_owner too, so a
-- function that forgets its filter still sees one learner only.

create table wisely.learner_state (
  user_id uuid primary key references auth.users (id) on delete cascade,
  event_seq bigint not null default 0,
  streak_days integer not null default 0,
  streak_last_date date,
  -- Totals are of this intent; they restart when another one becomes active.
  active_intent_id uuid,
  total_sessions integer not null default 0,
  completed_sessions integer not null default 0,
  total_time_min integer not null default 0,
  confidence_sum integer not null default 0,
  confidence_count integer not null default 0,
  constraint active_intent_belongs_to_the_learner foreign key (active_intent_id, user_id)
    references public.learning_intents (id, user_id) on delete set null (active_intent_id),
  constraint streak_has_a_last_date check ((streak_days = 0) = (streak_last_date is null)),
  constraint totals_are_not_negative check (
    least(event_seq, streak_days, total_sessions, completed_sessions, total_time_min, confidence_sum, confidence_count) >= 0
  ),
  constraint completed_sessions_are_sessions check (completed_sessions <= total_sessions),
  constraint confidences_are_given_by_completions check (confidence_count <= completed_sessions)
);
create index learner_state_active_intent on wisely.learner_state (active_intent_id, user_id);

create table wisely.idempotency_keys (
  user_id uuid not null references auth.users (id) on delete cascade,
  route text not null,
  key text not null,
  body_sha256 text not null,
  request_id text not null,
  -- Null while day.run is still building its answer.
  answer jsonb,
  created_at timestamptz not null default clock_timestamp(),
  primary key (user_id, route, key),
  constraint key_is_1_to_255_characters check (char_length(key) between 1 and 255)
);
create index idempotency_keys_by_age on wisely.idempotency_keys (created_at);

create table wisely.rate_limits (
  user_id uuid not null references auth.users (id) on delete cascade,
  policy text not null,
  tokens double precision not null,
  refilled_at timestamptz not null,
  primary key (user_id, policy),
  constraint tokens_are_not_negative check (tokens >= 0)
);

-- Who is building a day right now. The fence rises with every taker, so a stopped isolate cannot write late.
create table wisely.day_claims (
  intent_id uuid not null,
  week integer not null,
  day integer not null,
  user_id uuid not null references auth.users (id) on delete cascade,
  fence bigint not null default 1,
  lease_until timestamptz not null,
  -- One call of begin_day; the same call, repeated after a lost reply, gets its own claim back.
  holder uuid not null,
  idempotency_key text,
  primary key (intent_id, week, day),
  constraint claim_belongs_to_the_intents_learner foreign key (intent_id, user_id)
    references public.learning_intents (id, user_id) on delete cascade
);
create index day_claims_of_learner on wisely.day_claims (user_id);
create index day_claims_of_intent on wisely.day_claims (intent_id, user_id);

create table wisely.settings (
  name text primary key,
  value jsonb not null
);
-- The public pulse is on, so that a plain channel('wisely.events') works; see docs/events.md for when to switch it off.
insert into wisely.settings (name, value) values ('realtime_pulse', 'true');

alter table wisely.learner_state enable row level security;
alter table wisely.idempotency_keys enable row level security;
alter table wisely.rate_limits enable row level security;
alter table wisely.day_claims enable row level security;
alter table wisely.settings enable row level security;
alter table wisely.learner_state force row level security;
alter table wisely.idempotency_keys force row level security;
alter table wisely.rate_limits force row level security;
alter table wisely.day_claims force row level security;

create policy "API keeps own learner state" on wisely.learner_state
  for all to wisely_owner using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy "API keeps own idempotency keys" on wisely.idempotency_keys
  for all to wisely_owner using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy "API keeps own rate limits" on wisely.rate_limits
  for all to wisely_owner using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy "API keeps own day claims" on wisely.day_claims
  for all to wisely_owner using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);

alter table wisely.learner_state owner to wisely_owner;
alter table wisely.idempotency_keys owner to wisely_owner;
alter table wisely.rate_limits owner to wisely_owner;
alter table wisely.day_claims owner to wisely_owner;
alter table wisely.settings owner to wisely_owner;

revoke all on all tables in schema wisely from public, anon, authenticated, service_role;
