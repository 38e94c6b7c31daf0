// A TA agent in one short file. Start it, check it, then point the stack at it:
//   AGENT_TOKEN=secret PORT=8001 npx deno run --allow-net --allow-env examples/agent.ts
//   npm run agent:check -- --url http://127.0.0.1:8001 --agent ta --token secret
//   WISELY_AGENT_TA_URL=http://127.0.0.1:8001 WISELY_AGENT_TA_TOKEN=secret npm start

const ABOUT = { agent: 'ta', agent_version: '1' }
const CONTRACT = 'wisely.signals/1'
const REACH = { methods: ['GET'], depends_on: ['intent'], freshness_hours: 72, max_bytes: 16_384 }

/** One exercise that is true of any topic; what is not known (blockers, mastery) stays empty. */
function composeData(topic: string) {
  const exercise = {
    ...{ id: 'recall-1', unit_id: 'warm-up', kind: 'independent', est_min: 10, difficulty: 2 },
    prompt:
      `Without notes, write five sentences a colleague could use to start with ${topic}. Mark your guesses.`,
    done_when: 'Five sentences are written and every guess is marked.',
    hints: ['Start with the problem it solves.'],
  }
  return { exercises: [exercise], blockers: [], mastery: [] }
}

const refuse = (status: number, code: string) =>
  Response.json({ ok: false, code, error: 'refused' }, { status })

/** Answers GET /ta/signals?topic=…: the envelope, and an ETag that changes only with the data. */
export async function answerTa(request: Request, token: string): Promise<Response> {
  const { pathname, searchParams: query } = new URL(request.url)
  if (pathname === '/healthz') return Response.json({ ok: true })
  if (request.headers.get('authorization') !== `Bearer ${token}`) return refuse(401, 'UNAUTHORIZED')
  if (pathname === '/ta/manifest') return Response.json({ ...ABOUT, ...REACH, contracts: [CONTRACT] })
  if (pathname !== '/ta/signals') return refuse(404, 'AGENT_ERROR')
  if ((query.get('v') ?? '1') !== '1') return refuse(400, 'UNSUPPORTED_VERSION')
  const topic = query.get('topic') ?? ''
  const isWithin = (name: string, most: number) =>
    Number(query.get(name)) >= 1 && Number(query.get(name)) <= most
  const isGood = topic !== '' && topic.length <= 200 && isWithin('week', 104) && isWithin('day', 7)
  if (!isGood) return refuse(400, 'BAD_SCHEMA')

  const data = composeData(topic)
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(data)))
  const etag = `"${btoa(String.fromCharCode(...new Uint8Array(digest)))}"`
  const headers = { etag, 'cache-control': 'max-age=259200', 'x-agent-version': ABOUT.agent_version }
  const known = request.headers.get('if-none-match') ?? ''
  if (known === '*' || known.includes(etag)) return new Response(null, { status: 304, headers })
  const meta = { contract: CONTRACT, ...ABOUT, generated_at: new Date().toISOString() }
  return Response.json({ ok: true, data, meta }, { headers })
}

if (import.meta.main) {
  const token = Deno.env.get('AGENT_TOKEN') ?? ''
  const port = Number(Deno.env.get('PORT') ?? '8001')
  Deno.serve({ port, hostname: '127.0.0.1' }, (request) => answerTa(request, token))
}
