import { createAgentsApp } from '../../../supabase/functions/agents/app.ts'

// The reference agents behind HTTP, each answering after its own time: the slowest decides what a day must cost.

const { WISELY_BENCH_AGENT_MS = '{}' } = process.env
const delays: Record<string, number> = JSON.parse(WISELY_BENCH_AGENT_MS)
const app = createAgentsApp({ acceptedTokens: [], allowAnonymous: true, now: () => Date.now() })

async function answer(request: Request): Promise<Response> {
  const arrivedAt = performance.now()
  const url = new URL(request.url)
  const agent = url.pathname.split('/').at(-2) ?? ''
  const body = request.method === 'GET' ? undefined : await request.text()
  url.pathname = `/agents/${agent}/signals`
  const response = await app.fetch(
    new Request(url, { method: request.method, headers: request.headers, body }),
  )
  // What composing took is part of the agent's own time.
  const restMs = (delays[agent] ?? 0) - (performance.now() - arrivedAt)
  if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs))
  return response
}

export default { fetch: answer }
