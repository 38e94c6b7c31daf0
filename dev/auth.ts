import { answerRefusal, AuthRefusal } from './authErrors.ts'
import { endSessions, type Issuer, openSession, readBearer, refreshSession } from './authSessions.ts'
import {
  changeUser,
  createUser,
  deleteUser,
  findUserByPassword,
  listUsers,
  type Queries,
  requireUser,
} from './authUsers.ts'

type AuthOptions = Issuer & {
  db: Queries
  /** The document of /.well-known/jwks.json. */
  jwks: unknown
  keyKind: (key: string) => 'publishable' | 'secret' | null
}

type Body = Record<string, unknown>
type Route = (request: Request, body: Body, options: AuthOptions, id: string) => Promise<Response>

const OPEN_ROUTES: Record<string, (options: AuthOptions) => Response> = {
  'GET /.well-known/jwks.json': ({ jwks }) =>
    Response.json(jwks, { headers: { 'cache-control': 'public, max-age=600' } }),
  'GET /health': () =>
    Response.json({ name: 'GoTrue', version: 'local', description: 'Stand-in of the Wisely local stack' }),
}

const ROUTES: Record<string, Route> = {
  'POST /signup': signUp,
  'POST /token': issueTokens,
  'GET /user': async (request, _body, { db, ...by }) =>
    Response.json((await readBearer(db, by, request)).user),
  'PUT /user': updateUser,
  'POST /logout': signOut,
}

const ADMIN_ROUTES: Record<string, Route> = {
  'GET /admin/users': listAllUsers,
  'POST /admin/users': createUserAsAdmin,
  'GET /admin/users/:id': async (_request, _body, { db }, id) => Response.json(await requireUser(db, id)),
  'PUT /admin/users/:id': updateUserAsAdmin,
  'DELETE /admin/users/:id': deleteUserAsAdmin,
}

/** The part of Supabase Auth that supabase-js uses for passwords, anonymous users and administration. */
export function createAuth(options: AuthOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method === 'OPTIONS') return withCors(new Response(null, { status: 204 }), request)
    try {
      return withCors(await answer(request, options), request)
    } catch (error) {
      if (!(error instanceof AuthRefusal)) throw error
      return withCors(answerRefusal(error, request), request)
    }
  }
}

async function answer(request: Request, options: AuthOptions): Promise<Response> {
  const path = new URL(request.url).pathname.slice('/auth/v1'.length)
  const open = OPEN_ROUTES[`${request.method} ${path}`]
  if (open) return open(options)

  const kind = options.keyKind(request.headers.get('apikey') ?? '')
  if (!kind) throw new AuthRefusal(401, 'no_authorization', 'Invalid API key')
  const id = /^\/admin\/users\/([^/]+)$/.exec(path)?.[1] ?? ''
  const name = `${request.method} ${id ? '/admin/users/:id' : path}`
  const admin = ADMIN_ROUTES[name]
  if (admin && kind !== 'secret') throw new AuthRefusal(403, 'not_admin', 'User not allowed')
  const route = admin ?? ROUTES[name]
  if (!route) {
    throw new AuthRefusal(404, 'not_found', `The local stack has no ${request.method} /auth/v1${path}`)
  }
  return await route(request, await readBody(request), options, id)
}

async function signUp(_request: Request, body: Body, { db, ...by }: AuthOptions): Promise<Response> {
  const email = readText(body, 'email')
  const password = readText(body, 'password')
  if (email !== null && password === null) {
    throw new AuthRefusal(400, 'validation_failed', 'Signup requires a valid password')
  }
  const user = await createUser(db, {
    email,
    password,
    isConfirmed: email !== null,
    userMetadata: readObject(body, 'data'),
  })
    .catch((error) => {
      if (!(error instanceof AuthRefusal) || error.code !== 'email_exists') throw error
      throw new AuthRefusal(422, 'user_already_exists', 'User already registered')
    })
  return Response.json(await openSession(db, by, user))
}

