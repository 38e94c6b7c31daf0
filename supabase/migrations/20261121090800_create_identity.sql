-- Who a call acts for. The verified claims are the one trusted parameter: they are set for this transaction only,
-- so auth.uid() and every policy work inside the endpoint functions and nothing is left on the connection.

-- Reads auth.users, which no API role may: hence owned by postgres. Says only whether the learner exists.
create function wisely.user_exists(user_id uuid) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return exists (select from auth.users as u where u.id = user_exists.user_id and u.deleted_at is null);
end
$$;

-- The acting learner, or null when there is no such user.
create function wisely.assume_learner(claims jsonb) returns uuid
language plpgsql volatile set search_path = ''
as $$
declare
  v_user_id uuid := (assume_learner.claims ->> 'sub')::uuid;
begin
  perform set_config('request.jwt.claims', assume_learner.claims::text, true);
  -- The legacy setting wins over the claims inside auth.uid(): a leftover would act as somebody else.
  perform set_config('request.jwt.claim.sub', '', true);
  perform set_config('wisely.now', coalesce(assume_learner.claims ->> 'wisely_now', ''), true);
  if not wisely.user_exists(v_user_id) then
    return null;
  end if;
  return v_user_id;
end
$$;

-- A refusal is a value: raising would roll back the rate-limit token and the idempotency row of this call.
create function wisely.refusal(code text, reason text, details jsonb default '{}') returns jsonb
language plpgsql immutable set search_path = ''
as $$
begin
  return jsonb_build_object('refused', jsonb_build_object(
    'code', refusal.code, 'reason', refusal.reason, 'details', refusal.details));
end
$$;

-- The learner's row, locked: writes of one learner run one after the other, which makes event order commit order.
create function wisely.lock_learner(user_id uuid) returns wisely.learner_state
language plpgsql volatile set search_path = ''
as $$
#variable_conflict use_column
declare
  v_state wisely.learner_state;
begin
  select * into v_state from wisely.learner_state as s where s.user_id = lock_learner.user_id for update;
  if not found then
    insert into wisely.learner_state as s (user_id) values (lock_learner.user_id)
    on conflict (user_id) do update set user_id = excluded.user_id
    returning * into v_state;
  end if;
  return v_state;
end
$$;

alter function wisely.assume_learner(jsonb) owner to wisely_owner;
alter function wisely.refusal(text, text, jsonb) owner to wisely_owner;
alter function wisely.lock_learner(uuid) owner to wisely_owner;
revoke all on function wisely.user_exists(uuid), wisely.assume_learner(jsonb),
  wisely.refusal(text, text, jsonb), wisely.lock_learner(uuid)
  from public, anon, authenticated, service_role;
grant execute on function wisely.user_exists(uuid) to wisely_owner;
