import { type Participant, PARTICIPANTS } from '../contract/agentMessages.ts'

/** Agents a language model writes for (WISELY_LLM_AGENTS); empty: none, and the other WISELY_LLM_ settings are idle. */
export function parseLlmAgents(vars: Readonly<Record<string, string | undefined>>): Participant[] {
  const names = (vars['WISELY_LLM_AGENTS'] ?? '').split(',').map((name) => name.trim()).filter((name) =>
    name !== ''
  )
  const agents = names.map((name) => {
    const known = PARTICIPANTS.find((participant) => participant === name)
    if (known === undefined) {
      throw new Error(`Cannot start: WISELY_LLM_AGENTS must be a list of ${PARTICIPANTS.join(', ')}`)
    }
    return known
  })
  return PARTICIPANTS.filter((participant) => agents.includes(participant))
}
