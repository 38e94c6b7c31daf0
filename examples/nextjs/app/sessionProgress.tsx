import useSWR from 'swr'
import type { SessionStatusResponse } from '@wisely/orchestrator-client/sessions'

type Props = { jobId: string; token: string }

/** A session's attempts and its plan, asked for once a second until the session rests. */
export function SessionProgress({ jobId, token }: Props) {
  const { data, error } = useSWR<SessionStatusResponse, Error>(
    [`/api/ai/status/${jobId}`, token],
    fetcher,
    { refreshInterval: (latest) => latest === undefined || latest.meta.status === 'running' ? 1000 : 0 },
  )
  if (error !== undefined) return <p role='alert'>{error.message}</p>
  if (data === undefined) return <p>Starting…</p>
  const { status, candidates, final } = data.meta
  return (
    <section aria-busy={status === 'running'}>
      <ul>
        {candidates.map(({ name, iteration, score }) => (
          <li key={`${name} ${iteration}`}>{name}, iteration {iteration}: {score ?? 'at work'}</li>
        ))}
      </ul>
      {final && <pre>{final.plan_md}</pre>}
    </section>
  )
}

// `no-cache` asks the server every time; the browser answers its 304 from what it has.
async function fetcher([url, token]: [string, string]): Promise<SessionStatusResponse> {
  const answer = await fetch(url, { cache: 'no-cache', headers: { authorization: `Bearer ${token}` } })
  const body = await answer.json()
  if (!answer.ok) throw new Error(body.error.message)
  return body
}
