-- What a worker does with runs: take one, keep it, write, let it go. A lease that ran out is anybody's, so the work of a
-- worker that died is finished by another; the fence refuses the one that was only stopped. Every time here is the
-- database's.

-- A run that nobody works on, now leased to this worker: late ones first, since their worker has only to end them, then
-- the learner who has least under way, then the oldest. A run whose workers were lost five times is ended instead: it
-- may be what kills them. Owned by postgres: it looks at all learners' runs, and hands out one learner's. Everything
-- written afterwards goes through write_run with that learner's claims.
create function wisely.claim_run(worker uuid, lease_ms integer) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_run public.runs;
  v_was text;
begin
  loop
    -- Fairness among the oldest: looking at every open run for each claim would cost more the more there are.
    with oldest as materialized (
      select r.id, r.user_id from public.runs as r
      where r.status = 'queued' or (r.status = 'running' and r.lease_until < clock_timestamp())
      order by r.created_at limit 200
    )
    select r.* into v_run from oldest as o join public.runs as r on r.id = o.id
    where r.status = 'queued' or (r.status = 'running' and r.lease_until < clock_timestamp())
    order by r.deadline_at > clock_timestamp(), (
      select count(*) from public.runs as u
      where u.user_id = o.user_id and u.status = 'running' and u.lease_until >= clock_timestamp()
    ), r.created_at limit 1 for update of r skip locked;
    if not found then
      return '{"claimed": null}';
    end if;
    v_was := case when v_run.status = 'queued' then 'queued' when v_run.worker is null then 'given_back' else 'lost' end;
    exit when v_was <> 'lost' or v_run.lost_workers < 4;
    perform wisely.fail_run(v_run, 'WORKER_LOST', 'Five workers were lost over it');
  end loop;
  update public.runs as r
  set status = 'running', worker = claim_run.worker, fence = r.fence + 1,
    lost_workers = r.lost_workers + case when v_was = 'lost' then 1 else 0 end,
    lease_until = clock_timestamp() + make_interval(secs => claim_run.lease_ms / 1000.0),
    started_at = coalesce(r.started_at, clock_timestamp())
  where r.id = v_run.id returning * into strict v_run;
  v_run.event_seq := wisely.append_run_events(v_run, jsonb_build_array(case when v_was = 'queued'
    then jsonb_build_object('type', 'started', 'message', 'A worker has begun')
    else jsonb_build_object('type', 'recovered', 'level', case when v_was = 'lost' then 'warn' else 'info' end,
      'message', 'Another worker goes on', 'data', jsonb_build_object('cause', v_was)) end));
  return jsonb_build_object('claimed', jsonb_build_object('user_id', v_run.user_id, 'run', wisely.run_fact(v_run),
    'tasks', wisely.run_tasks(v_run), 'left_ms', greatest(0, floor(extract(epoch from v_run.deadline_at - clock_timestamp()) * 1000))));
end
$$;

-- Ends a run without a worker.
create function wisely.fail_run(run public.runs, code text, message text) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  perform wisely.append_run_events(run, jsonb_build_array(jsonb_build_object('type', 'failed', 'level', 'error',
    'message', fail_run.message, 'data', jsonb_build_object('code', fail_run.code))));
  perform wisely.close_tasks(run);
  update public.runs as r
  set status = 'failed', result = jsonb_build_object('code', fail_run.code), worker = null, lease_until = null,
    fence = r.fence + 1, ended_at = clock_timestamp()
  where r.id = run.id and r.user_id = run.user_id;
end
$$;

-- Extends the leases of the runs a worker holds, [{run_id, fence}], and answers those that are still its own. One that
-- is missing was cancelled or taken over: its worker must stop. Also wakes nobody and reads nothing of a learner.
create function wisely.beat_runs(held jsonb, lease_ms integer) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_alive jsonb;
begin
  with kept as (
    update public.runs as r set lease_until = clock_timestamp() + make_interval(secs => beat_runs.lease_ms / 1000.0)
    from jsonb_to_recordset(beat_runs.held) as h (run_id uuid, fence bigint)
    where r.id = h.run_id and r.fence = h.fence and r.status = 'running' and r.worker is not null
    returning r.id
  )
  select coalesce(jsonb_agg(kept.id), '[]') into v_alive from kept;
  return jsonb_build_object('alive', v_alive);
end
$$;

-- Last event number of each run, for whoever tails many at once with one statement.
create function wisely.run_seqs(run_ids jsonb) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return coalesce((
    select jsonb_object_agg(r.id, r.event_seq) from public.runs as r
    where r.id in (select i.value::uuid from jsonb_array_elements_text(run_seqs.run_ids) as i)), '{}');
end
$$;

