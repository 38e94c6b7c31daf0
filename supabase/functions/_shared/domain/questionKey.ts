import { canonicalJson, sha256Hex } from './canonicalJson.ts'

export type QuestionKeyInput = {
  /** Of the messages: an answer in another shape is another answer. */
  contract: string
  asks: 'agent' | 'model'
  /** The agent's or the model's. */
  name: string
  /** Where it lives and how it is asked: another one there answers something else. */
  root: string
  method: 'get' | 'post'
  prompt: string
  options: Record<string, unknown>
}

/**
 * Name of a question: everything that changes its answer but the learner and their day, which the database adds
 * because only it knows them (wisely.find_answer).
 */
export function questionKey(
  { contract, asks, name, root, method, prompt, options }: QuestionKeyInput,
): string {
  return sha256Hex(canonicalJson({ v: 1, contract, asks, name, root, method, prompt, options }))
}
