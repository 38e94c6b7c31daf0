import { startScriptedAgent } from '../support/scriptedAgent.ts'
import { startStack } from '../support/stack.ts'
import type { Suite } from './suite.ts'
import { measureAddresses, measureAgentCalls, measureBucketMemory, measureWrites } from './trust/buckets.ts'
import { measureExpiry, measureInProgress, measureReplays, measureSameKey } from './trust/frozenAnswers.ts'

/** Exact under concurrency: buckets of learners, strangers and agents, and answers frozen under a key. */
export const limits: Suite = {
  name: 'limits',
  weight: 1,
  async run({ budgetMs, progress }) {
    const agent = await startScriptedAgent()
    const stack = await startStack({
      WISELY_RATE_LIMITS: 'on',
      WISELY_RATE_WRITES_PER_MIN: '10',
      WISELY_RATE_REQUESTS_PER_MIN: 'off',
      WISELY_RATE_STRANGERS_PER_MIN: '20',
      WISELY_TRUSTED_PROXIES: '2',
      WISELY_DB_POOL: '10',
      WISELY_RATE_AGENT_CALLS_PER_MIN: '5',
      WISELY_AGENT_TA_URL: agent.root,
      EDGE_SERVICE_JWT: 'service-token',
    })
    const open = await startStack({
      WISELY_DB_POOL: '10',
      WISELY_AGENT_CLO_URL: agent.root,
      EDGE_SERVICE_JWT: 'service-token',
    })
    const endsAt = performance.now() + budgetMs / 3
    const rounds = { rounds: () => performance.now() < endsAt }
    try {
      progress('200 writes at once')
      const rows = await measureWrites(stack.info, rounds)
      progress('strangers')
      rows.push(await measureAddresses(stack.info), measureBucketMemory())
      progress('calls to an agent')
      rows.push(await measureAgentCalls(stack.info, agent))
      progress('idempotency keys')
      rows.push(
        ...await measureReplays(open.info),
        ...await measureSameKey(open.info),
        await measureInProgress(open.info, agent),
        await measureExpiry(open.info),
      )
      return rows
    } finally {
      await stack.stop()
      await open.stop()
      await agent.close()
    }
  },
}
