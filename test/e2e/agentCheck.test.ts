import { describe, expect, inject, it } from 'vitest'
import { checkAgent } from '../../kit/checkAgent.ts'
import { listFailed } from '../../kit/report.ts'
import { PARTICIPANTS } from '../../supabase/functions/_shared/contract/agentMessages.ts'

const stack = inject('stack')

describe('the deployed function `agents`', () => {
  it.each(PARTICIPANTS)('conforms as %s, behind the gateway', async (agent) => {
    const report = await checkAgent({
      url: `${stack.FUNCTIONS_URL}/agents`,
      agent,
      token: stack.EDGE_SERVICE_JWT,
    })

    expect([...listFailed(report, 'MUST'), ...listFailed(report, 'SHOULD')]).toEqual([])
    expect(report.calls).toBeLessThanOrEqual(120)
  })
})
