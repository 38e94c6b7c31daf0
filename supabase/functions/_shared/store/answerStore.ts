import {
  type FoundAnswer,
  foundAnswerSchema,
  type KeptAnswer,
  type KeptTimes,
  keptTimesSchema,
} from '../contract/proxy.ts'
import type { RefusedFact } from '../contract/facts.ts'
import type { Database } from './database.ts'
import type { Claims, WriteRequest } from './learnerStore.ts'
import { composeStatement, readFact } from './statement.ts'

export type FindAnswerRequest = {
  /** Of the question alone; the database adds the learner's day to it. */
  key: string
  /** For an agent: its answer depends on the learner's day. */
  with_day: boolean
  /** Oldest answer that will do; 0: none does. Null: any that is kept. */
  max_age_s: number | null
  /** Taken only when the answer is not there. */
  limits: WriteRequest<unknown>['limits']
}

/** Answers that are kept for a learner: each call sees this learner's only. */
export type AnswerStore = {
  findAnswer(claims: Claims, request: FindAnswerRequest): Promise<FoundAnswer | RefusedFact>
  keepAnswer(
    claims: Claims,
    request: { key: string; ttl_s: number },
    answer: KeptAnswer,
  ): Promise<KeptTimes | RefusedFact>
}

export function createAnswerStore(database: Database): AnswerStore {
  const ask = (name: string, claims: Claims, ...args: unknown[]) =>
    database.call(
      composeStatement(name, claims, args.length),
      [claims, ...args].map((each) => JSON.stringify(each)),
    )
  return {
    findAnswer: async (claims, request) =>
      readFact(await ask('find_answer', claims, request), foundAnswerSchema),
    keepAnswer: async (claims, request, answer) =>
      readFact(await ask('keep_answer', claims, request, answer), keptTimesSchema),
  }
}
