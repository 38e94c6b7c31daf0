-- What a learner does with a run: start it, read it, cancel it.

create function wisely.run_fact(run public.runs) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return jsonb_build_object('id', run.id, 'kind', run.kind, 'status', run.status, 'input', run.input,
    'result', run.result, 'event_seq', run.event_seq, 'fence', run.fence,
    'created_at', wisely.iso(run.created_at), 'started_at', wisely.iso(run.started_at),
    'ended_at', wisely.iso(run.ended_at), 'deadline_at', wisely.iso(run.deadline_at));
end
$$;

create function wisely.run_event_fact(event public.run_events) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return jsonb_build_object('seq', event.seq, 'run_id', event.run_id, 'task_key', event.task_key, 'agent', event.agent,
    'type', event.type, 'level', event.level, 'message', event.message, 'data', event.data, 'at', wisely.iso(event.at));
end
$$;

create function wisely.run_tasks(run public.runs) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return coalesce((
    select jsonb_agg(jsonb_build_object('id', t.id, 'key', t.key, 'kind', t.kind, 'agent', t.agent, 'status', t.status,
      'attempts', t.attempts, 'output', t.output, 'error_code', t.error_code) order by t.created_at, t.key)
    from public.tasks as t where t.run_id = run.id and t.user_id = run.user_id), '[]');
end
$$;

-- Appends events under the run's row lock, in one statement: the numbers of a run have no gaps and no order but this.
create function wisely.append_run_events(run public.runs, events jsonb) returns bigint
language plpgsql volatile set search_path = ''
as $$
declare
  v_count integer := jsonb_array_length(append_run_events.events);
  v_last bigint;
begin
  update public.runs as r set event_seq = r.event_seq + v_count
  where r.id = run.id and r.user_id = run.user_id returning r.event_seq into strict v_last;
  insert into public.run_events (run_id, seq, user_id, task_key, agent, type, level, message, data, at)
  select run.id, v_last - v_count + e.position, run.user_id, e.event ->> 'task_key', e.event ->> 'agent',
    e.event ->> 'type', coalesce(e.event ->> 'level', 'info'), e.event ->> 'message',
    coalesce(nullif(e.event -> 'data', 'null'), '{}'), clock_timestamp()
  from jsonb_array_elements(append_run_events.events) with ordinality as e (event, position);
  return v_last;
end
$$;

-- What operators stored for all sessions, in the shape of PUT session/config.
create function wisely.read_session_config() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return coalesce((select s.value from wisely.settings as s where s.name = 'session_config'), '{"orchestration": {}}');
end
$$;

