import { type AgentEndpoint, resolveEndpoints } from '../../../supabase/functions/_shared/agents/endpoints.ts'
import { manifestSchema } from '../../../supabase/functions/_shared/contract/agentMessages.ts'
import { type Finding, openReport } from '../finding.ts'
import { composeSet, createAsk, type Outside, type Target } from '../target.ts'

/** Whether every agent that lives elsewhere answers, and says what the contract wants it to say. */
export async function checkAgents({ target }: Outside): Promise<Finding[]> {
  const report = openReport('agents')
  const elsewhere = listEndpoints(target).filter(({ transport }) => transport === 'http')
  await Promise.all(elsewhere.map(async ({ agent, root, token }) => {
    const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` }
    const answer = await createAsk(root)(`/${agent}/manifest`, { headers })
    const variable = `WISELY_AGENT_${agent.toUpperCase()}`
    if (answer === null || answer.status >= 500) {
      report.error({
        what: `agent ${agent} at ${root} answers ${answer?.status ?? 'nothing'}`,
        why: 'Every day waits for it in vain and is degraded.',
        fix: `start it, or ${composeSet(target, `${variable}_URL=<its root>`)}`,
      })
    } else if (answer.status === 401 || answer.status === 403) {
      report.error({
        what: `agent ${agent} refuses our token (${answer.status})`,
        why: 'Its signal is never there.',
        fix: composeSet(target, `${variable}_TOKEN=<the token it accepts>`),
      })
    } else if (!manifestSchema.safeParse(await answer.json().catch(() => null)).success) {
      report.warn({
        what: `agent ${agent} at ${root} has no manifest of the contract wisely.signals/1`,
        why: 'Other services have none; whether its signals are understood is another check.',
        fix: `npm run agent:check -- --url ${root} --agent ${agent}`,
      })
    }
  }))
  return report.findings(
    elsewhere.length === 0 ? 'all agents run in the orchestrator' : `${elsewhere.length} agents answer`,
  )
}

/** Wrong variables are the settings check's to tell. */
function listEndpoints(target: Target): AgentEndpoint[] {
  try {
    const { signals, instructor } = resolveEndpoints(target.vars)
    return [...Object.values(signals), ...(instructor === null ? [] : [instructor])]
  } catch {
    return []
  }
}
