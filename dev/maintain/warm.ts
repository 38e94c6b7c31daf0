type Warmed = { user_id: string; ok: boolean; line: string }

const RUN_LIMIT_MS = 40_000

/**
 * Builds the next day of each learner before they ask for it, one after another: an agent that must be paid or is slow
 * is asked once, and the learner's own call finds the plan.
 */
export async function warm(functionsUrl: string, secretKey: string, userIds: string[]): Promise<Warmed[]> {
  const warmed: Warmed[] = []
  for (const user_id of userIds) warmed.push(await warmOne(functionsUrl, secretKey, user_id))
  return warmed
}

async function warmOne(functionsUrl: string, secretKey: string, user_id: string): Promise<Warmed> {
  const response = await fetch(`${functionsUrl}/orchestrator/day.run`, {
    method: 'POST',
    headers: { apikey: secretKey, 'x-user-id': user_id, 'content-type': 'application/json' },
    body: '{}',
    signal: AbortSignal.timeout(RUN_LIMIT_MS),
  }).catch(() => null)
  const body = await response?.json().catch(() => null)
  if (response?.status !== 200) {
    const why = body?.error?.details?.reason ?? body?.error?.code ?? 'no answer'
    return { user_id, ok: false, line: `${user_id}: ${response?.status ?? '-'} ${why}` }
  }
  const { week, day, degraded_mode, cache_hits } = body
  const state = degraded_mode
    ? `degraded: ${body.degraded_reasons.join(', ')}`
    : `${cache_hits} of 4 from cache`
  return { user_id, ok: true, line: `${user_id}: week ${week} day ${day}, ${state}` }
}
