import { checkAgent } from '../../kit/checkAgent.ts'
import { PARTICIPANTS } from '../../supabase/functions/_shared/contract/agentMessages.ts'
import type { Fetch } from '../../supabase/functions/_shared/contract/ports.ts'
import { createAgentsApp } from '../../supabase/functions/agents/app.ts'

// Run by Deno: checks the reference agents and the example inside one process and prints the reports as JSON.

const token = 'the-token-of-this-process'
const app = createAgentsApp({ acceptedTokens: [token], allowAnonymous: false, now: Date.now })
// By address, because the example speaks to Deno and Node's type check does not know it.
const example: { answerTa(request: Request, token: string): Promise<Response> } = await import(
  new URL('../../examples/agent.ts', import.meta.url).href
)
const answerExample: Fetch = (request) => example.answerTa(request, token)

const agents = [
  ...PARTICIPANTS.map((agent) => ({ agent, fetch: app.fetch })),
  { agent: 'ta' as const, fetch: answerExample },
]
const reports = []
for (const each of agents) reports.push(await checkAgent({ ...each, token }))
console.log(JSON.stringify(reports))
