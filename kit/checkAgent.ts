import type { Participant } from '../supabase/functions/_shared/contract/agentMessages.ts'
import type { Fetch } from '../supabase/functions/_shared/contract/ports.ts'
import { isObject } from './answer.ts'
import type { Check, RunOptions } from './check.ts'
import { selectChecks } from './checks.ts'
import { ExhaustedError, openProbe, type Probe } from './probe.ts'
import type { CheckResult, Report } from './report.ts'
import type { Clock } from './sendRequest.ts'
import { leaveOpen, type Verdict, VerdictError } from './verdict.ts'

export type AgentCheck =
  & {
    agent: Participant
    token: string
    /** Groups or ids; default: all. */
    only?: readonly string[]
    clock?: Clock
    scorePlan?: RunOptions['scorePlan']
  }
  & (
    /** The root that routes are appended to. */
    | { url: string }
    /** The agent's own fetch, inside this process. */
    | { fetch: Fetch; url?: string }
  )

/** Nothing answers at the address, or the question was wrong: no agent was checked. */
export class UnreachableError extends Error {}

const IN_PROCESS_ROOT = 'https://agent.invalid'

async function judge(check: Check, probe: Probe, options: RunOptions): Promise<Verdict> {
  try {
    return await check.run(probe, options)
  } catch (error) {
    if (error instanceof VerdictError) return error.verdict
    if (error instanceof ExhaustedError) return leaveOpen(error.message)
    throw error
  }
}

/** A language model says what it used; only then may equal questions get unequal answers. */
function isModel(probe: Probe): boolean {
  return probe.transcript.some(({ json }) =>
    isObject(json) && isObject(json['meta']) && isObject(json['meta']['usage'])
  )
}

function resultOf(check: Check, verdict: Verdict, probe: Probe): CheckResult {
  const { id, title } = check
  const level = check.softForModels && isModel(probe) ? 'SHOULD' : check.level
  const shared = { id, level, title, finding: null, note: null }
  switch (verdict.kind) {
    case 'pass':
      return { ...shared, status: 'pass', note: verdict.note ?? null }
    case 'fail':
      return { ...shared, status: 'fail', finding: verdict.finding }
    case 'skip':
      return { ...shared, status: 'skip', note: verdict.reason }
    default:
      return verdict satisfies never
  }
}

function percentile(sorted: readonly number[], share: number): number | null {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  return value === undefined ? null : Math.round(value * 10) / 10
}

async function runChecks(
  checks: readonly Check[],
  probe: Probe,
  options: RunOptions,
): Promise<CheckResult[]> {
  const results = new Map<string, CheckResult>()
  const broken = new Set<string>()
  const inOrder = [...checks.filter((check) => !check.atEnd), ...checks.filter((check) => check.atEnd)]
  for (const check of inOrder) {
    const missing = check.needs?.find((id) => broken.has(id))
    const verdict = missing ? leaveOpen(`${missing} has to hold first`) : await judge(check, probe, options)
    if (verdict.kind === 'fail' || (verdict.kind === 'skip' && verdict.isOpen)) broken.add(check.id)
    results.set(check.id, resultOf(check, verdict, probe))
  }
  return checks.flatMap((check) => results.get(check.id) ?? [])
}

/** Holds an agent to the contract. Throws an UnreachableError when nothing answers at all. */
export async function checkAgent(asked: AgentCheck): Promise<Report> {
  const { agent, token, clock = performance } = asked
  const checks = selectChecks(asked.only ?? [])
  if (checks === null) {
    throw new UnreachableError(
      `Cannot check: no such group or check in ${asked.only?.join(', ')}`,
    )
  }
  const root = (asked.url ?? IN_PROCESS_ROOT).replace(/\/+$/, '')
  const send = 'fetch' in asked ? asked.fetch : (request: Request) => fetch(request)

  const startedAt = clock.now()
  const probe = await openProbe({ agent, root, token, send, clock })
  const { failure } = probe.manifestReply
  if (failure === 'connection failed' || failure === 'timeout') {
    throw new UnreachableError(
      `Cannot check: ${root} does not answer (${failure})`,
    )
  }
  const results = await runChecks(checks, probe, {
    scorePlan: asked.scorePlan ?? null,
  })
  const times = probe.transcript.map((reply) => reply.ms).sort((a, b) => a - b)
  return {
    agent,
    root,
    method: probe.method,
    calls: probe.calls(),
    ms: Math.round(clock.now() - startedAt),
    p50_ms: percentile(times, 0.5),
    p95_ms: percentile(times, 0.95),
    ended_early: probe.isExhausted(),
    passed: !probe.isExhausted() &&
      !results.some((result) => result.level === 'MUST' && result.status === 'fail'),
    results,
  }
}
