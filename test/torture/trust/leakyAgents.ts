import { answerJson, answerText, resetConnection, startScriptedAgent } from '../../support/scriptedAgent.ts'
import type { Behaviour } from '../../support/scriptedAgent.ts'

/** Agents that repeat a secret in every part of a reply: as data, as garbage, in an error, in headers. */
export async function startLeakyAgents(secret: string) {
  const agent = await startScriptedAgent()
  const meta = (name: string) => ({
    contract: 'wisely.signals/1',
    agent: name,
    agent_version: '1.0.0',
    generated_at: '2026-01-01T00:00:00.000Z',
    note: secret,
  })
  const error = { code: 'AGENT_ERROR', message: secret, details: { secret } }
  const behaviours: Record<string, Behaviour> = {
    clo: answerJson(
      { ok: false, error, meta: meta('clo') },
      { etag: `"${secret}"`, 'x-secret': secret },
      500,
    ),
    alex: answerText(`${secret} is no JSON`, { 'x-secret': secret }),
    ta: answerJson({ ok: true, data: { exercises: secret, blockers: [secret] }, meta: meta('ta') }),
    socratic: answerText(`{"ok":true,"data":{"${secret}":`, { location: `https://${secret}.example/` }, 302),
  }
  let calls = 0
  agent.play('*', (response, request, socket) => {
    calls += 1
    const name = request.url.pathname.split('/').at(-2) ?? ''
    const behaviour = calls % 9 === 0 ? resetConnection() : behaviours[name]
    behaviour?.(response, request, socket)
  })
  return {
    root: agent.root,
    close: agent.close,
    /** Everything that was sent to the agents, decoded. */
    seen: () =>
      agent.requests.map(({ url, headers, body }) =>
        [decodeURIComponent(url.href.replaceAll('+', ' ')), JSON.stringify(headers), body].join('\n')
      ).join('\n'),
  }
}
