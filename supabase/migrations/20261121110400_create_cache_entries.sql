-- Answers that are kept for a learner: whoever asks one agent or model the same again within the lifetime gets what was
-- said. A service table: no role but wisely_owner may touch it, and RLS is forced on wisely_owner too.

create table wisely.cache_entries (
  user_id uuid not null references auth.users (id) on delete cascade,
  -- Who keeps something here; keys of two never meet.
  namespace text not null,
  key text not null,
  -- As it was written: jsonb would forget the order of the keys, and the same answer would have other bytes.
  value json not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (user_id, namespace, key),
  constraint cache_namespace_is_1_to_40_characters check (char_length(namespace) between 1 and 40),
  constraint cache_entry_key_is_a_sha256 check (key ~ '^[0-9a-f]{64}$'),
  constraint cache_entry_lives_at_most_a_day check (
    expires_at > created_at and expires_at <= created_at + interval '24 hours')
);
create index cache_entries_by_expiry on wisely.cache_entries (expires_at);

alter table wisely.cache_entries enable row level security;
alter table wisely.cache_entries force row level security;
create policy "API keeps own cache entries" on wisely.cache_entries
  for all to wisely_owner using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);

grant create on schema wisely to wisely_owner;
alter table wisely.cache_entries owner to wisely_owner;
revoke all on wisely.cache_entries from public, anon, authenticated, service_role;

-- The key of a question about the learner's day: what the question is, and everything of the learner that changes what
-- an agent says of it. A completion, another intent or revision, another day of theirs or of the calendar: another key.
create function wisely.day_question_key(
  key text, intent public.learning_intents, at_position jsonb, on_date date, last_completed_session_id uuid
) returns text
language plpgsql immutable set search_path = ''
as $$
begin
  return encode(sha256(convert_to(jsonb_build_array(day_question_key.key, intent.id, intent.revision,
    at_position -> 'week', at_position -> 'day', on_date, last_completed_session_id)::text, 'UTF8')), 'hex');
end
$$;

-- request: {key, with_day, max_age_s | null, limits}. Returns {refused}, {hit: {answer, created_at, expires_at, age_s}}
-- or {miss: {key, day: facts | null}, rates}. Only a miss is counted by the rate limits: it costs somebody a call.
create function wisely.find_answer(claims jsonb, request jsonb) returns json
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_user_id uuid := wisely.assume_learner(find_answer.claims);
  v_with_day boolean := (find_answer.request ->> 'with_day')::boolean;
  v_key text := find_answer.request ->> 'key';
  v_now timestamptz := wisely.clock();
  v_max_age interval := make_interval(secs => (find_answer.request ->> 'max_age_s')::integer);
  v_intent public.learning_intents;
  v_position jsonb;
  v_entry wisely.cache_entries;
  v_taken jsonb;
begin
  if v_user_id is null then
    return wisely.refusal('NOT_FOUND', 'USER_NOT_FOUND');
  end if;
  if v_with_day then
    v_intent := wisely.active_intent(v_user_id);
    if v_intent.id is null then
      return wisely.refusal('CONFLICT', 'NO_ACTIVE_INTENT');
    end if;
    v_position := wisely.next_position(v_intent);
    if v_position is null then
      return wisely.refusal('CONFLICT', 'PROGRAM_FINISHED');
    end if;
    v_key := wisely.day_question_key(v_key, v_intent, v_position,
      wisely.local_date(v_now, v_intent.user_tz, coalesce((v_intent.meta ->> 'day_starts_at_hour')::integer, 0)),
      (select s.id from public.instructor_sessions as s
        where s.user_id = v_user_id and s.intent_id = v_intent.id and s.completed_at is not null
        order by s.completed_at desc limit 1));
  end if;

  select * into v_entry from wisely.cache_entries as e
  where e.user_id = v_user_id and e.namespace = 'proxy' and e.key = v_key and e.expires_at > v_now
    and (v_max_age is null or (v_max_age > interval '0' and e.created_at > v_now - v_max_age));
  if found then
    return json_build_object('hit', json_build_object('answer', v_entry.value,
      'created_at', wisely.iso(v_entry.created_at), 'expires_at', wisely.iso(v_entry.expires_at),
      'age_s', greatest(floor(extract(epoch from v_now - v_entry.created_at)), 0)::integer));
  end if;

  perform wisely.lock_learner(v_user_id);
  v_taken := wisely.take_tokens(v_user_id, coalesce(nullif(find_answer.request -> 'limits', 'null'), '[]'));
  if not (v_taken ->> 'allowed')::boolean then
    return wisely.refusal('RATE_LIMITED', 'RATE_LIMITED') || jsonb_build_object('rates', v_taken -> 'rates');
  end if;
  return json_build_object('rates', v_taken -> 'rates', 'miss', json_build_object('key', v_key,
    'day', case when v_with_day then wisely.question_facts(v_intent, v_position) end));
