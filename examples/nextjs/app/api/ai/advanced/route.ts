// A Next.js route that starts a quality session for whoever calls it. WORKER_URL is `<SUPABASE_URL>/functions/v1`.
export async function POST(request: Request): Promise<Response> {
  const answer = await fetch(`${process.env.WORKER_URL}/session/start`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      // The learner's own token: the orchestrator decides what it allows.
      authorization: request.headers.get('authorization') ?? '',
    },
    body: await request.text(),
  })
  return Response.json(await answer.json(), { status: answer.status })
}
