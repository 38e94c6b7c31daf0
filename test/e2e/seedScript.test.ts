import { spawnSync } from 'node:child_process'
import { expect, inject, it } from 'vitest'
import { runStackCommand } from '../support/stack.ts'

const stack = inject('stack')

// The integration test of the first document, line by line; only host and token are real. Its X-User-ID is the demo
// learner's external id.
const SCRIPT = `
set -e
INTENT_RESPONSE=$(curl -s -X POST $URL/functions/v1/orchestrator/intent.sync \\
  -H "Authorization: Bearer $YOUR_JWT" \\
  -H "X-User-ID: test-user" \\
  -H "Content-Type: application/json" \\
  -d '{"topic":"Test Topic","depth":"surface","end_goal":"Test Goal","time_per_day_min":30}')

INTENT_ID=$(echo $INTENT_RESPONSE | jq -r '.intent_id')

DAY_RESPONSE=$(curl -s -X POST $URL/functions/v1/orchestrator/day.run \\
  -H "Authorization: Bearer $YOUR_JWT" \\
  -H "X-User-ID: test-user" \\
  -H "Content-Type: application/json" \\
  -d '{"week":1,"day":1}')

SESSION_ID=$(printf '%s' "$DAY_RESPONSE" | jq -r '.session_id')

curl -s -X POST $URL/functions/v1/orchestrator/day.done \\
  -H "Authorization: Bearer $YOUR_JWT" \\
  -H "X-User-ID: test-user" \\
  -H "Content-Type: application/json" \\
  -d "{\\"session_id\\":\\"$SESSION_ID\\",\\"completion_time_min\\":25,\\"confidence\\":8}"
echo

curl -s $URL/functions/v1/orchestrator/status \\
  -H "Authorization: Bearer $YOUR_JWT" \\
  -H "X-User-ID: test-user"
`

// jq is not on every machine; the two filters of the script are.
const JQ =
  `jq() { node -e 'let t="";process.stdin.on("data",c=>t+=c).on("end",()=>console.log(JSON.parse(t)[process.argv[2].slice(1)]))' -- "$@"; }\n`

it('the integration script of the first document runs top to bottom', async () => {
  const env = {
    WISELY_PORT: new URL(stack.API_URL).port,
    WISELY_DB_PORT: new URL(stack.DB_URL).port,
    WISELY_HOME: stack.FUNCTIONS_LOG.replace(/\/[^/]+$/, ''),
  }
  const token = await runStackCommand('dev/token.ts', [
    '--email',
    stack.DEMO_EMAIL,
    '--password',
    stack.DEMO_PASSWORD,
  ], env)
  const ran = spawnSync('bash', ['-c', JQ + SCRIPT], {
    env: { ...process.env, URL: stack.API_URL, YOUR_JWT: token.stdout.trim() },
    encoding: 'utf8',
    timeout: 30_000,
  })

  expect([ran.status, ran.stderr]).toEqual([0, ''])
  const [done, status] = ran.stdout.trim().split('\n').map((line) => JSON.parse(line))
  expect(done).toMatchObject({
    ok: true,
    completion_summary: { completion_time_min: 25, confidence: 8, notes: null },
  })
  expect(done.next_day_hint).toMatch(/^Great work!/)
  expect(status).toMatchObject({
    active_intent: { topic: 'Test Topic' },
    learning_stats: { completed_sessions: 1 },
  })
})
