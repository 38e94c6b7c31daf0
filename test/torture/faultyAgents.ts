import { AGENT_NAMES } from '../../supabase/functions/_shared/contract/primitives.ts'
import {
  answerJson,
  type Behaviour,
  type ScriptedAgent,
  startScriptedAgent,
} from '../support/scriptedAgent.ts'

/** Four agents on one real server that misbehave towards one learner at a time. */
export type FaultyAgents = {
  root: string
  /** From now on every agent plays this to the learner with that intent. */
  play(intentId: string, behaviours: readonly Behaviour[]): void
  /** Requests for that intent so far, or of everybody. */
  count(intentId?: string): number
  server: ScriptedAgent
}

/** Everybody who has no script of their own gets a good answer. */
export async function startFaultyAgents(): Promise<FaultyAgents> {
  const server = await startScriptedAgent()
  const scripts = new Map<string, Behaviour[]>()
  const counts = new Map<string, number>()
  const good = answerJson({ ok: true, data: { theme: 'a loose signal' } }, { etag: '"good"' })
  server.play('*', (response, request, socket) => {
    const intentId = request.url.searchParams.get('intent_id') ?? ''
    const agent = request.url.pathname.split('/')[1] ?? ''
    counts.set(intentId, (counts.get(intentId) ?? 0) + 1)
    const script = scripts.get(`${intentId} ${agent}`) ?? [good]
    const behaviour = script.length > 1 ? script.shift() : script[0]
    behaviour?.(response, request, socket)
  })
  return {
    root: server.root,
    server,
    play(intentId, behaviours) {
      for (const agent of AGENT_NAMES) scripts.set(`${intentId} ${agent}`, [...behaviours])
    },
    count: (intentId) => intentId === undefined ? server.requests.length : counts.get(intentId) ?? 0,
  }
}

/** The settings with which an orchestrator asks these agents. */
export function listAgentUrls(root: string): Record<string, string> {
  return Object.fromEntries(AGENT_NAMES.map((agent) => [`WISELY_AGENT_${agent.toUpperCase()}_URL`, root]))
}
