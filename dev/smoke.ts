// `npm run smoke`: one learner's day through a running installation, as the deploy does it. Makes a learner of its own
// and deletes them again, with everything that is theirs.
import { parseArgs } from 'node:util'
import { requireRecord } from './runningStack.ts'
import { readSettings } from './settings.ts'
import { runCommand, StackError } from './stackError.ts'

const USAGE = `Usage: npm run smoke                             (the local stack)
       npm run smoke -- --url <project URL>      (with SUPABASE_PUBLISHABLE_KEY and SUPABASE_SECRET_KEY set)`
const LIMIT_MS = 40_000

type Door = { url: string; publishableKey: string; secretKey: string }
type Answer = { status: number; body: Record<string, unknown>; requestId: string }

await runCommand(async () => {
  const door = await readDoor(Deno.args, Deno.env.toObject())
  await step('health answers', door, 'GET', '/functions/v1/orchestrator/health', {}, 200)
  await step('a stranger is refused', door, 'POST', '/functions/v1/orchestrator/day.run', {}, 401)
  const deep = '/functions/v1/orchestrator/health?deep=1'
  await step('database, keys and agents are ready', door, 'GET', deep, { apikey: door.secretKey }, 200)
  await liveOneDay(door)
  console.log('The installation serves a learner')
})

async function liveOneDay(door: Door): Promise<void> {
  const learner = { email: `smoke-${crypto.randomUUID()}@wisely.example`, password: crypto.randomUUID() }
  const admin = { apikey: door.secretKey }
  const users = '/auth/v1/admin/users'
  const made = await step('a learner is made', door, 'POST', users, admin, 200, {
    ...learner,
    email_confirm: true,
  })
  try {
    const key = { apikey: door.publishableKey }
    const signIn = '/auth/v1/token?grant_type=password'
    const { body: session } = await step('they sign in', door, 'POST', signIn, key, 200, learner)
    const own = { ...key, authorization: `Bearer ${session.access_token}` }
    const call = (title: string, method: string, route: string, body?: unknown) =>
      step(title, door, method, `/functions/v1/orchestrator/${route}`, own, 200, body)
    await call('they say what they want', 'POST', 'intent.sync', {
      topic: 'Machine Learning',
      depth: 'informed',
      end_goal: 'Build production ML models',
      time_per_day_min: 60,
    })
    const { body: day } = await call('they get a plan', 'POST', 'day.run', {})
    const report = { session_id: day.session_id, completion_time_min: 45, confidence: 7 }
    await call('they report', 'POST', 'day.done', report)
    await call('they see where they stand', 'GET', 'status')
    const { body: log } = await call('they read what happened', 'GET', 'events')
    const count = Array.isArray(log.events) ? log.events.length : 0
    if (count < 3) throw new StackError(`FAILED  events: ${count} instead of at least 3`)
  } finally {
    await step('the learner is deleted', door, 'DELETE', `${users}/${made.body.id}`, admin, 200)
  }
}

/** One call; a status other than the expected one ends the smoke with code 1. */
async function step(
  title: string,
  door: Door,
  method: string,
  path: string,
  headers: Record<string, string>,
  expected: number,
  body?: unknown,
): Promise<Answer> {
  const startedAt = performance.now()
  const answer = await ask(door, method, path, headers, body)
  if (answer.status !== expected) {
    const said = JSON.stringify(answer.body).slice(0, 300)
    const where = `${method} ${path} answers ${answer.status} instead of ${expected}`
    throw new StackError(`FAILED  ${title}: ${where}: ${said} (request ${answer.requestId})`)
  }
  console.log(`ok      ${title} (${Math.round(performance.now() - startedAt)} ms)`)
  return answer
}

async function ask(
  door: Door,
  method: string,
  path: string,
  headers: Record<string, string>,
  body: unknown,
): Promise<Answer> {
  const response = await fetch(`${door.url}${path}`, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(LIMIT_MS),
  }).catch((error: unknown) => {
    throw new StackError(`FAILED  ${method} ${path}: ${error instanceof Error ? error.message : error}`)
  })
  return {
    status: response.status,
    body: await response.json().catch(() => ({})),
    requestId: response.headers.get('x-request-id') ?? 'without id',
  }
}

async function readDoor(args: string[], env: Record<string, string | undefined>): Promise<Door> {
  const { url } = readOptions(args)
  if (url === undefined) {
    const { info } = await requireRecord(readSettings(env))
    return { url: info.API_URL, publishableKey: info.PUBLISHABLE_KEY, secretKey: info.SECRET_KEY }
  }
  const { SUPABASE_PUBLISHABLE_KEY: publishableKey, SUPABASE_SECRET_KEY: secretKey } = env
  if (!publishableKey || !secretKey) throw new StackError(`A key is missing in the environment\n${USAGE}`)
  return { url: url.replace(/\/+$/, ''), publishableKey, secretKey }
}

function readOptions(args: string[]) {
  try {
    return parseArgs({ args, options: { url: { type: 'string' } } }).values
  } catch (error) {
    throw new StackError(`${error instanceof Error ? error.message : error}\n${USAGE}`)
  }
}