async function issueTokens(request: Request, body: Body, { db, ...by }: AuthOptions): Promise<Response> {
  const grantType = new URL(request.url).searchParams.get('grant_type')
  if (grantType === 'refresh_token') {
    return Response.json(await refreshSession(db, by, readText(body, 'refresh_token') ?? ''))
  }
  if (grantType !== 'password') throw new AuthRefusal(400, 'validation_failed', 'unsupported_grant_type')
  const user = await findUserByPassword(db, readText(body, 'email') ?? '', readText(body, 'password') ?? '')
  if (!user) throw new AuthRefusal(400, 'invalid_credentials', 'Invalid login credentials')
  if (!user.confirmed_at) throw new AuthRefusal(400, 'email_not_confirmed', 'Email not confirmed')
  return Response.json(await openSession(db, by, user))
}

async function updateUser(request: Request, body: Body, { db, ...by }: AuthOptions): Promise<Response> {
  const { user } = await readBearer(db, by, request)
  return Response.json(
    await changeUser(db, user.id, {
      email: readText(body, 'email') ?? undefined,
      password: readText(body, 'password') ?? undefined,
      userMetadata: readObject(body, 'data'),
    }),
  )
}

async function signOut(request: Request, _body: Body, { db, ...by }: AuthOptions): Promise<Response> {
  const { user, sessionId } = await readBearer(db, by, request)
  const scope = new URL(request.url).searchParams.get('scope') ?? 'global'
  await endSessions(
    db,
    user.id,
    scope === 'local' ? { only: sessionId } : scope === 'others' ? { allBut: sessionId } : 'all',
  )
  return new Response(null, { status: 204 })
}

async function listAllUsers(request: Request, _body: Body, { db }: AuthOptions): Promise<Response> {
  const query = new URL(request.url).searchParams
  const page = Math.max(1, Number(query.get('page')) || 1)
  const perPage = Math.min(1000, Math.max(1, Number(query.get('per_page')) || 50))
  return Response.json({ users: await listUsers(db, page, perPage), aud: 'authenticated' })
}

async function createUserAsAdmin(_request: Request, body: Body, { db }: AuthOptions): Promise<Response> {
  const email = readText(body, 'email')
  if (email === null) throw new AuthRefusal(400, 'validation_failed', 'Cannot create a user without an email')
  return Response.json(
    await createUser(db, {
      id: readText(body, 'id') ?? undefined,
      email,
      password: readText(body, 'password'),
      isConfirmed: body.email_confirm === true,
      appMetadata: readObject(body, 'app_metadata'),
      userMetadata: readObject(body, 'user_metadata'),
    }),
  )
}

async function updateUserAsAdmin(
  _request: Request,
  body: Body,
  { db }: AuthOptions,
  id: string,
): Promise<Response> {
  return Response.json(
    await changeUser(db, id, {
      email: readText(body, 'email') ?? undefined,
      password: readText(body, 'password') ?? undefined,
      appMetadata: readObject(body, 'app_metadata'),
      userMetadata: readObject(body, 'user_metadata'),
    }),
  )
}

async function deleteUserAsAdmin(
  _request: Request,
  _body: Body,
  { db }: AuthOptions,
  id: string,
): Promise<Response> {
  if (!await deleteUser(db, id)) throw new AuthRefusal(404, 'user_not_found', 'User not found')
  return Response.json({})
}

async function readBody(request: Request): Promise<Body> {
  const text = await request.text()
  if (text === '') return {}
  try {
    const body: unknown = JSON.parse(text)
    // Checked to be an object right here; its fields are read one by one below.
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Body
  } catch {
    // Same refusal as for a body that is no object.
  }
  throw new AuthRefusal(400, 'bad_json', 'Could not parse request body as JSON')
}

function readText(body: Body, field: string): string | null {
  const value = body[field]
  return typeof value === 'string' && value !== '' ? value : null
}

function readObject(body: Body, field: string): Record<string, unknown> | undefined {
  const value = body[field]
  // An object by the test; JSON has no other kind with string keys.
  return typeof value === 'object' && value !== null ? value as Record<string, unknown> : undefined
}

function withCors(response: Response, request: Request): Response {
  response.headers.set('access-control-allow-origin', '*')
  response.headers.set(
    'access-control-expose-headers',
    'X-Total-Count, Link, X-Supabase-Api-Version, X-Sb-Error-Code',
  )
  if (request.method === 'OPTIONS') {
    response.headers.set('access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE, OPTIONS')
    response.headers.set(
      'access-control-allow-headers',
      request.headers.get('access-control-request-headers') ?? '*',
    )
    response.headers.set('access-control-max-age', '86400')
  }
  return response
}
