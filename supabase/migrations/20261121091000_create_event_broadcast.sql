-- Events reach the learner's own private topic and, as opaque ids, the public pulse. The row is the record: a
-- Realtime that is missing, locked or full costs one bounded lock wait and never fails the write.

create function wisely.event_envelope(event public.events) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return jsonb_build_object('id', event.id, 'type', event.type, 'version', event.version,
    'occurred_at', wisely.iso(event.occurred_at), 'seq', event.seq, 'payload', event.payload);
end
$$;

-- Appends events [{type, payload}] under the learner's lock, in one statement, so that the trigger fires once.
create function wisely.emit(user_id uuid, events jsonb) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  v_count integer := jsonb_array_length(emit.events);
  v_last bigint;
begin
  if v_count = 0 then
    return;
  end if;
  update wisely.learner_state as s set event_seq = s.event_seq + v_count
  where s.user_id = emit.user_id returning s.event_seq into strict v_last;
  insert into public.events (user_id, seq, type, occurred_at, payload)
  select emit.user_id, v_last - v_count + e.position, e.event ->> 'type', wisely.clock(), e.event -> 'payload'
  from jsonb_array_elements(emit.events) with ordinality as e (event, position);
end
$$;

-- Owned by postgres: realtime.send runs with its caller's rights, and as wisely_owner it drops the message with
-- only a WARNING. 80 ms is the longest a locked realtime.messages can delay the write: all sends share one wait.
create function wisely.broadcast_events() returns trigger
language plpgsql volatile security definer set search_path = '' set lock_timeout = '80ms'
as $$
declare
  v_pulse boolean := (select s.value = 'true' from wisely.settings as s where s.name = 'realtime_pulse');
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
  for v_event in select e.user_id, e.type, e.payload, wisely.event_envelope(e) as envelope from added as e order by e.seq loop
    perform realtime.send(v_event.envelope, v_event.type, 'wisely.events:' || v_event.user_id, true);
    if v_pulse then
      perform realtime.send(
        jsonb_build_object('id', v_event.envelope -> 'id', 'type', v_event.type) || jsonb_strip_nulls(jsonb_build_object(
          'session_id', v_event.payload -> 'session_id', 'intent_id', v_event.payload -> 'intent_id',
          'week', v_event.payload -> 'week', 'day', v_event.payload -> 'day')),
        v_event.type, 'wisely.events', false);
    end if;
  end loop;
  return null;
end
$$;

create trigger broadcast_added_events after insert on public.events
  referencing new table as added for each statement execute function wisely.broadcast_events();

alter function wisely.event_envelope(public.events) owner to wisely_owner;
alter function wisely.emit(uuid, jsonb) owner to wisely_owner;
revoke all on function wisely.event_envelope(public.events), wisely.emit(uuid, jsonb), wisely.broadcast_events()
  from public, anon, authenticated, service_role;
grant execute on function wisely.event_envelope(public.events) to postgres;

-- A learner may receive on the own private topic; nobody may send there (no INSERT policy). realtime is absent on a
-- plain Postgres and its policies may already exist after a restore.
do $$
begin
  if to_regclass('realtime.messages') is not null and not exists (
    select from pg_catalog.pg_policies
    where schemaname = 'realtime' and tablename = 'messages' and policyname = 'learner receives own events'
  ) then
    execute $policy$
      create policy "learner receives own events" on realtime.messages for select to authenticated
      using (extension = 'broadcast' and (select realtime.topic()) = 'wisely.events:' || (select auth.uid())::text)
    $policy$;
  end if;
end
$$;
