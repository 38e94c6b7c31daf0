// The operator's commands on a stack of their own: smoke, prune, warm, key rotation.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { call, INTENT, signUpLearner } from '../support/learner.ts'
import { answerJson, startScriptedAgent } from '../support/scriptedAgent.ts'
import { countRows, withClient } from '../support/sql.ts'
import { makeTempFolder, type RunningStack, runStackCommand, startStack } from '../support/stack.ts'
import { rm } from 'node:fs/promises'

let home: string
let stack: RunningStack
beforeAll(async () => {
  home = await makeTempFolder('wisely-maintain-')
  stack = await startStack({ WISELY_HOME: home })
})
afterAll(async () => {
  await stack?.stop()
  await rm(home, { recursive: true, force: true })
})

const maintain = (...args: string[]) => runStackCommand('dev/maintain.ts', args, stack.env)
const countUsers = () => withClient((db) => countRows(db, 'auth.users'), stack.info.ADMIN_DB_URL)

test('smoke lives one day and leaves nobody behind', async () => {
  const before = await countUsers()
  const { info } = stack
  const env = {
    SUPABASE_PUBLISHABLE_KEY: info.PUBLISHABLE_KEY,
    SUPABASE_SECRET_KEY: info.SECRET_KEY,
  }
  const { code, stdout, stderr } = await runStackCommand('dev/smoke.ts', ['--url', info.API_URL], env)

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout.match(/^ok {6}/gm)).toHaveLength(11)
  expect(await countUsers()).toBe(before)
})

test('smoke ends with 1 and names the step and the request that failed', async () => {
  const project = await startScriptedAgent()
  project.play('functions', answerJson({ status: 'ok', version: '1' }, { 'x-request-id': 'r-1' }))
  const env = { SUPABASE_PUBLISHABLE_KEY: 'p', SUPABASE_SECRET_KEY: 's' }
  const { code, stderr } = await runStackCommand('dev/smoke.ts', ['--url', project.root], env)
  await project.close()

  expect([code, stderr.trim()]).toEqual([
    1,
    'FAILED  a stranger is refused: POST /functions/v1/orchestrator/day.run answers 200 instead of 401: ' +
    '{"status":"ok","version":"1"} (request r-1)',
  ])
})

test('prune deletes what is old and prints how much', async () => {
  await withClient(
    (db) =>
      db.query(
        `insert into wisely.idempotency_keys (user_id, route, key, body_sha256, request_id, created_at)
         values ($1, 'day.run', 'old', 'x', 'x', now() - interval '5 days')`,
        [stack.info.DEMO_USER_ID],
      ),
    stack.info.ADMIN_DB_URL,
  )

  const first = await maintain('prune')
  const second = await maintain('prune')

  expect([first.code, first.stdout]).toEqual([0, expect.stringMatching(/^idempotency_keys: 1$/m)])
  expect(second.stdout).toMatch(/^idempotency_keys: 0$/m)
})

test("warm builds the learner's day, so that their own call finds it", async () => {
  const learner = await signUpLearner(stack.info)
  await learner.call('intent.sync', { body: INTENT })

  const { code, stdout } = await maintain('warm', '--user', learner.user_id)
  const { json } = await learner.call('day.run', { body: {} })

  expect([code, stdout]).toEqual([0, `${learner.user_id}: week 1 day 1, 0 of 4 from cache\n`])
  expect(json).toMatchObject({ cache_hits: 4, plan_version: 1 })
})

test('warm ends with 1 when a learner cannot be served, and says why', async () => {
  const { user_id } = await signUpLearner(stack.info)
  const { code, stdout } = await maintain('warm', '--user', user_id)

  expect([code, stdout]).toEqual([1, `${user_id}: 409 NO_ACTIVE_INTENT\n`])
})

test.each([[[]], [['wram']], [['warm']], [['warm', '--user', 'me']], [['prune', '--all']]])(
  'maintain %j is refused with its usage',
  async (args) => {
    const { code, stderr } = await maintain(...args)

    expect([code, stderr]).toEqual([1, expect.stringContaining('Usage: npm run maintain')])
  },
)

test('rotated keys: old and new are accepted, until the old ones are dropped', async () => {
  const learner = await signUpLearner(stack.info)
  await learner.call('intent.sync', { body: INTENT })
  const oldKey = stack.info.SECRET_KEY
  const restart = async () => {
    await stack.end('SIGTERM')
    stack = await startStack(stack.env)
  }
  const asLearner = async () => (await learner.call('status', { method: 'GET' })).status
  const asService = async (apikey: string) =>
    (await call(stack.info, 'status', { headers: { apikey, 'x-user-id': learner.user_id } })).status

  const { code, stdout } = await maintain('rotate-keys')
  await restart()
  const newcomer = await signUpLearner(stack.info)
  expect([code, stdout]).toEqual([0, expect.stringContaining('dashboard, "JWT signing keys"')])
  expect(stack.info.SECRET_KEY).not.toBe(oldKey)
  expect([await asLearner(), await asService(oldKey), await asService(stack.info.SECRET_KEY)])
    .toEqual([200, 200, 200])

  await maintain('rotate-keys', '--drop-old')
  await restart()
  expect([await asLearner(), await asService(oldKey), await asService(stack.info.SECRET_KEY)])
    .toEqual([401, 401, 200])
  expect((await newcomer.call('status', { method: 'GET' })).status).toBe(200)
})
