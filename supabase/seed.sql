-- One demo learner, so that every line of the README works on a fresh database. Safe to run twice.
-- Local only: the password is published. `supabase db push` does not run this file.

insert into auth.users (
  instance_id, id, aud, role, email, encrypted_password, email_confirmed_at,
  raw_app_meta_data, raw_user_meta_data, created_at, updated_at,
  -- Auth cannot read null into these: empty strings.
  confirmation_token, recovery_token, email_change_token_new, email_change,
  phone_change, phone_change_token, email_change_token_current, reauthentication_token
) values (
  '00000000-0000-0000-0000-000000000000', '00000000-0000-4000-8000-000000000001', 'authenticated', 'authenticated',
  'demo@wisely.example', extensions.crypt('learn-every-day', extensions.gen_salt('bf')), now(),
  '{"provider": "email", "providers": ["email"], "external_id": "test-user"}', '{"name": "Demo learner"}', now(), now(),
  '', '', '', '', '', '', '', ''
) on conflict (id) do nothing;

do $$
begin
  if to_regclass('auth.identities') is null then
    return;
  end if;
  insert into auth.identities (provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
  values (
    '00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000001',
    '{"sub": "00000000-0000-4000-8000-000000000001", "email": "demo@wisely.example", "email_verified": true, "phone_verified": false}',
    'email', now(), now(), now()
  ) on conflict (provider_id, provider) do nothing;
end
$$;
