-- A run's progress reaches its learner's own private topic as a hint: which run, which number, what kind. Words, names
-- of variants and results stay in the log, where row-level security guards them. Best effort, like all broadcasts.
-- Not `seq`: whoever listens to the whole topic takes that for the number of a learner's event.

create function wisely.broadcast_run_events() returns trigger
language plpgsql volatile security definer set search_path = '' set lock_timeout = '80ms'
as $$
declare
  v_event record;
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
  for v_event in select e.* from added as e order by e.run_id, e.seq loop
    perform realtime.send(jsonb_build_object('run_id', v_event.run_id, 'run_seq', v_event.seq, 'type', v_event.type,
      'level', v_event.level, 'at', wisely.iso(v_event.at)), 'run_event', 'wisely.events:' || v_event.user_id, true);
  end loop;
  return null;
end
$$;

create trigger broadcast_added_run_events after insert on public.run_events
  referencing new table as added for each statement execute function wisely.broadcast_run_events();

revoke all on function wisely.broadcast_run_events() from public, anon, authenticated, service_role;
