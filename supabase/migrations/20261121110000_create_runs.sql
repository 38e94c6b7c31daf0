-- The log of long work: a run, its tasks, and everything that happened, in order. One mechanism for all kinds of runs.

-- The moves that exist, for runs and for tasks; contract/runs.ts says the same, and a test compares them.
create function wisely.run_moves() returns table (machine text, from_status text, to_status text)
language plpgsql immutable set search_path = ''
as $$
begin
  return query select 'run', m.f, t.t from (values
    ('queued', array['running', 'needs_review', 'cancelled']),
    ('running', array['succeeded', 'degraded', 'failed', 'cancelled', 'needs_review']),
    ('needs_review', array['running', 'succeeded', 'failed', 'cancelled'])
  ) as m (f, targets), unnest(m.targets) as t (t);
  return query select 'task', m.f, t.t from (values
    ('QUEUED', array['ASSIGNED', 'IN_PROGRESS', 'SKIPPED', 'CANCELLED']),
    ('ASSIGNED', array['IN_PROGRESS', 'QUEUED', 'CANCELLED']),
    ('IN_PROGRESS', array['VERIFYING', 'WAITING', 'COMPLETED', 'QUEUED', 'NEEDS_REVIEW', 'FAILED', 'CANCELLED']),
    ('VERIFYING', array['COMPLETED', 'QUEUED', 'NEEDS_REVIEW', 'FAILED', 'CANCELLED']),
    ('WAITING', array['QUEUED', 'COMPLETED', 'FAILED', 'CANCELLED']),
    ('NEEDS_REVIEW', array['QUEUED', 'COMPLETED', 'FAILED', 'CANCELLED'])
  ) as m (f, targets), unnest(m.targets) as t (t);
end
$$;

create table public.runs (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  kind text not null,
  status text not null default 'queued',
  -- What was asked, with the configuration in force at the start: a later change does not reach a run under way.
  input jsonb not null,
  -- What came out, once it rests.
  result jsonb,
  -- Last number given to an event: the numbers of a run have no gaps.
  event_seq bigint not null default 0,
  -- Who works on it; null once it was given back. The fence rises with every taker, so a stopped worker cannot write late.
  worker uuid,
  fence bigint not null default 0,
  -- How many of its workers were never heard of again.
  lost_workers integer not null default 0,
  -- The worker's last write: the same one, repeated after a lost reply, changes nothing.
  last_write uuid,
  lease_until timestamptz,
  deadline_at timestamptz not null,
  created_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  constraint run_belongs_to_one_learner unique (id, user_id),
  constraint run_kind_is_known check (kind in ('quality')),
  constraint run_status_is_known check (
    status in ('queued', 'running', 'needs_review', 'succeeded', 'degraded', 'failed', 'cancelled')),
  constraint run_input_is_an_object check (jsonb_typeof(input) = 'object'),
  constraint terminal_run_has_ended check (
    (status in ('succeeded', 'degraded', 'failed', 'cancelled')) = (ended_at is not null)),
  constraint running_run_is_leased check (status <> 'running' or lease_until is not null),
  constraint run_lost_workers_are_not_negative check (lost_workers >= 0),
  constraint run_deadline_is_after_creation check (deadline_at > created_at)
);
create index runs_of_learner on public.runs (user_id, created_at desc);
create index runs_open on public.runs (created_at) where status in ('queued', 'running');
create index runs_under_way on public.runs (user_id) where status = 'running';

