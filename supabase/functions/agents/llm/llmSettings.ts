import type { Participant } from '../../_shared/contract/agentMessages.ts'
import { parseAgentRoot } from '../../_shared/agents/agentUrl.ts'
import { parseLlmAgents } from '../../_shared/agents/llmAgents.ts'

export const LLM_PROVIDERS = ['openai-compatible', 'anthropic', 'google'] as const

export type LlmSettings = {
  provider: (typeof LLM_PROVIDERS)[number]
  model: string
  api_key: string
  /** Without trailing slash. */
  base_url: string
  agents: Participant[]
  /** Null: the default of each agent. */
  max_output_tokens: number | null
  tokens_per_learner_day: number
  tokens_per_day: number
}

type Vars = Readonly<Record<string, string | undefined>>

// Given explicitly: left to the SDKs, ANTHROPIC_BASE_URL and the like would redirect learners' data.
const DEFAULT_BASE_URLS: Record<LlmSettings['provider'], string | null> = {
  'openai-compatible': null,
  anthropic: 'https://api.anthropic.com/v1',
  google: 'https://generativelanguage.googleapis.com/v1beta',
}

function required(vars: Vars, name: string): string {
  const value = vars[name]?.trim() ?? ''
  if (value === '') throw new Error(`Cannot start: WISELY_LLM_AGENTS needs ${name}`)
  if (!/^[\x21-\x7e]+$/.test(value)) {
    throw new Error(`Cannot start: ${name} contains characters a header cannot carry`)
  }
  return value
}

function count(vars: Vars, name: string, min: number, max: number): number | null {
  const text = vars[name]?.trim() ?? ''
  if (text === '') return null
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new Error(`Cannot start: ${name} must be a whole number from ${min} to ${max}`)
  }
  return value
}

function readProvider(vars: Vars): LlmSettings['provider'] {
  const given = required(vars, 'WISELY_LLM_PROVIDER')
  const provider = LLM_PROVIDERS.find((known) => known === given)
  if (provider) return provider
  throw new Error(`Cannot start: WISELY_LLM_PROVIDER must be one of ${LLM_PROVIDERS.join(', ')}`)
}

function readModel(vars: Vars): string {
  const model = required(vars, 'WISELY_LLM_MODEL')
  // It becomes part of a path with one provider and of a header of ours.
  if (model.length <= 120 && /^[A-Za-z0-9][\w.:/@-]*$/.test(model) && !model.includes('..')) return model
  throw new Error('Cannot start: WISELY_LLM_MODEL is not the name of a model')
}

function readBaseUrl(vars: Vars, provider: LlmSettings['provider']): string {
  const given = vars['WISELY_LLM_BASE_URL']?.trim() || DEFAULT_BASE_URLS[provider]
  if (!given) throw new Error(`Cannot start: WISELY_LLM_PROVIDER=${provider} needs WISELY_LLM_BASE_URL`)
  return parseAgentRoot('WISELY_LLM_BASE_URL', given, { allowed: null, is_own: false })
}

/** The model's settings, or null when no agent is named; throws an Error that names the variable, never its value. */
export function readLlmSettings(vars: Vars): LlmSettings | null {
  const agents = parseLlmAgents(vars)
  if (agents.length === 0) return null
  const provider = readProvider(vars)
  return {
    provider,
    model: readModel(vars),
    api_key: required(vars, 'WISELY_LLM_API_KEY'),
    base_url: readBaseUrl(vars, provider),
    agents,
    max_output_tokens: count(vars, 'WISELY_LLM_MAX_OUTPUT_TOKENS', 200, 32_000),
    tokens_per_learner_day: count(vars, 'WISELY_LLM_TOKENS_PER_LEARNER_DAY', 0, 100_000_000) ?? 20_000,
    tokens_per_day: count(vars, 'WISELY_LLM_TOKENS_PER_DAY', 0, 10_000_000_000) ?? 1_000_000,
  }
}
