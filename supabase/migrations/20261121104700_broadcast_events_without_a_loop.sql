-- The broadcast after a write sends with one statement per topic instead of a loop over rows. As before, the pulse is
-- sent only while it is on, and a Realtime that is missing, locked or full costs one bounded wait and no write.
-- Evidence: docs/decisions/0019-what-a-statement-costs.md.

-- Owned by postgres: realtime.send runs with its caller's rights, and as wisely_owner it drops the message with
-- only a WARNING. 80 ms is the longest a locked realtime.messages can delay the write: all sends share one wait.
create or replace function wisely.broadcast_events() returns trigger
language plpgsql volatile security definer set search_path = '' set lock_timeout = '80ms'
as $$
begin
  if to_regprocedure('realtime.send(jsonb,text,text,boolean)') is null then
    return null;
  end if;
  begin
    lock table realtime.messages in row exclusive mode;
  exception when lock_not_available or insufficient_privilege or undefined_table then
    raise log 'wisely: broadcast skipped, %', sqlerrm;
    return null;
  end;
  perform realtime.send(wisely.event_envelope(e), e.type, 'wisely.events:' || e.user_id, true)
  from added as e order by e.seq;
  if (select s.value = 'true' from wisely.settings as s where s.name = 'realtime_pulse') then
    perform realtime.send(
      jsonb_build_object('id', e.id, 'type', e.type) || jsonb_strip_nulls(jsonb_build_object(
        'session_id', e.payload -> 'session_id', 'intent_id', e.payload -> 'intent_id',
        'week', e.payload -> 'week', 'day', e.payload -> 'day')),
      e.type, 'wisely.events', false)
    from added as e order by e.seq;
  end if;
  return null;
end
$$;
