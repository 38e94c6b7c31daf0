// A TA agent in 30 lines. Start it, then point the stack at it:
//   AGENT_TOKEN=secret PORT=8001 npx deno run --allow-net --allow-env examples/agent.ts
//   WISELY_AGENT_TA_URL=http://127.0.0.1:8001 WISELY_AGENT_TA_TOKEN=secret npm start

/** Answers GET /ta/signals?topic=…: one exercise, the envelope, and an ETag that changes only with the data. */
export async function answerTa(request: Request, token: string): Promise<Response> {
  const url = new URL(request.url)
  const topic = url.searchParams.get('topic') ?? ''
  if (url.pathname !== '/ta/signals') {
    return Response.json({ ok: false, code: 'AGENT_ERROR', error: 'no such route' }, { status: 404 })
  }
  if (request.headers.get('authorization') !== `Bearer ${token}`) {
    return Response.json({ ok: false, code: 'UNAUTHORIZED', error: 'wrong token' }, { status: 401 })
  }
  if (topic === '' || topic.length > 200) {
    return Response.json({ ok: false, code: 'BAD_SCHEMA', error: 'topic must have 1 to 200 characters' }, {
      status: 400,
    })
  }

  const exercise = {
    id: 'recall-1',
    unit_id: 'warm-up',
    prompt:
      `Without notes, write five sentences a colleague could use to start with ${topic}. Then mark what you had to guess.`,
    done_when: 'Five sentences are written and every guess is marked.',
    est_min: 10,
    difficulty: 2,
    kind: 'independent',
    hints: ['Start with the problem it solves.'],
  }
  const data = { exercises: [exercise], blockers: [], mastery: [] }

  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(data)))
  const etag = `"${
    Array.from(new Uint8Array(digest).slice(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')
  }"`
  if (request.headers.get('if-none-match') === etag) {
    return new Response(null, { status: 304, headers: { etag } })
  }
  const meta = {
    contract: 'wisely.signals/1',
    agent: 'ta',
    agent_version: '1',
    generated_at: new Date().toISOString(),
  }
  return Response.json({ ok: true, data, meta }, { headers: { etag, 'cache-control': 'max-age=259200' } })
}

if (import.meta.main) {
  const token = Deno.env.get('AGENT_TOKEN') ?? ''
  Deno.serve(
    { port: Number(Deno.env.get('PORT') ?? '8001'), hostname: '127.0.0.1' },
    (request) => answerTa(request, token),
  )
}
