-- The clock, an instant as text and a learner's date are asked for up to 70 times in one call. As SQL functions whose body
-- is bound when it is created they become part of the statement that uses them: no call, and no search_path to set, since
-- nothing is looked up by name at run time. status: 261 -> 238 µs inside Postgres.
-- Evidence: docs/decisions/0024-a-day-that-did-not-change.md.

grant create on schema wisely to wisely_owner;

create or replace function wisely.clock() returns timestamptz
language sql stable
return coalesce(nullif(current_setting('wisely.now', true), '')::timestamptz, now());

create or replace function wisely.iso(at timestamptz) returns text
language sql stable strict
return to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

create or replace function wisely.local_date(at timestamptz, zone text, day_starts_at_hour integer) returns date
language sql stable
return ((at at time zone zone) - make_interval(hours => day_starts_at_hour))::date;

revoke create on schema wisely from wisely_owner;
