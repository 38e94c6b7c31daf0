import type { Log, Random, Timer } from '../contract/ports.ts'
import {
  type NewRunEvent,
  type RunFact,
  TASK_MOVES,
  type TaskFact,
  type TaskWrite,
} from '../contract/runs.ts'
import { nextWait } from '../domain/backoff.ts'
import type { Claims } from '../store/learnerStore.ts'
import type { WorkStore } from '../store/runStore.ts'
import { isAway, type RunWrite, type RunWriter } from './runWriter.ts'
import { untilAborted } from './untilAborted.ts'

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
  /** Aborts when the run is cancelled, taken over, long past its deadline, or its worker ends. */
  signal: AbortSignal
  now(): number
  /** Until the run's deadline, in ms; 0 once it has passed: then end with what there is. */
  leftMs(): number
  /**
   * The output, or the code it failed with; what was done before, by whomever, is not done again. Cut at the run's
   * deadline, and not begun after it.
   */
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
const LATE = { ok: false, error_code: 'DEADLINE', retryable: false } as const

type Start = {
  run: RunFact
  tasks: TaskFact[]
  claims: Claims
  left_ms: number
  signal: AbortSignal
  writer: RunWriter
}

export function createRunContext(start: Start, ports: RunContextPorts): RunContext {
  const { run, claims, signal, writer } = start
  const { timer } = ports
  const endsAt = timer.now() + start.left_ms
  const known = new Map(start.tasks.map((task) => [task.key, task]))
  const leftMs = () => Math.max(0, endsAt - timer.now())

  async function write(request: RunWrite): Promise<void> {
    for (const task of await writer.write(request)) known.set(task.key, task)
  }

  async function tryOnce<T>(step: Step<T>): Promise<StepResult<T>> {
    const deadline = timer.deadline(leftMs(), signal)
    try {
      const attempt = { idempotency_key: `${run.id}:${step.key}`, signal: deadline.signal }
      return await untilAborted(step.work(attempt), deadline.signal)
    } catch (error) {
      signal.throwIfAborted()
      if (deadline.signal.aborted) return LATE
      throw error
    } finally {
      deadline.cancel()
    }
  }

  /** `before`: tries of workers that did not live to tell. */
  async function tryAgain<T>(
    step: Step<T>,
    before: number,
  ): Promise<{ result: StepResult<T>; attempts: number }> {
    for (let attempts = before + 1;; attempts += 1) {
      const result = await tryOnce(step)
      signal.throwIfAborted()
      if (result.ok) return { result, attempts }
      const refusal = { retryable: result.retryable, retry_after_ms: result.retry_after_ms ?? null }
      const waitMs = nextWait(refusal, attempts, leftMs(), ports.random, 'workflow_step')
      if (waitMs === null) return { result, attempts }
      const { error_code } = result
      await write({ tasks: [taskOf(step, { attempts })], events: [tellRetry(step, error_code, waitMs)] })
      await timer.sleep(waitMs, signal)
    }
  }

  async function lookAt(key: string): Promise<TaskFact | undefined> {
    try {
      const reading = await ports.store.readRun(claims, run.id, run.event_seq, 0)
      return 'refused' in reading ? undefined : reading.tasks.find((task) => task.key === key)
    } catch (error) {
      if (isAway(error)) return undefined
      throw error
    }
  }

  const isParked = (key: string) => known.get(key)?.status === 'WAITING'

  return {
    run,
    claims,
    traceparent: traceOf(run.id),
    signal,
    now: timer.now,
    leftMs,
    async step(step) {
      signal.throwIfAborted()
      const before = known.get(step.key)
      if (before?.status === 'COMPLETED') return { ok: true, output: step.read(before.output) }
      if (isOver(before)) return { ok: false, error_code: before?.error_code ?? 'UNKNOWN' }
      if (leftMs() <= 0) return { ok: false, error_code: LATE.error_code }

      // Told once, however many workers begin it.
      const begins = before !== undefined || step.begins === null ? [] : [step.begins]
      const attemptsBefore = before?.attempts ?? 0
      await write({
        tasks: [taskOf(step, { attempts: attemptsBefore + 1 })],
        events: begins.map((event) => ({ task_key: step.key, ...event })),
      })
      const { result, attempts } = await tryAgain(step, attemptsBefore)
      if (result.ok) {
        const events = (result.events ?? []).map((event) => ({ task_key: step.key, ...event }))
        const { output } = result
        await write({ tasks: [taskOf(step, { status: 'COMPLETED', attempts, output })], events })
        return { ok: true, output }
      }
      const { error_code } = result
      await write({
        tasks: [taskOf(step, { status: 'FAILED', attempts, error_code })],
        events: [{ task_key: step.key, level: 'warn', ...step.fails(error_code) }],
      })
      return { ok: false, error_code }
    },
    async tell(...events) {
      await write({ events })
    },
    async wait(task, limitMs, ask) {
      const waitsUntil = timer.now() + Math.min(limitMs, leftMs())
      if (!known.has(task.key)) await write({ tasks: [taskOf(task, { status: 'WAITING' })] })
      const isAsked = isParked(task.key) && await ask()
      while (isAsked && isParked(task.key) && timer.now() < waitsUntil) {
        await timer.sleep(WAIT_POLL_MS, signal)
        const found = await lookAt(task.key)
        if (found !== undefined) known.set(task.key, found)
      }
      // An answer of the last moment stays: a task that has ended is not written again, and `known` then holds it.
      if (isParked(task.key)) {
        const error_code = isAsked ? 'TIMEOUT' : 'NOT_ASKED'
        await write({ tasks: [taskOf(task, { status: 'FAILED', error_code })] })
      }
      const settled = known.get(task.key)
      return settled?.status === 'COMPLETED' ? settled.output : null
    },
  }
}

function isOver(task: TaskFact | undefined): boolean {
  return task !== undefined && TASK_MOVES[task.status].length === 0
}

function taskOf(step: Pick<Step<unknown>, 'key' | 'kind' | 'agent'>, more: Partial<TaskWrite>): TaskWrite {
  return {
    key: step.key,
    kind: step.kind,
    agent: step.agent ?? null,
    status: 'IN_PROGRESS',
    attempts: 1,
    output: null,
    error_code: null,
    ...more,
  }
}

function tellRetry(step: Pick<Step<unknown>, 'key'>, error_code: string, wait_ms: number): NewRunEvent {
  return {
    type: 'retrying',
    level: 'warn',
    task_key: step.key,
    message: `Trying again in ${Math.ceil(wait_ms / 1000)} s`,
    data: { error_code, wait_ms },
  }
}

function traceOf(run_id: string): string {
  const hex = run_id.replaceAll('-', '')
  return `00-${hex}-${hex.slice(16)}-01`
}