-- Everything a worker writes, in one transaction under its fence: tasks, events, the day the winner becomes, the end.
-- request: {run_id, fence, write_id, tasks: [{key, kind, agent, status, attempts, output, error_code}], events,
--   bind: save_day's request | null, end: {status, result} | null, release: boolean}
-- A task that has ended keeps what it has: an effect that was written once is not written again.
create function wisely.write_run(claims jsonb, request jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
#variable_conflict use_column
declare
  v_user_id uuid := wisely.assume_learner(write_run.claims);
  v_end jsonb := nullif(write_run.request -> 'end', 'null');
  v_bind jsonb := nullif(write_run.request -> 'bind', 'null');
  v_events jsonb := coalesce(write_run.request -> 'events', '[]');
  v_release boolean := coalesce((write_run.request ->> 'release')::boolean, false);
  v_saved jsonb;
  v_run public.runs;
begin
  select * into v_run from public.runs as r
  where r.id = (write_run.request ->> 'run_id')::uuid and r.user_id = v_user_id for update;
  if v_run.last_write = (write_run.request ->> 'write_id')::uuid then
    return jsonb_build_object('event_seq', v_run.event_seq, 'tasks', wisely.run_tasks(v_run));
  end if;
  if not found or v_run.status <> 'running' or v_run.fence <> (write_run.request ->> 'fence')::bigint then
    return jsonb_build_object('fenced_out', true);
  end if;

  insert into public.tasks as t (run_id, user_id, key, kind, agent, status, attempts, output, error_code, created_at, ended_at)
  select v_run.id, v_user_id, n.key, n.kind, n.agent, n.status, coalesce(n.attempts, 1), n.output, n.error_code,
    clock_timestamp(), case when n.status in ('COMPLETED', 'SKIPPED', 'FAILED', 'CANCELLED') then clock_timestamp() end
  from jsonb_to_recordset(coalesce(write_run.request -> 'tasks', '[]'))
    as n (key text, kind text, agent text, status text, attempts integer, output jsonb, error_code text)
  on conflict (run_id, key) do update
  set status = excluded.status, attempts = excluded.attempts, output = excluded.output,
    error_code = excluded.error_code, ended_at = excluded.ended_at
  where t.ended_at is null;

  if v_bind is not null then
    v_saved := wisely.save_day(write_run.claims, v_bind);
    v_events := v_events || jsonb_build_array(case
      when v_saved ? 'session' then jsonb_build_object('type', 'bound', 'level', 'success',
        'message', 'The winner is the plan of the day', 'data', jsonb_build_object(
          'session_id', v_saved -> 'session' -> 'session_id', 'plan_version', v_saved -> 'session' -> 'plan_version',
          'week', v_bind -> 'week', 'day', v_bind -> 'day'))
      else jsonb_build_object('type', 'bind_refused', 'level', 'warn',
        'message', 'The day was completed or rebuilt meanwhile, its plan stays', 'data', jsonb_build_object(
          'week', v_bind -> 'week', 'day', v_bind -> 'day')) end);
  end if;
  if v_end is not null then
    v_events := v_events || jsonb_build_array(jsonb_build_object('type', v_end ->> 'status',
      'level', v_end ->> 'level', 'message', v_end ->> 'message', 'data', v_end -> 'data'));
  end if;
  if jsonb_array_length(v_events) > 0 then
    v_run.event_seq := wisely.append_run_events(v_run, v_events);
  end if;

  if v_end is not null then
    perform wisely.close_tasks(v_run);
  end if;
  update public.runs as r
  set last_write = (write_run.request ->> 'write_id')::uuid,
    status = coalesce(v_end ->> 'status', r.status),
    result = coalesce(v_end -> 'result', r.result),
    worker = case when v_end is null and not v_release then r.worker end,
    lease_until = case
      when v_end is not null then null
      when v_release then clock_timestamp()
      else r.lease_until end,
    ended_at = case when v_end ->> 'status' <> 'needs_review' then clock_timestamp() end
  where r.id = v_run.id and r.user_id = v_user_id;
  return jsonb_build_object('event_seq', v_run.event_seq, 'tasks', wisely.run_tasks(v_run));
end
$$;

-- The answer of an outside scorer, once: a task that does not wait (settled, cancelled, unknown) stays as it is. Owned
-- by postgres: the caller proved itself by a signature and is no learner.
create function wisely.settle_task(run_id uuid, task_key text, output jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_run public.runs;
begin
  select * into v_run from public.runs as r where r.id = settle_task.run_id for update;
  if not found then
    return '{"settled": false, "known": false}';
  end if;
  update public.tasks as t set status = 'COMPLETED', output = settle_task.output, ended_at = clock_timestamp()
  where t.run_id = v_run.id and t.key = settle_task.task_key and t.status = 'WAITING';
  if not found then
    return jsonb_build_object('settled', false, 'known', exists (
      select from public.tasks as t where t.run_id = v_run.id and t.key = settle_task.task_key));
  end if;
  perform wisely.append_run_events(v_run, jsonb_build_array(jsonb_build_object('type', 'external_score',
    'task_key', settle_task.task_key, 'message', 'The outside scorer has answered',
    'data', jsonb_build_object('score', settle_task.output -> 'score'))));
  return '{"settled": true, "known": true}';
end
$$;

grant create on schema wisely to wisely_owner;
alter function wisely.write_run(jsonb, jsonb) owner to wisely_owner;
alter function wisely.fail_run(public.runs, text, text) owner to wisely_owner;
revoke create on schema wisely from wisely_owner;
revoke all on function wisely.claim_run(uuid, integer), wisely.fail_run(public.runs, text, text),
  wisely.beat_runs(jsonb, integer), wisely.run_seqs(jsonb), wisely.write_run(jsonb, jsonb),
  wisely.settle_task(uuid, text, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function wisely.claim_run(uuid, integer), wisely.beat_runs(jsonb, integer), wisely.run_seqs(jsonb),
  wisely.write_run(jsonb, jsonb), wisely.settle_task(uuid, text, jsonb) to wisely_api, postgres;
grant execute on function wisely.fail_run(public.runs, text, text) to postgres;
