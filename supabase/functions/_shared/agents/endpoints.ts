import { DEPENDENCIES, type Dependency, type Participant } from '../contract/agentMessages.ts'
import type { AgentName } from '../contract/primitives.ts'
import { DEPENDS_ON } from '../domain/cacheKey.ts'
import { FRESH_FOR_HOURS } from '../domain/freshness.ts'
import { chooseToken } from './agentToken.ts'
import { parseAgentRoot, parseHostList } from './agentUrl.ts'
import { parseLlmAgents } from './llmAgents.ts'

/** Where an agent lives and how it is asked. */
export type AgentEndpoint = {
  agent: Participant | 'fast_agent'
  /** Without trailing slash; `/{agent}/signals` or `/instructor/daily` is appended. */
  root: string
  transport: 'http' | 'in_process'
  method: 'get' | 'post'
  token: string | null
  /** True: the agent gets the user id itself, not a pseudonym. */
  raw_ids: boolean
  depends_on: readonly Dependency[]
  fresh_for_hours: number
}

export type InstructorPolicy = 'beat' | 'trust'

/** Every agent of this installation. */
export type AgentEndpoints = {
  signals: Record<AgentName, AgentEndpoint>
  instructor: AgentEndpoint | null
  with_research: boolean
  /** `beat`: served only when it scores no less than the built-in plan; `trust`: the gates alone decide. */
  instructor_policy: InstructorPolicy
  /** For the log at boot. */
  warnings: string[]
}

type Vars = Readonly<Record<string, string | undefined>>

/** Agents in the same process are asked by Request and Response too; the path is what the platform's gateway leaves. */
export const IN_PROCESS_ROOT = 'http://agents.internal/agents'

const FRESH_HOURS_MAX = 8760

function parseChoice<Choice extends string>(
  vars: Vars,
  variable: string,
  choices: readonly Choice[],
): Choice | null {
  const value = vars[variable] ?? ''
  if (value === '') return null
  const choice = choices.find((known) => known === value)
  if (choice === undefined) throw new Error(`Cannot start: ${variable} must be one of ${choices.join(', ')}`)
  return choice
}

function parseDependencies(vars: Vars, variable: string): readonly Dependency[] | null {
  const value = vars[variable] ?? ''
  if (value === '') return null
  return value.split(',').map((item) => {
    const known = DEPENDENCIES.find((name) => name === item.trim())
    if (known === undefined) {
      throw new Error(`Cannot start: ${variable} must be a list of ${DEPENDENCIES.join(', ')}`)
    }
    return known
  })
}

function parseFreshHours(vars: Vars, variable: string): number | null {
  const value = vars[variable] ?? ''
  if (value === '') return null
  const hours = Number(value)
  if (!/^\d+(\.\d+)?$/.test(value) || hours > FRESH_HOURS_MAX) {
    throw new Error(`Cannot start: ${variable} must be a number of hours, 0 to ${FRESH_HOURS_MAX}`)
  }
  return hours
}

function readOwnRoot(vars: Vars): string {
  const base = vars['EDGE_BASE_URL']
  if (!base) {
    throw new Error('Cannot start: WISELY_AGENTS_TRANSPORT=http and WISELY_LLM_AGENTS need EDGE_BASE_URL')
  }
  const path = vars['WISELY_AGENTS_PATH'] || '/functions/v1/agents'
  if (!/^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/.test(path)) {
    throw new Error('Cannot start: WISELY_AGENTS_PATH must be a plain absolute path')
  }
  return parseAgentRoot('EDGE_BASE_URL', base, { allowed: null, is_own: true }) + path
}

function resolveOne(agent: Participant, vars: Vars, warnings: Set<string>): AgentEndpoint {
  const prefix = `WISELY_AGENT_${agent.toUpperCase()}`
  const url = vars[`${prefix}_URL`] ?? ''
  // A model's answer takes seconds and its SDK 28 MB: such an agent never runs in the orchestrator's process.
  const isHttp = parseChoice(vars, 'WISELY_AGENTS_TRANSPORT', ['in-process', 'http']) === 'http' ||
    parseLlmAgents(vars).includes(agent)
  const transport = url !== '' || isHttp ? 'http' : 'in_process'
  const isOwn = url === ''

  let root = IN_PROCESS_ROOT
  let token: string | null = null
  if (transport === 'http') {
    const allowed = parseHostList('WISELY_AGENT_HOSTS', vars['WISELY_AGENT_HOSTS'])
    const is_hosted = vars['SUPABASE_URL']?.startsWith('https:') ?? false
    const rule = { allowed, is_own: false, is_hosted }
    root = isOwn ? readOwnRoot(vars) : parseAgentRoot(`${prefix}_URL`, url, rule)
    const choice = chooseToken(`${prefix}_TOKEN`, vars)
    token = choice.token
    if (choice.warning !== null) warnings.add(choice.warning)
  }

  const isInstructor = agent === 'instructor'
  const method = parseChoice(vars, `${prefix}_METHOD`, ['get', 'post']) ?? (isOwn ? 'post' : 'get')
  return {
    agent,
    root,
    transport,
    method: isInstructor ? 'post' : method,
    token,
    raw_ids: isOwn || parseChoice(vars, `${prefix}_RAW_IDS`, ['0', '1']) === '1',
    depends_on: parseDependencies(vars, `${prefix}_DEPENDS_ON`) ??
      (isInstructor ? DEPENDENCIES : DEPENDS_ON[agent]),
    fresh_for_hours: parseFreshHours(vars, `${prefix}_FRESH_HOURS`) ??
      (isInstructor ? 0 : FRESH_FOR_HOURS[agent]),
  }
}

/**
 * Reads where the agents live from the environment, once at boot. Throws an Error that names the variable, never its
 * value. An agent without a URL is our own: in this process, or over HTTP behind EDGE_BASE_URL, where a language model
 * may write for it.
 */
export function resolveEndpoints(vars: Vars): AgentEndpoints {
  const warnings = new Set<string>()
  const resolve = (agent: Participant) => resolveOne(agent, vars, warnings)
  const signals = {
    clo: resolve('clo'),
    alex: resolve('alex'),
    ta: resolve('ta'),
    socratic: resolve('socratic'),
  }
  const llm = parseLlmAgents(vars)
  const hasInstructor = Boolean(vars['WISELY_AGENT_INSTRUCTOR_URL']) || llm.includes('instructor')
  const instructor = hasInstructor ? resolve('instructor') : null
  const with_research = instructor !== null || llm.length > 0
  const instructor_policy = parseChoice(vars, 'WISELY_INSTRUCTOR_POLICY', ['beat', 'trust']) ?? 'beat'
  return { signals, instructor, with_research, instructor_policy, warnings: [...warnings] }
}