create function wisely.save_session_config(config jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into wisely.settings as s (name, value) values ('session_config', save_session_config.config)
  on conflict (name) do update set value = excluded.value;
  return save_session_config.config;
end
$$;

-- request.body: {id, kind, input, timeout_s}; request.open_max: how many runs of a learner may be open at once. The
-- caller chooses the id, so that the same call, repeated after a lost reply, starts nothing twice. What operators have
-- stored is copied into the input: a later change does not reach a run under way.
create function wisely.start_run(claims jsonb, request jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_gate jsonb := wisely.enter_write(start_run.claims, 'session/start', start_run.request);
  v_user_id uuid := (v_gate ->> 'user_id')::uuid;
  v_body jsonb := start_run.request -> 'body';
  v_now timestamptz := clock_timestamp();
  v_open integer;
  v_run public.runs;
begin
  if v_gate ? 'answer' then
    return v_gate -> 'answer';
  end if;
  select * into v_run from public.runs as r where r.id = (v_body ->> 'id')::uuid and r.user_id = v_user_id;
  if found then
    return wisely.leave_write(v_gate, 'session/start', start_run.request,
      jsonb_build_object('run', wisely.run_fact(v_run)));
  end if;
  select count(*) into v_open from public.runs as r where r.user_id = v_user_id and r.status in ('queued', 'running');
  if v_open >= (start_run.request ->> 'open_max')::integer then
    return wisely.leave_write(v_gate, 'session/start', start_run.request,
      wisely.refusal('CONFLICT', 'TOO_MANY_RUNS', jsonb_build_object('open', v_open)));
  end if;
  insert into public.runs (id, user_id, kind, input, created_at, deadline_at)
  values ((v_body ->> 'id')::uuid, v_user_id, v_body ->> 'kind',
    v_body -> 'input' || jsonb_build_object('stored', coalesce(wisely.read_session_config() -> 'orchestration', '{}')), v_now,
    v_now + make_interval(secs => (v_body ->> 'timeout_s')::integer))
  returning * into v_run;
  v_run.event_seq := wisely.append_run_events(v_run, jsonb_build_array(jsonb_build_object(
    'type', 'queued', 'message', 'Waiting for a worker')));
  return wisely.leave_write(v_gate, 'session/start', start_run.request,
    jsonb_build_object('run', wisely.run_fact(v_run)));
end
$$;

-- The run with its tasks and at most `row_limit` events after `after_seq`. One snapshot, no writes.
create function wisely.read_run(claims jsonb, run_id uuid, after_seq bigint, row_limit integer) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_user_id uuid := wisely.assume_learner(read_run.claims);
  v_run public.runs;
begin
  if v_user_id is null then
    return wisely.refusal('NOT_FOUND', 'USER_NOT_FOUND');
  end if;
  select * into v_run from public.runs as r where r.id = read_run.run_id and r.user_id = v_user_id;
  if not found then
    return wisely.refusal('NOT_FOUND', 'RUN_NOT_FOUND');
  end if;
  return jsonb_build_object('run', wisely.run_fact(v_run), 'tasks', wisely.run_tasks(v_run), 'events', coalesce((
    select jsonb_agg(wisely.run_event_fact(page) order by page.seq)
    from (
      select e.* from public.run_events as e
      where e.run_id = v_run.id and e.user_id = v_user_id and e.seq > read_run.after_seq
      order by e.seq limit read_run.row_limit) as page), '[]'));
end
$$;

-- What a stream needs each time its run has gone on: the newest number and the events after one, without the plans.
create function wisely.read_run_events(claims jsonb, run_id uuid, after_seq bigint, row_limit integer) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  v_user_id uuid := wisely.assume_learner(read_run_events.claims);
  v_status text;
  v_last bigint;
begin
  if v_user_id is null then
    return wisely.refusal('NOT_FOUND', 'USER_NOT_FOUND');
  end if;
  select r.status, r.event_seq into v_status, v_last
  from public.runs as r where r.id = read_run_events.run_id and r.user_id = v_user_id;
  if not found then
    return wisely.refusal('NOT_FOUND', 'RUN_NOT_FOUND');
  end if;
  return jsonb_build_object('run', jsonb_build_object('id', read_run_events.run_id, 'status', v_status,
    'event_seq', v_last), 'events', coalesce((
    select jsonb_agg(wisely.run_event_fact(page) order by page.seq)
    from (
      select e.* from public.run_events as e
      where e.run_id = read_run_events.run_id and e.user_id = v_user_id and e.seq > read_run_events.after_seq
      order by e.seq limit read_run_events.row_limit) as page), '[]'));
end
$$;

-- The same for many streams in one trip, each read as its own learner. asks: [{claims, run_id, after}]; answers in the
-- same order.
create function wisely.read_run_pages(asks jsonb, row_limit integer) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return coalesce((
    select jsonb_agg(wisely.read_run_events(a.ask -> 'claims', (a.ask ->> 'run_id')::uuid, (a.ask ->> 'after')::bigint,
      read_run_pages.row_limit) order by a.position)
    from jsonb_array_elements(read_run_pages.asks) with ordinality as a (ask, position)), '[]');
end
$$;

-- Ends a run that has not ended, at once and for good: the fence rises, so whatever its worker still writes is
-- refused, and nothing follows the event `cancelled`. Cancelling twice answers the same.
create function wisely.cancel_run(claims jsonb, run_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_user_id uuid := wisely.assume_learner(cancel_run.claims);
  v_run public.runs;
begin
  if v_user_id is null then
    return wisely.refusal('NOT_FOUND', 'USER_NOT_FOUND');
  end if;
  select * into v_run from public.runs as r where r.id = cancel_run.run_id and r.user_id = v_user_id for update;
  if not found then
    return wisely.refusal('NOT_FOUND', 'RUN_NOT_FOUND');
  end if;
  if v_run.ended_at is not null and v_run.status <> 'cancelled' then
    return wisely.refusal('CONFLICT', 'RUN_ENDED', jsonb_build_object('status', v_run.status));
  end if;
  if v_run.ended_at is null then
    perform wisely.append_run_events(v_run, jsonb_build_array(jsonb_build_object(
      'type', 'cancelled', 'level', 'warn', 'message', 'Cancelled by its owner')));
    perform wisely.close_tasks(v_run);
    update public.runs as r
    set status = 'cancelled', ended_at = clock_timestamp(), lease_until = null, fence = r.fence + 1
    where r.id = v_run.id and r.user_id = v_user_id returning * into strict v_run;
  end if;
  return jsonb_build_object('run', wisely.run_fact(v_run));
end
$$;

-- The tasks of a run that ends: none stays open.
create function wisely.close_tasks(run public.runs) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  update public.tasks as t set status = case when t.status = 'QUEUED' then 'SKIPPED' else 'CANCELLED' end,
    ended_at = clock_timestamp()
  where t.run_id = run.id and t.user_id = run.user_id and t.ended_at is null;
end
$$;

grant create on schema wisely to wisely_owner;
alter function wisely.run_fact(public.runs) owner to wisely_owner;
alter function wisely.run_event_fact(public.run_events) owner to wisely_owner;
alter function wisely.run_tasks(public.runs) owner to wisely_owner;
alter function wisely.append_run_events(public.runs, jsonb) owner to wisely_owner;
alter function wisely.close_tasks(public.runs) owner to wisely_owner;
alter function wisely.read_session_config() owner to wisely_owner;
alter function wisely.save_session_config(jsonb) owner to wisely_owner;
alter function wisely.start_run(jsonb, jsonb) owner to wisely_owner;
alter function wisely.read_run(jsonb, uuid, bigint, integer) owner to wisely_owner;
alter function wisely.read_run_events(jsonb, uuid, bigint, integer) owner to wisely_owner;
alter function wisely.read_run_pages(jsonb, integer) owner to wisely_owner;
alter function wisely.cancel_run(jsonb, uuid) owner to wisely_owner;
revoke create on schema wisely from wisely_owner;
revoke all on function wisely.run_fact(public.runs), wisely.run_event_fact(public.run_events),
  wisely.run_tasks(public.runs), wisely.append_run_events(public.runs, jsonb), wisely.close_tasks(public.runs),
  wisely.read_session_config(), wisely.save_session_config(jsonb),
  wisely.start_run(jsonb, jsonb), wisely.read_run(jsonb, uuid, bigint, integer), wisely.cancel_run(jsonb, uuid),
  wisely.read_run_events(jsonb, uuid, bigint, integer), wisely.read_run_pages(jsonb, integer)
  from public, anon, authenticated, service_role;
grant execute on function wisely.start_run(jsonb, jsonb), wisely.read_run(jsonb, uuid, bigint, integer),
  wisely.read_run_pages(jsonb, integer),
  wisely.cancel_run(jsonb, uuid), wisely.read_session_config(), wisely.save_session_config(jsonb) to wisely_api, postgres;
grant execute on function wisely.run_fact(public.runs), wisely.run_tasks(public.runs),
  wisely.append_run_events(public.runs, jsonb), wisely.close_tasks(public.runs) to postgres;