end
$$;

-- What an agent is told of the day, as day.run would tell it. Nothing is claimed, so the fence is nobody's.
create function wisely.question_facts(intent public.learning_intents, at_position jsonb) returns json
language plpgsql stable set search_path = ''
as $$
declare
  v_session public.instructor_sessions;
  v_state wisely.learner_state;
begin
  select * into v_session from public.instructor_sessions as s
  where s.user_id = intent.user_id and s.intent_id = intent.id
    and s.week = (at_position ->> 'week')::integer and s.day = (at_position ->> 'day')::integer;
  select * into v_state from wisely.learner_state as s where s.user_id = intent.user_id;
  return wisely.day_facts(intent, v_session, v_state, at_position, 0);
end
$$;

-- Keeps an answer, instead of an older one to the same question. request: {key, ttl_s}
create function wisely.keep_answer(claims jsonb, request jsonb, answer json) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
#variable_conflict use_column
declare
  v_user_id uuid := wisely.assume_learner(keep_answer.claims);
  v_now timestamptz := date_trunc('milliseconds', wisely.clock());
  v_until timestamptz := v_now + make_interval(secs => (keep_answer.request ->> 'ttl_s')::integer);
begin
  if v_user_id is null then
    return wisely.refusal('NOT_FOUND', 'USER_NOT_FOUND');
  end if;
  insert into wisely.cache_entries (user_id, namespace, key, value, created_at, expires_at)
  values (v_user_id, 'proxy', keep_answer.request ->> 'key', keep_answer.answer, v_now, v_until)
  on conflict (user_id, namespace, key) do update
  set value = excluded.value, created_at = excluded.created_at, expires_at = excluded.expires_at;
  return jsonb_build_object('created_at', wisely.iso(v_now), 'expires_at', wisely.iso(v_until));
end
$$;

-- Retention, for wisely.prune(): what has expired goes. Answers how many rows.
create function wisely.prune_cache() returns bigint
language plpgsql volatile set search_path = ''
as $$
declare
  v_rows bigint;
begin
  delete from wisely.cache_entries as e where e.expires_at <= wisely.clock();
  get diagnostics v_rows = row_count;
  return v_rows;
end
$$;

alter function wisely.day_question_key(text, public.learning_intents, jsonb, date, uuid) owner to wisely_owner;
alter function wisely.question_facts(public.learning_intents, jsonb) owner to wisely_owner;
alter function wisely.find_answer(jsonb, jsonb) owner to wisely_owner;
alter function wisely.keep_answer(jsonb, jsonb, json) owner to wisely_owner;
alter function wisely.prune_cache() owner to wisely_owner;
revoke create on schema wisely from wisely_owner;
revoke all on function wisely.day_question_key(text, public.learning_intents, jsonb, date, uuid),
  wisely.question_facts(public.learning_intents, jsonb), wisely.find_answer(jsonb, jsonb),
  wisely.keep_answer(jsonb, jsonb, json), wisely.prune_cache()
  from public, anon, authenticated, service_role;
grant execute on function wisely.find_answer(jsonb, jsonb), wisely.keep_answer(jsonb, jsonb, json)
  to wisely_api, postgres;
grant execute on function wisely.prune_cache() to postgres;
