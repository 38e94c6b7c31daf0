import type { NewRunEvent, RunFact, TaskFact, TaskWrite } from '../contract/runs.ts'
import type { Log, Random, Timer } from '../contract/ports.ts'
import { nextWait } from '../domain/backoff.ts'
import type { Claims } from '../store/learnerStore.ts'
import type { WorkStore, WriteRunRequest } from '../store/runStore.ts'
import { createRunWriter, type RunWriter } from './runWriter.ts'

/** What a step came to. `retryable`: another try may help. */
export type StepResult<T> =
  | { ok: true; output: T; events?: NewRunEvent[] }
  | { ok: false; error_code: string; retryable: boolean; retry_after_ms?: number | null }

export type Step<T> = {
  /** Names it within its run; a worker that takes over finds the result under it. */
  key: string
  kind: string
  agent?: string
  /** What the story says when it begins, and when it failed for good. */
  begins: NewRunEvent | null
  fails: (error_code: string) => NewRunEvent
  /** Reads a stored output back; throws when it is none. */
  read(output: unknown): T
  /** Done at least once: whoever is asked gets `idempotency_key`, the same at every try and after a take-over. */
  work(attempt: { idempotency_key: string; signal: AbortSignal }): Promise<StepResult<T>>
}

/** What a handler works with. All its effects go through `step` and `tell`, so that they survive the worker. */
export type RunContext = {
  run: RunFact
  claims: Claims
  /** One trace for the whole run, whoever works on it. */
  traceparent: string
  /** Aborts when the run is cancelled, taken over, or its worker ends: whatever is under way must stop. */
  signal: AbortSignal
  now(): number
  /** Until the run's deadline, in ms. */
  leftMs(): number
  /** The output, or the code it failed with; what was done before, by whomever, is not done again. */
  step<T>(step: Step<T>): Promise<{ ok: true; output: T } | { ok: false; error_code: string }>
  tell(...events: NewRunEvent[]): Promise<void>
  /**
   * Parks a task for an outside answer; null when it did not come within `limit_ms`. `ask` goes out once the task waits,
   * or an answer could come before anybody waits for it; false: there will be none.
   */
  wait(
    task: { key: string; kind: string },
    limit_ms: number,
    ask: () => Promise<boolean>,
  ): Promise<unknown>
}

export type RunContextPorts = { store: WorkStore; timer: Timer; random: Random; makeId(): string; log: Log }

/** How often a waiting task is looked at. */
const WAIT_POLL_MS = 250

type Start = { run: RunFact; tasks: TaskFact[]; claims: Claims; left_ms: number; signal: AbortSignal }

export function createRunContext(
  start: Start,
  ports: RunContextPorts,
): { context: RunContext; writer: RunWriter } {
  const { run, claims, signal } = start
  const { timer } = ports
  const endsAt = timer.now() + start.left_ms
  const known = new Map(start.tasks.map((task) => [task.key, task]))
  const send = (request: Omit<WriteRunRequest, 'run_id' | 'fence' | 'write_id'>) =>
    ports.store.writeRun(claims, { run_id: run.id, fence: run.fence, write_id: ports.makeId(), ...request })
  const writer = createRunWriter(send, timer, signal)
  const leftMs = () => endsAt - timer.now()

  const taskOf = (
    step: Pick<Step<unknown>, 'key' | 'kind' | 'agent'>,
    more: Partial<TaskWrite>,
  ): TaskWrite => ({
    key: step.key,
    kind: step.kind,
    agent: step.agent ?? null,
    status: 'IN_PROGRESS',
    attempts: 1,
    output: null,
    error_code: null,
    ...more,
  })

  async function attempt<T>(step: Step<T>): Promise<{ result: StepResult<T>; attempts: number }> {
    for (let attempts = 1;; attempts += 1) {
      const result = await step.work({ idempotency_key: `${run.id}:${step.key}`, signal })
      signal.throwIfAborted()
      if (result.ok) return { result, attempts }
      const refusal = { retryable: result.retryable, retry_after_ms: result.retry_after_ms ?? null }
      const waitMs = nextWait(refusal, attempts, leftMs(), ports.random, 'workflow_step')
      if (waitMs === null) return { result, attempts }
      await timer.sleep(waitMs, signal)
    }
  }

  const context: RunContext = {
    run,
    claims,
    traceparent: traceOf(run.id),
    signal,
    now: timer.now,
    leftMs,
    async step(step) {
      signal.throwIfAborted()
      const done = known.get(step.key)
      if (done?.status === 'COMPLETED') return { ok: true, output: step.read(done.output) }
      if (done?.status === 'FAILED') return { ok: false, error_code: done.error_code ?? 'UNKNOWN' }

      await writer.write({
        tasks: [taskOf(step, {})],
        events: step.begins === null ? [] : [{ task_key: step.key, ...step.begins }],
      })
      const { result, attempts } = await attempt(step)
      if (result.ok) {
        const events = (result.events ?? []).map((event) => ({ task_key: step.key, ...event }))
        const output = result.output
        await writer.write({ tasks: [taskOf(step, { status: 'COMPLETED', attempts, output })], events })
        return { ok: true, output }
      }
      const { error_code } = result
      await writer.write({
        tasks: [taskOf(step, { status: 'FAILED', attempts, error_code })],
        events: [{ task_key: step.key, level: 'warn', ...step.fails(error_code) }],
      })
      return { ok: false, error_code }
    },
    async tell(...events) {
      await writer.write({ events })
    },
    async wait(task, limitMs, ask) {
      const before = known.get(task.key)
      if (before?.status === 'COMPLETED') return before.output
      if (before?.status === 'FAILED') return null
      const waitsUntil = timer.now() + Math.min(limitMs, leftMs())
      if (before?.status !== 'WAITING') await writer.write({ tasks: [taskOf(task, { status: 'WAITING' })] })
      const isAsked = await ask()
      while (isAsked && timer.now() < waitsUntil) {
        await timer.sleep(WAIT_POLL_MS, signal)
        const reading = await ports.store.readRun(claims, run.id, run.event_seq, 0)
        if ('refused' in reading) return null
        const found = reading.tasks.find(({ key }) => key === task.key)
        if (found?.status === 'COMPLETED') return found.output
      }
      const error_code = isAsked ? 'TIMEOUT' : 'NOT_ASKED'
      await writer.write({ tasks: [taskOf(task, { status: 'FAILED', error_code })] })
      return null
    },
  }
  return { context, writer }
}

function traceOf(run_id: string): string {
  const hex = run_id.replaceAll('-', '')
  return `00-${hex}-${hex.slice(16)}-01`
}
