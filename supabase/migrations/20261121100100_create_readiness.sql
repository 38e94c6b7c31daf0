-- What GET health?deep=1 asks the database in one trip: which migration is the newest, and whether Realtime has a
-- partition for today. Without one, sends are dropped with a warning and the write goes on.

grant create on schema wisely to wisely_owner;

-- Owned by postgres, which owns the CLI's history; the API's roles may not read that schema. Null: no history here.
create function wisely.newest_migration() returns text
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_version text;
begin
  if to_regclass('supabase_migrations.schema_migrations') is null then
    return null;
  end if;
  execute 'select max(version) from supabase_migrations.schema_migrations' into v_version;
  return v_version;
end
$$;

-- Null: there is no Realtime. The hosted service makes one partition a day; the local stack has a default one.
create function wisely.has_realtime_partition() returns boolean
language plpgsql stable set search_path = ''
as $$
declare
  v_messages regclass := to_regclass('realtime.messages');
begin
  if v_messages is null then
    return null;
  end if;
  return exists (
    select from pg_catalog.pg_inherits as i join pg_catalog.pg_class as c on c.oid = i.inhrelid
    where i.inhparent = v_messages and (
      c.relname = 'messages_' || to_char(now() at time zone 'UTC', 'YYYY_MM_DD')
      or pg_catalog.pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT'));
end
$$;

create function wisely.check_readiness() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return jsonb_build_object('newest_migration', wisely.newest_migration(),
    'realtime_partition', wisely.has_realtime_partition());
end
$$;

alter function wisely.has_realtime_partition() owner to wisely_owner;
alter function wisely.check_readiness() owner to wisely_owner;
revoke all on function wisely.newest_migration(), wisely.has_realtime_partition(), wisely.check_readiness()
  from public, anon, authenticated, service_role;
grant execute on function wisely.newest_migration() to wisely_owner;
grant execute on function wisely.has_realtime_partition() to postgres;
grant execute on function wisely.check_readiness() to wisely_api, postgres;

revoke create on schema wisely from wisely_owner;