-- One piece of a run. Its key names it within the run: a worker that takes over finds what is done by it.
create table public.tasks (
  id uuid primary key default gen_random_uuid(),
  run_id uuid not null,
  user_id uuid not null references auth.users (id) on delete cascade,
  key text not null,
  kind text not null,
  agent text,
  status text not null,
  attempts integer not null default 1,
  output jsonb,
  error_code text,
  created_at timestamptz not null,
  ended_at timestamptz,
  constraint task_belongs_to_a_run foreign key (run_id, user_id) references public.runs (id, user_id) on delete cascade,
  constraint task_key_is_unique_in_its_run unique (run_id, key),
  constraint task_key_is_1_to_120_characters check (char_length(key) between 1 and 120),
  constraint task_status_is_known check (status in ('QUEUED', 'ASSIGNED', 'IN_PROGRESS', 'VERIFYING', 'WAITING',
    'COMPLETED', 'SKIPPED', 'NEEDS_REVIEW', 'FAILED', 'CANCELLED')),
  constraint task_attempts_are_not_negative check (attempts >= 0),
  constraint terminal_task_has_ended check (
    (status in ('COMPLETED', 'SKIPPED', 'FAILED', 'CANCELLED')) = (ended_at is not null)),
  constraint completed_task_has_an_output check (status <> 'COMPLETED' or output is not null)
);
create index tasks_of_run on public.tasks (run_id, user_id);
create index tasks_of_learner on public.tasks (user_id);

create table public.run_events (
  run_id uuid not null,
  seq bigint not null,
  user_id uuid not null references auth.users (id) on delete cascade,
  task_key text,
  agent text,
  type text not null,
  level text not null default 'info',
  message text not null,
  data jsonb not null default '{}',
  at timestamptz not null,
  primary key (run_id, seq),
  constraint run_event_belongs_to_a_run foreign key (run_id, user_id)
    references public.runs (id, user_id) on delete cascade,
  constraint run_event_seq_is_positive check (seq >= 1),
  constraint run_event_level_is_known check (level in ('debug', 'info', 'warn', 'error', 'success')),
  constraint run_event_message_is_at_most_500_characters check (char_length(message) between 1 and 500),
  constraint run_event_data_is_an_object check (jsonb_typeof(data) = 'object')
);
create index run_events_of_run on public.run_events (run_id, user_id);
create index run_events_of_learner on public.run_events (user_id);

-- Whatever forgets a rule is stopped here: no move outside the table, nothing changed in a run that is over.
create function wisely.guard_move() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
  v_machine text := tg_argv[0];
begin
  if old.ended_at is not null then
    raise exception 'Cannot change %: it ended as %', v_machine, old.status using errcode = 'check_violation';
  end if;
  if old.status <> new.status and not exists (
    select from wisely.run_moves() as m
    where m.machine = v_machine and m.from_status = old.status and m.to_status = new.status
  ) then
    raise exception 'Cannot move %: % does not lead to %', v_machine, old.status, new.status
      using errcode = 'check_violation';
  end if;
  return new;
end
$$;
create trigger run_moves_as_allowed before update on public.runs
  for each row execute function wisely.guard_move('run');
create trigger task_moves_as_allowed before update on public.tasks
  for each row execute function wisely.guard_move('task');

alter table public.runs enable row level security;
alter table public.tasks enable row level security;
alter table public.run_events enable row level security;

create policy "learner reads own runs" on public.runs
  for select to authenticated using ((select auth.uid()) = user_id);
create policy "API adds own runs" on public.runs
  for insert to wisely_owner with check ((select auth.uid()) = user_id);
create policy "API changes own runs" on public.runs
  for update to wisely_owner using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy "learner reads own tasks" on public.tasks
  for select to authenticated using ((select auth.uid()) = user_id);
create policy "API adds own tasks" on public.tasks
  for insert to wisely_owner with check ((select auth.uid()) = user_id);
create policy "API changes own tasks" on public.tasks
  for update to wisely_owner using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy "learner reads own run events" on public.run_events
  for select to authenticated using ((select auth.uid()) = user_id);
-- No policy for update or delete, and no privilege either: what happened stays as it was told.
create policy "API adds own run events" on public.run_events
  for insert to wisely_owner with check ((select auth.uid()) = user_id);

revoke all on public.runs, public.tasks, public.run_events from public, anon, authenticated, service_role;
grant select on public.runs, public.tasks, public.run_events to authenticated, service_role;
grant select, insert, update on public.runs, public.tasks to wisely_owner;
grant select, insert on public.run_events to wisely_owner;

grant create on schema wisely to wisely_owner;
alter function wisely.run_moves() owner to wisely_owner;
alter function wisely.guard_move() owner to wisely_owner;
revoke create on schema wisely from wisely_owner;
revoke all on function wisely.run_moves(), wisely.guard_move() from public, anon, authenticated, service_role;
