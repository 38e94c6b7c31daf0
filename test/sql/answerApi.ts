import type pg from 'pg'
import { type KeptAnswer } from '../../supabase/functions/_shared/contract/proxy.ts'
import {
  createAnswerStore,
  type FindAnswerRequest,
} from '../../supabase/functions/_shared/store/answerStore.ts'
import type { Learner } from '../support/sql.ts'

export const QUESTION_KEY = 'c'.repeat(64)
export const ANSWER: KeptAnswer = {
  agent: null,
  model: 'small',
  position: null,
  prompt_sent: true,
  data: null,
  text: 'A join pairs rows.',
}

/** The store of function `proxy` on one connection, as the API's login role; superuser again after each call. */
export function createAnswerApi(db: pg.Client) {
  const store = createAnswerStore({
    async call(text, values) {
      await db.query('set local role wisely_api')
      const { rows } = await db.query({ text, values, rowMode: 'array' })
      await db.query('reset role')
      return String(rows[0]?.[0])
    },
    count: () => ({ open: 1, idle: 0, waiting: 0, max: 1 }),
    end: () => Promise.resolve(),
  })
  const find = async (learner: Learner, more: Partial<FindAnswerRequest> = {}) =>
    await store.findAnswer(learner.claims, {
      key: QUESTION_KEY,
      with_day: false,
      max_age_s: null,
      limits: [],
      ...more,
    })
  /** The key of a question that is not kept, with the learner's day in it. */
  const keyOf = async (learner: Learner, more: Partial<FindAnswerRequest> = {}): Promise<string> => {
    const found = await find(learner, { with_day: true, ...more })
    if (!('miss' in found)) throw new Error(`No miss: ${JSON.stringify(found)}`)
    return found.miss.key
  }
  const keep = async (learner: Learner, key = QUESTION_KEY, ttl_s = 86_400, answer = ANSWER) =>
    await store.keepAnswer(learner.claims, { key, ttl_s }, answer)
  return { find, keyOf, keep }
}
