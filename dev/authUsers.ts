import type { Database } from './database.ts'
import { AuthRefusal } from './authErrors.ts'

export type AuthUser = {
  id: string
  aud: string
  role: string
  email: string | null
  phone: string
  email_confirmed_at: string | null
  confirmed_at: string | null
  last_sign_in_at: string | null
  app_metadata: Record<string, unknown>
  user_metadata: Record<string, unknown>
  identities: Record<string, unknown>[]
  created_at: string
  updated_at: string
  is_anonymous: boolean
}

export type NewUser = {
  /** Absent: random. */
  id?: string
  /** `null`: an anonymous user. */
  email: string | null
  password: string | null
  isConfirmed: boolean
  appMetadata?: Record<string, unknown>
  userMetadata?: Record<string, unknown>
}

export type UserChanges = {
  email?: string
  password?: string
  /** Merged into what is there. */
  appMetadata?: Record<string, unknown>
  userMetadata?: Record<string, unknown>
}

/** What both a connection and a pool can do. */
export type Queries = Pick<Database, 'query'>

/** Bcrypt rounds: hosted Auth takes 10 (45 ms); suites make hundreds of learners, and these passwords guard nothing. */
const HASH_ROUNDS = 4
const MIN_PASSWORD_LENGTH = 6

const USER_COLUMNS = `
  u.id, coalesce(u.aud, 'authenticated') as aud, coalesce(u.role, 'authenticated') as role, u.email,
  coalesce(u.phone, '') as phone, u.email_confirmed_at, u.confirmed_at, u.last_sign_in_at,
  coalesce(u.raw_app_meta_data, '{}') as app_metadata, coalesce(u.raw_user_meta_data, '{}') as user_metadata,
  coalesce((
    select jsonb_agg(jsonb_build_object(
      'identity_id', i.id, 'id', i.provider_id, 'user_id', i.user_id, 'identity_data', i.identity_data,
      'provider', i.provider, 'last_sign_in_at', i.last_sign_in_at, 'created_at', i.created_at,
      'updated_at', i.updated_at, 'email', i.email))
    from auth.identities i where i.user_id = u.id), '[]') as identities,
  u.created_at, u.updated_at, u.is_anonymous`

export async function findUser(
  db: Queries,
  by: { id: string } | { email: string },
): Promise<AuthUser | null> {
  const [condition, value] = 'id' in by ? ['u.id::text = $1', by.id] : ['u.email = lower($1)', by.email]
  const { rows } = await db.query(`select ${USER_COLUMNS} from auth.users u where ${condition}`, [value])
  return rows[0] ?? null
}

/** The user when the password is right, else `null`: the two wrong cases are not told apart. */
export async function findUserByPassword(
  db: Queries,
  email: string,
  password: string,
): Promise<AuthUser | null> {
  const { rows } = await db.query(
    `select ${USER_COLUMNS} from auth.users u
     where u.email = lower($1) and u.encrypted_password = extensions.crypt($2, u.encrypted_password)`,
    [email, password],
  )
  return rows[0] ?? null
}

export async function listUsers(db: Queries, page: number, perPage: number): Promise<AuthUser[]> {
  const { rows } = await db.query(
    `select ${USER_COLUMNS} from auth.users u order by u.created_at desc, u.id limit $1 offset $2`,
    [perPage, (page - 1) * perPage],
  )
  return rows
}

/** Throws an AuthRefusal for an address in use or a weak password. */
export async function createUser(db: Queries, user: NewUser): Promise<AuthUser> {
  if (user.email !== null) checkEmail(user.email)
  if (user.password !== null) checkPassword(user.password)
  const providers = user.email === null ? {} : { provider: 'email', providers: ['email'] }
  try {
    const { rows } = await db.query(
      `with made as (
        insert into auth.users (
          instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, is_anonymous,
          raw_app_meta_data, raw_user_meta_data, created_at, updated_at,
          confirmation_token, recovery_token, email_change_token_new, email_change
        ) values (
          '00000000-0000-0000-0000-000000000000', coalesce($1::uuid, gen_random_uuid()),
          'authenticated', 'authenticated', lower($2),
          case when $3::text is null then '' else extensions.crypt($3, extensions.gen_salt('bf', $4)) end,
          case when $5 then now() end, $2 is null, $6::jsonb, $7::jsonb, now(), now(), '', '', '', ''
        ) returning id, email
      ), identified as (
        insert into auth.identities (provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
        select made.id::text, made.id,
          jsonb_build_object('sub', made.id, 'email', made.email, 'email_verified', $5::boolean, 'phone_verified', false),
          'email', now(), now(), now()
        from made where made.email is not null
      )
      select id from made`,
      [
        user.id ?? null,
        user.email,
        user.password,
        HASH_ROUNDS,
        user.isConfirmed,
        { ...providers, ...user.appMetadata },
        user.userMetadata ?? {},
      ],
    )
    return await requireUser(db, rows[0].id)
  } catch (error) {
    if (isUniqueViolation(error)) {
      throw new AuthRefusal(422, 'email_exists', 'A user with this email address has already been registered')
    }
    throw error
  }
}

/** Throws an AuthRefusal when the new address is in use or the new password weak. */
export async function changeUser(db: Queries, id: string, changes: UserChanges): Promise<AuthUser> {
  if (changes.email !== undefined) checkEmail(changes.email)
  if (changes.password !== undefined) checkPassword(changes.password)
  try {
    await db.query(
      `update auth.users set
        email = coalesce(lower($2), email),
        encrypted_password = case when $3::text is null then encrypted_password
          else extensions.crypt($3, extensions.gen_salt('bf', $4)) end,
        raw_app_meta_data = coalesce(raw_app_meta_data, '{}') || $5::jsonb,
        raw_user_meta_data = coalesce(raw_user_meta_data, '{}') || $6::jsonb,
        email_confirmed_at = case when $2::text is null then email_confirmed_at else now() end,
        is_anonymous = is_anonymous and $2::text is null,
        updated_at = now()
       where id::text = $1`,
      [
        id,
        changes.email ?? null,
        changes.password ?? null,
        HASH_ROUNDS,
        changes.appMetadata ?? {},
        changes.userMetadata ?? {},
      ],
    )
  } catch (error) {
    if (isUniqueViolation(error)) {
      throw new AuthRefusal(422, 'email_exists', 'A user with this email address has already been registered')
    }
    throw error
  }
  return await requireUser(db, id)
}

export async function deleteUser(db: Queries, id: string): Promise<boolean> {
  const { rowCount } = await db.query('delete from auth.users where id::text = $1', [id])
  return rowCount === 1
}

export async function requireUser(db: Queries, id: string): Promise<AuthUser> {
  const user = await findUser(db, { id })
  if (!user) throw new AuthRefusal(404, 'user_not_found', 'User not found')
  return user
}

function checkEmail(email: string): void {
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
    throw new AuthRefusal(400, 'validation_failed', 'Unable to validate email address: invalid format')
  }
}

function checkPassword(password: string): void {
  if (password.length >= MIN_PASSWORD_LENGTH) return
  throw new AuthRefusal(
    422,
    'weak_password',
    `Password should be at least ${MIN_PASSWORD_LENGTH} characters.`,
    { weak_password: { reasons: ['length'] } },
  )
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505'
}
