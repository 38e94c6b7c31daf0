import { createHmac } from 'node:crypto'

/** Names a learner in logs without naming them: the first 16 hex digits of HMAC-SHA256 under the project's key. */
export function createPseudonym(key: string): (userId: string) => string {
  return (userId) => createHmac('sha256', `wisely.log:${key}`).update(userId).digest('hex').slice(0, 16)
}
