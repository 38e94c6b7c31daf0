import type { StackInfo } from '../../../dev/stackInfo.ts'
import { call, INTENT, signUpLearner } from '../../support/learner.ts'
import { MODEL_DAYS } from './learners.ts'

const DAY_MS = 86_400_000

/** A learner who runs and completes one day after the other, the last of them yesterday; answers the user id. */
export async function livesModelDays(info: StackInfo): Promise<string> {
  const learner = await signUpLearner(info)
  const tell = async (route: string, body: unknown, now: number) => {
    const headers = {
      authorization: `Bearer ${learner.token}`,
      'x-wisely-dev-now': new Date(now).toISOString(),
    }
    const reply = await call(info, route, { body, headers })
    if (reply.status !== 200) throw new Error(`${route} of the model learner: ${reply.status} ${reply.text}`)
    return reply.json
  }
  const start = Date.now() - (MODEL_DAYS + 1) * DAY_MS
  await tell('intent.sync', { ...INTENT, user_tz: 'UTC' }, start)
  for (let day = 0; day < MODEL_DAYS; day += 1) {
    const now = start + day * DAY_MS + 60_000
    const { session_id } = await tell('day.run', {}, now)
    const report = { session_id, completion_time_min: 40 + day % 20, confidence: 4 + day % 6 }
    await tell('day.done', report, now + 3_600_000)
  }
  return learner.user_id
}
