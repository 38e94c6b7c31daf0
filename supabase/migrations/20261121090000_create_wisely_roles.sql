-- The API's own schema and its two roles. `wisely_owner` owns every endpoint function and is bound by RLS
-- (no login, no bypass); `wisely_api` may only execute them. An operator gives wisely_api LOGIN and a password.

create schema if not exists wisely;

-- Roles outlive a dropped database, so a second run must find them without failing.
do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'wisely_owner') then
    create role wisely_owner nologin nobypassrls inherit;
  end if;
  if not exists (select from pg_catalog.pg_roles where rolname = 'wisely_api') then
    create role wisely_api nologin nobypassrls noinherit;
  end if;
end
$$;

-- Membership makes `to authenticated` policies apply inside the functions; without INHERIT they would not.
grant authenticated to wisely_owner;
-- PostgreSQL 16+: handing an object over needs the SET option, which creating the role does not give.
grant wisely_owner to postgres;

alter role wisely_api set statement_timeout = '5s';
alter role wisely_api set idle_in_transaction_session_timeout = '10s';

revoke all on schema wisely from public;
grant usage on schema wisely to wisely_owner, wisely_api;
-- Needed while functions and tables are handed over; the last migration of this set takes it back.
grant create on schema wisely to wisely_owner;
