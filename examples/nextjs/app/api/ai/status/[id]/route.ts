type Context = { params: Promise<{ id: string }> }

// A Next.js route that tells how far a session is; a browser that polls it gets 304 without a body until it is further.
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { id } = await params
  const url = `${process.env.WORKER_URL}/session/${encodeURIComponent(id)}/status`
  const answer = await fetch(url, {
    headers: pick(request.headers, ['authorization', 'if-none-match']),
    cache: 'no-store',
  })
  return new Response(answer.body, {
    status: answer.status,
    headers: pick(answer.headers, ['content-type', 'cache-control', 'etag', 'x-request-id']),
  })
}

function pick(headers: Headers, names: string[]): [string, string][] {
  return names.flatMap((name): [string, string][] => {
    const value = headers.get(name)
    return value === null ? [] : [[name, value]]
  })
}
