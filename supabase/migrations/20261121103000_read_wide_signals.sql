-- A wide signal must not cost the learner the day: jsonb_agg takes quadratic time over an object of many keys. Four
-- agents with 20,000 keys each (within the size an agent may answer) were read in 3,100 ms, beyond the API's own
-- limit, so that day.run answered 503 until the window of the signals had passed. Arrays are built in linear time.

grant create on schema wisely to wisely_owner;

-- Per agent the newest entries of the intent: the current key's and, should the agent fail, an older one.
create or replace function wisely.cached_signals(intent public.learning_intents, with_data boolean) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select jsonb_build_array(variadic coalesce(array_agg(jsonb_build_object('agent', c.agent, 'cache_key', c.cache_key,
      'etag', c.etag, 'agent_version', c.agent_version, 'last_updated', wisely.iso(c.last_updated),
      'fresh_for_hours', c.fresh_for_hours, 'failed_at', wisely.iso(c.failed_at), 'failure', c.failure)
      || case when cached_signals.with_data then jsonb_build_object('data', c.data)
         else jsonb_build_object('has_data', c.data is not null) end), '{}'))
    from unnest(array['clo', 'alex', 'ta', 'socratic']) as a (agent),
    lateral (
      select * from public.agent_signals_cache as s
      where s.user_id = cached_signals.intent.user_id and s.intent_id = cached_signals.intent.id and s.agent = a.agent
      order by s.touched_at desc limit 3
    ) as c
  );
end
$$;

revoke create on schema wisely from wisely_owner;
