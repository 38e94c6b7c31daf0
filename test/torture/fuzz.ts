import type { Row } from '../support/scoreboard.ts'
import { startStack } from '../support/stack.ts'
import { ENDPOINTS, SHARES } from './fuzz/requests.ts'
import { type Finding, fuzzStack } from './fuzz/run.ts'
import type { Suite } from './suite.ts'

/** What a whole torture run of ten minutes owes each endpoint, in its quarter of the time. */
const REQUESTS_PER_ENDPOINT = 20_000
const WHOLE_SHARE_MS = 150_000

/** Requests that nobody should send, and whether every answer is one that the OpenAPI document allows. */
export const fuzz: Suite = {
  name: 'fuzz',
  weight: 25,
  async run({ seed, budgetMs, progress }) {
    const stack = await startStack()
    try {
      const endAt = performance.now() + budgetMs
      const result = await fuzzStack(stack.info, { seed, progress, goesOn: () => performance.now() < endAt })
      const { counts, findings, plantedRequests, ms } = result
      for (const { text } of findings) console.error(`\n${text}`)
      const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
      const fewest = Math.min(...ENDPOINTS.map((endpoint) => counts[endpoint]))
      const owed = Math.round(REQUESTS_PER_ENDPOINT * Math.min(1, budgetMs / WHOLE_SHARE_MS))
      const shares = Object.entries(SHARES).map(([name, { valid }]) => `${name} ${valid} %`).join(', ')
      const of = (kind: Finding['kind']) => findings.filter((finding) => finding.kind === kind).length
      return [
        row('fuzz 5xx', `${of('5xx')} of ${total}`, '0', of('5xx') === 0),
        row(
          'fuzz requests per endpoint',
          `${fewest} in ${Math.round(ms / 1000)} s, ${Math.round(total / ms * 1000)}/s in all`,
          `>= ${owed}: 20,000 in 150 s, in proportion below; valid bodies: ${shares}`,
          fewest >= owed,
        ),
        row('fuzz undocumented answers', `${of('undocumented')} of ${total}`, '0', of('undocumented') === 0),
        row(
          'mass assignment',
          `${of('mass assignment')} of ${plantedRequests}`,
          '0 owner, id, state and time fields applied',
          of('mass assignment') === 0 && plantedRequests > 0,
        ),
      ]
    } finally {
      await stack.stop()
    }
  },
}

function row(name: string, figure: string, target: string, met: boolean): Row {
  return { name, figure, target, met }
}
