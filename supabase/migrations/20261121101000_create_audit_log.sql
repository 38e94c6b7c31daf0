-- Who acted for whom: one row per step that a service took with its own key on behalf of a learner, reads included,
-- written by the statement that took it. Only added to: wisely_owner may insert and nothing else, and a row is never
-- changed, by nobody. It goes after 400 days (wisely.prune) or with its learner, whose data it is.

create table wisely.audit_log (
  id bigint generated always as identity primary key,
  -- The server's own clock: a development clock does not move it.
  at timestamptz not null default clock_timestamp(),
  key_name text not null,
  -- Null: the service named a user who does not exist.
  user_id uuid references auth.users (id) on delete cascade,
  route text not null,
  step text not null,
  request_id text not null,
  -- ok, replayed, waiting, fenced_out, or code and reason of the refusal.
  outcome text not null,
  constraint key_name_is_1_to_255_characters check (char_length(key_name) between 1 and 255),
  constraint request_id_is_1_to_128_characters check (char_length(request_id) between 1 and 128),
  constraint names_are_short check (greatest(char_length(route), char_length(step), char_length(outcome)) <= 100)
);
create index audit_log_of_learner on wisely.audit_log (user_id, at);
create index audit_log_by_age on wisely.audit_log (at);

alter table wisely.audit_log enable row level security;
create policy "API adds audit rows of the acting learner" on wisely.audit_log
  for insert to wisely_owner with check (user_id is null or (select auth.uid()) = user_id);

revoke all on wisely.audit_log from public, anon, authenticated, service_role, wisely_api;
grant insert on wisely.audit_log to wisely_owner;

create function wisely.refuse_audit_change() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
  raise exception 'Cannot change audit log: rows are only added' using errcode = 'insufficient_privilege';
end
$$;

-- Beside the grants, for those whom grants do not bind. Deleting stays possible: retention and erasure need it.
create trigger audit_rows_are_never_changed before update on wisely.audit_log
  for each statement execute function wisely.refuse_audit_change();
create trigger audit_log_is_never_truncated before truncate on wisely.audit_log
  for each statement execute function wisely.refuse_audit_change();

-- Passes an endpoint function's answer through and notes how it ended: `select wisely.record_act($1, 'sync_intent',
-- wisely.sync_intent($1, $2))` is one statement, so there is no effect without its row and no row without its effect.
-- claims.act: {key_name, route, request_id}
create function wisely.record_act(claims jsonb, step text, answer jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_act jsonb := record_act.claims -> 'act';
  v_refused jsonb := record_act.answer -> 'refused';
begin
  insert into wisely.audit_log (key_name, user_id, route, step, request_id, outcome)
  values (v_act ->> 'key_name', wisely.assume_learner(record_act.claims), v_act ->> 'route', record_act.step,
    v_act ->> 'request_id', case
      when v_refused is not null then concat_ws(' ', v_refused ->> 'code', v_refused ->> 'reason')
      when record_act.answer ->> 'replayed_request_id' is not null then 'replayed'
      when record_act.answer ? 'waiting' then 'waiting'
      when record_act.answer ? 'fenced_out' then 'fenced_out'
      else 'ok' end);
  return record_act.answer;
end
$$;

grant create on schema wisely to wisely_owner;
alter function wisely.record_act(jsonb, text, jsonb) owner to wisely_owner;
revoke create on schema wisely from wisely_owner;
revoke all on function wisely.record_act(jsonb, text, jsonb), wisely.refuse_audit_change()
  from public, anon, authenticated, service_role;
grant execute on function wisely.record_act(jsonb, text, jsonb) to wisely_api, postgres;
