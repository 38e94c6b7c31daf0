import { createClient } from '@supabase/supabase-js'
import pg from 'pg'
import { execFile } from 'node:child_process'
import { connect, createServer } from 'node:net'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import ws from 'ws'
import { copyRepository, type RepositoryCopy } from '../support/repositoryCopy.ts'
import { findFreePort, type RunningStack, runStackCommand, startStack } from '../support/stack.ts'

const stack = inject('stack')

function connectAs(key: string) {
  return createClient(stack.API_URL, key, {
    auth: { persistSession: false, autoRefreshToken: false },
    // supabase-js 2.109 finds no WebSocket on Node 20; ws's type is wider than the one it declares.
    realtime: { transport: ws as unknown as typeof WebSocket },
  })
}

function newEmail(): string {
  return `learner-${crypto.randomUUID()}@wisely.example`
}

async function query<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

async function isPortOpen(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(socket.destroy() !== null))
    socket.once('error', () => resolve(false))
  })
}

async function listProcesses(naming: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'stat=,args='])
  return stdout.split('\n').filter((line) => line.includes(naming) && !line.startsWith('Z'))
}

describe('supabase-js against the auth stand-in', () => {
  it('signs up, signs in, refreshes, reads the user and verifies the token', async () => {
    const supabase = connectAs(stack.PUBLISHABLE_KEY)
    const credentials = { email: newEmail(), password: 'learn-every-day' }

    const signedUp = await supabase.auth.signUp({ ...credentials, options: { data: { name: 'Ada' } } })
    const signedIn = await supabase.auth.signInWithPassword(credentials)
    const refreshed = await supabase.auth.refreshSession()
    const user = await supabase.auth.getUser()
    const claims = await supabase.auth.getClaims()

    expect([signedUp.error, signedIn.error, refreshed.error, user.error, claims.error]).toEqual(
      Array(5).fill(null),
    )
    expect(refreshed.data.session?.refresh_token).not.toBe(signedIn.data.session?.refresh_token)
    expect(user.data.user).toMatchObject({ email: credentials.email, user_metadata: { name: 'Ada' } })
    expect(claims.data?.header).toMatchObject({ alg: 'ES256' })
    expect(claims.data?.claims).toMatchObject({
      iss: stack.JWT_ISSUER,
      sub: user.data.user?.id,
      aud: 'authenticated',
      role: 'authenticated',
      email: credentials.email,
      aal: 'aal1',
      is_anonymous: false,
      app_metadata: { provider: 'email' },
    })
    expect(claims.data?.claims.session_id).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('signs the demo learner in, whose token carries the external id', async () => {
    const supabase = connectAs(stack.PUBLISHABLE_KEY)

    const { data, error } = await supabase.auth.signInWithPassword({
      email: stack.DEMO_EMAIL,
      password: stack.DEMO_PASSWORD,
    })

    expect(error).toBeNull()
    expect(data.user).toMatchObject({ id: stack.DEMO_USER_ID, app_metadata: { external_id: 'test-user' } })
  })

  it('signs in anonymously', async () => {
    const { data, error } = await connectAs(stack.PUBLISHABLE_KEY).auth.signInAnonymously()

    expect(error).toBeNull()
    expect(data.user).toMatchObject({ is_anonymous: true, email: null })
  })

  it('names each refusal by its code', async () => {
    const supabase = connectAs(stack.PUBLISHABLE_KEY)
    const { email, password } = { email: stack.DEMO_EMAIL, password: 'long-enough' }

    const refusals = [
      await supabase.auth.signInWithPassword({ email, password }),
      await supabase.auth.signUp({ email, password }),
      await supabase.auth.signUp({ email: newEmail(), password: 'short' }),
      await supabase.auth.refreshSession({ refresh_token: 'unknown' }),
      await supabase.auth.admin.createUser({ email: newEmail() }),
      await supabase.auth.getUser('not.a.token'),
    ]

    expect(refusals.map(({ error }) => error?.code)).toEqual([
      'invalid_credentials',
      'user_already_exists',
      'weak_password',
      'refresh_token_not_found',
      'not_admin',
      'bad_jwt',
    ])
  })

  it('ends a session at sign-out: its refresh token and its user are refused', async () => {
    const supabase = connectAs(stack.PUBLISHABLE_KEY)
    const { data } = await supabase.auth.signUp({ email: newEmail(), password: 'learn-every-day' })

    await supabase.auth.signOut()

    const refresh = await supabase.auth.refreshSession({ refresh_token: data.session?.refresh_token ?? '' })
    const user = await supabase.auth.getUser(data.session?.access_token)
    expect([refresh.error?.code, user.error?.name]).toEqual([
      'refresh_token_not_found',
      'AuthSessionMissingError',
    ])
  })

  it('lets the secret key create, list, change and delete users', async () => {
    const { admin } = connectAs(stack.SECRET_KEY).auth
    const email = newEmail()

    const made = await admin.createUser({ email, password: 'learn-every-day', email_confirm: true })
    const id = made.data.user?.id ?? ''
    const changed = await admin.updateUserById(id, { app_metadata: { external_id: 'x-1' } })
    const listed = await admin.listUsers({ perPage: 1000 })
    const deleted = await admin.deleteUser(id)
    const gone = await admin.getUserById(id)

    expect([made.error, changed.error, listed.error, deleted.error]).toEqual(Array(4).fill(null))
    expect(changed.data.user?.app_metadata).toMatchObject({ external_id: 'x-1', provider: 'email' })
    expect(listed.data.users.map((user) => user.email)).toContain(email)
    expect(gone.error?.code).toBe('user_not_found')
  })

  it('answers a browser preflight with the headers it asks for', async () => {
    const answer = await fetch(`${stack.API_URL}/auth/v1/token?grant_type=password`, {
      method: 'OPTIONS',
      headers: {
        origin: 'http://localhost:3000',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'apikey,content-type,x-supabase-api-version',
      },
    })

    expect(answer.status).toBe(204)
    expect(answer.headers.get('access-control-allow-headers')).toContain('x-supabase-api-version')
  })
})

describe('the database of the stack', () => {
  it('is UTF8 with the builtin C.UTF-8 locale on PostgreSQL 17', async () => {
    const rows = await query(
      stack.DB_URL,
      `select current_setting('server_version_num')::int / 10000 as major, pg_encoding_to_char(encoding) as encoding,
         datlocprovider as provider, datlocale as locale, length('né') as length
       from pg_database where datname = current_database()`,
    )

    expect(rows).toEqual([{ major: 17, encoding: 'UTF8', provider: 'b', locale: 'C.UTF-8', length: 2 }])
  })

  it('gives postgres the rights of a hosted project and no more', async () => {
    const [role] = await query(
      stack.DB_URL,
      `select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user`,
    )
    const createInRealtime = query(stack.DB_URL, 'create table realtime.mine (id int)')

    expect(role).toEqual({ rolsuper: false, rolbypassrls: true, rolcreaterole: true })
    await expect(createInRealtime).rejects.toThrow('permission denied for schema realtime')
  })
})

describe('the life of a stack', () => {
  let copy: RepositoryCopy
  beforeAll(async () => {
    copy = await copyRepository()
  })
  afterAll(() => copy.remove())

  /** A stack of the copy whose home the test keeps over several boots. */
  async function startInCopy(env: Record<string, string> = {}): Promise<RunningStack> {
    const started = await startStack(env, { repository: copy.folder })
    onTestFinished(async () => void await started.stop())
    return started
  }

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'leaves no process and no port after %s',
    async (signal) => {
      const started = await startInCopy()
      const startedAt = performance.now()

      const code = await started.end(signal)

      const seconds = (performance.now() - startedAt) / 1000
      console.log(`${signal}: stopped in ${seconds.toFixed(2)} s`)
      expect(code).toBe(0)
      expect(seconds).toBeLessThan(5)
      expect(await listProcesses(copy.folder)).toEqual([])
      expect(await listProcesses(started.env.WISELY_HOME ?? '')).toEqual([])
      expect(await isPortOpen(Number(started.env.WISELY_PORT))).toBe(false)
      expect(await isPortOpen(Number(started.env.WISELY_DB_PORT))).toBe(false)
    },
  )

  it('keeps its data over a second boot and recovers after SIGKILL', async () => {
    const first = await startInCopy()
    await query(first.info.DB_URL, `insert into public.notes values ('kept')`)
    await first.end('SIGTERM')

    const startedAt = performance.now()
    const second = await startInCopy(first.env)
    console.log(`second boot: ${((performance.now() - startedAt) / 1000).toFixed(2)} s`)
    await query(second.info.DB_URL, `insert into public.notes values ('kept too')`)
    await second.end('SIGKILL')
    const third = await startInCopy(first.env)

    const notes = await query(third.info.DB_URL, 'select body from public.notes order by body')
    expect(notes).toEqual([{ body: 'kept' }, { body: 'kept too' }])
    expect(await listProcesses(`${copy.folder}/supabase/functions/orchestrator/index.ts`)).toHaveLength(1)
  })

  it('tells status and tokens while it runs, and how to start it when it does not', async () => {
    const started = await startInCopy()
    const run = (program: string, ...args: string[]) =>
      runStackCommand(`dev/${program}.ts`, args, started.env, { repository: copy.folder })

    const status = await run('status')
    const token = await run('token', '--email', newEmail())
    const expired = await run('token', '--expires-in', '-60')
    const stop = await run('stop')
    const after = await run('status')

    expect(status.stdout).toContain(`API_URL=${started.info.API_URL}\n`)
    expect(status.stdout).toContain(`DEMO_USER_ID=${started.info.DEMO_USER_ID}`)
    expect(token.stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
    const [, payload = ''] = expired.stdout.split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    expect(claims).toMatchObject({ sub: started.info.DEMO_USER_ID, iss: started.info.JWT_ISSUER })
    expect(claims.exp).toBeLessThan(Date.now() / 1000)
    expect([status.code, token.code, stop.code, after.code]).toEqual([0, 0, 0, 1])
    expect(after.stderr).toContain('npm start')
  })

  it('says who holds a port and which variable moves it', async () => {
    const holder = createServer()
    const port = await findFreePort()
    await new Promise<void>((resolve) => holder.listen(port, '127.0.0.1', resolve))
    onTestFinished(() => void holder.close())

    const boot = startStack({ WISELY_PORT: String(port) }, { repository: copy.folder })

    await expect(boot).rejects.toThrow(`Port ${port} is taken by`)
    await expect(boot).rejects.toThrow('WISELY_PORT')
  })

  it('refuses an edited migration until reset, which keeps the signing keys', async () => {
    const first = await startInCopy()
    const keysBefore = await fetch(first.info.JWKS_URL).then((answer) => answer.json())
    await first.end('SIGTERM')
    const migration = 'supabase/migrations/20260101000000_create_notes.sql'
    onTestFinished(() => copy.write(migration, 'create table public.notes (body text not null);\n'))
    await copy.write(migration, 'create table public.notes (body text);\n')

    const boot = startStack(first.env, { repository: copy.folder })
    await expect(boot).rejects.toThrow('was edited after it was applied: run "npm run reset"')
    const reset = await runStackCommand('dev/reset.ts', [], first.env, { repository: copy.folder })
    const second = await startInCopy(first.env)

    expect(reset.code).toBe(0)
    expect(await fetch(second.info.JWKS_URL).then((answer) => answer.json())).toEqual(keysBefore)
  })
})
