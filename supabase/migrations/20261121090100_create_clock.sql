-- One clock and one time format for every function, so that a rehearsal can set the date and no answer carries
-- `+00:00` with microseconds. `wisely.now` is set only from claims the API built itself (development clock).

create function wisely.clock() returns timestamptz
language plpgsql stable set search_path = ''
as $$
begin
  return coalesce(nullif(current_setting('wisely.now', true), '')::timestamptz, now());
end
$$;

-- RFC 3339, UTC, milliseconds, `Z`; null stays null.
create function wisely.iso(at timestamptz) returns text
language plpgsql stable set search_path = ''
as $$
begin
  return to_char(iso.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
end
$$;

-- The learner's calendar date; a day that starts at 4 h still belongs to the evening before at 3 h.
create function wisely.local_date(at timestamptz, zone text, day_starts_at_hour integer) returns date
language plpgsql stable set search_path = ''
as $$
begin
  return ((local_date.at at time zone local_date.zone) - make_interval(hours => local_date.day_starts_at_hour))::date;
end
$$;

alter function wisely.clock() owner to wisely_owner;
alter function wisely.iso(timestamptz) owner to wisely_owner;
alter function wisely.local_date(timestamptz, text, integer) owner to wisely_owner;
revoke all on function wisely.clock(), wisely.iso(timestamptz), wisely.local_date(timestamptz, text, integer)
  from public, anon, authenticated, service_role;
grant execute on function wisely.clock(), wisely.iso(timestamptz) to postgres;
