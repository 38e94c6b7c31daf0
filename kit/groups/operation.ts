import type { Check } from '../check.ts'
import { isObject } from '../answer.ts'
import { fail, PASS, skip } from '../verdict.ts'

const HEALTH_LATEST_MS = 1_000

/** What an operator relies on. */
export const OPERATION_CHECKS: readonly Check[] = [
  {
    id: 'K1',
    level: 'MUST',
    title: 'manifest, X-Agent-Version and meta name one version',
    needs: ['A2', 'A3'],
    run: async (probe) => {
      if (probe.manifest === null) return skip('no manifest is served')
      const reply = await probe.basic()
      const meta = isObject(reply.json) ? reply.json['meta'] : undefined
      const version = probe.manifest.agent_version
      const header = reply.headers.get('x-agent-version')
      const said = isObject(meta) ? meta['agent_version'] : undefined
      const isOne = header === version &&
        (said === undefined || said === version)
      return isOne ? PASS : fail(
        reply,
        `"${version}" as in the manifest`,
        `header ${header}, meta ${said}`,
      )
    },
  },
  {
    id: 'K2',
    level: 'MUST',
    title: 'GET /healthz answers 200 within 1 s',
    run: async (probe) => {
      const reply = await probe.askPath('/healthz', 'is it alive?')
      if (reply.status !== 200) return fail(reply, '200')
      return reply.ms <= HEALTH_LATEST_MS
        ? PASS
        : fail(reply, 'within 1 s', `after ${Math.round(reply.ms)} ms`)
    },
  },
]
