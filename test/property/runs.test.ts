// Runs under workers that die, freeze, lose replies and are ended, at any write. Accident it prevents: a story with a
// gap or an echo, an effect that is written twice, a run that nobody ever ends.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RUN_MOVES, TASK_MOVES } from '../../supabase/functions/_shared/contract/runs.ts'
import type { RunContext, StepResult } from '../../supabase/functions/_shared/runs/runContext.ts'
import { LEASE_MS } from '../../supabase/functions/_shared/runs/worker.ts'
import type { WorkStore } from '../../supabase/functions/_shared/store/runStore.ts'
import {
  changeStore,
  conclude,
  createRunBench,
  makeStep,
  outage,
  RUN_ID,
  type RunBench,
} from '../support/runBench.ts'

/** What happens to one call of one worker. */
const fault = fc.constantFrom(
  'none',
  'none',
  'none',
  'unsent',
  'unanswered',
  'frozen',
  'death',
  'death_after',
  'sigterm',
)
type Fault = typeof fault extends fc.Arbitrary<infer T> ? T : never

const scene = fc.record({
  faults: fc.array(fault, { maxLength: 30 }),
  /** How long each step takes, and how often it fails first. */
  steps: fc.array(
    fc.record({ ms: fc.integer({ min: 0, max: 9_000 }), fails: fc.integer({ min: 0, max: 4 }) }),
    {
      minLength: 1,
      maxLength: 5,
    },
  ),
  cancelAt: fc.option(fc.integer({ min: 0, max: 40_000 }), { freq: 3 }),
  timeout_s: fc.constantFrom(10, 60, 300),
  ending: fc.constantFrom('succeeded' as const, 'needs_review' as const, 'throws' as const),
})

const never = () => new Promise<never>(() => {})

/** Workers one after the other, each with the next faults of the scene; a new one comes when one is gone. */
function sendWorkers(
  bench: RunBench,
  faults: Fault[],
  handler: (context: RunContext) => Promise<never | Awaited<ReturnType<typeof conclude>>>,
) {
  const left = [...faults]
  let isOver = false
  const alive = new Set<{ ended: Promise<void>; stop(): void }>()

  function send(): void {
    if (isOver) return
    let isDead = false
    const suffer = async <R>(call: () => Promise<R>): Promise<R> => {
      await Promise.resolve()
      if (isDead) return await never()
      const next = isOver ? 'none' : left.shift() ?? 'none'
      switch (next) {
        case 'unsent':
          throw outage()
        case 'unanswered':
          await call()
          throw outage()
        case 'frozen':
          await bench.timer.sleep(LEASE_MS * 1.5, new AbortController().signal)
          return await call()
        case 'death':
        case 'death_after':
          if (next === 'death_after') await call()
          isDead = true
          alive.delete(worker)
          send()
          return await never()
        case 'sigterm':
          worker.stop()
          return await call()
        default:
          return await call()
      }
    }
    const store: WorkStore = changeStore(bench.runs, {
      claimRun: (...args) => suffer(() => bench.runs.claimRun(...args)),
      beatRuns: (...args) => suffer(() => bench.runs.beatRuns(...args)),
      writeRun: (...args) => suffer(() => bench.runs.writeRun(...args)),
    })
    const worker = bench.work(handler, { store })
    alive.add(worker)
    void worker.ended.then(() => {
      alive.delete(worker)
      if (!isDead) send()
    })
  }
  send()
  return {
    async end() {
      isOver = true
      for (const worker of alive) worker.stop()
      await Promise.all([...alive].map(({ ended }) => ended))
    },
  }
}

test('whatever befalls its workers, a run comes to rest, told once, in order, with nothing after its end', async () => {
  await fc.assert(
    fc.asyncProperty(scene, async ({ faults, steps, cancelAt, timeout_s, ending }) => {
      const bench = createRunBench()
      await bench.start({ timeout_s })
      const failed = new Map<string, number>()
      const askedWhenDone: string[] = []

      const workers = sendWorkers(bench, faults, async (context) => {
        const outputs = await Promise.all(steps.map(({ ms, fails }, index) => {
          const key = `step:${index}`
          return context.step(makeStep(key, async ({ signal }): Promise<StepResult<string>> => {
            if (bench.row().tasks.get(key)?.status === 'COMPLETED') askedWhenDone.push(key)
            await bench.timer.sleep(ms, signal)
            const before = failed.get(key) ?? 0
            failed.set(key, before + 1)
            return before < fails
              ? { ok: false, error_code: 'TIMEOUT', retryable: true }
              : { ok: true, output: key, events: [{ type: 'scored', message: key, data: { key } }] }
          }))
        }))
        if (ending === 'throws') throw new TypeError('a bug')
        return conclude({ status: ending, result: { outputs } })
      })
      const isAtRest = () => !['queued', 'running'].includes(bench.row().status)
      const cancelling = cancelAt === null ? null : bench.timer.sleep(cancelAt, new AbortController().signal)
        .then(() => bench.cancel())
      await bench.timer.run(bench.waitFor(isAtRest, 900_000))
      await bench.timer.run(Promise.resolve(cancelling))
      const { status, events, tasks, result } = structuredClone(bench.row())
      const again = [await bench.cancel(), await bench.cancel()]
      await bench.timer.run(workers.end())

      expect(again[1]).toEqual(again[0])
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
      const told = events.map(({ type, task_key, data }) => JSON.stringify([type, task_key, data]))
      const once = told.filter((line) => !/^\["(recovered|retrying)"/.test(line))
      expect(once).toEqual([...new Set(once)])
      expect(askedWhenDone).toEqual([])
      if (RUN_MOVES[status].length > 0) return
      expect(events.at(-1)?.type).toBe(status)
      expect([...tasks.values()].filter((task) => TASK_MOVES[task.status].length > 0)).toEqual([])
      // Nothing follows: what was read before the last cancel and the end of all workers is what is there.
      expect({ ...bench.row() }).toMatchObject({ status, events, tasks, result })
      if (cancelAt === null) expect(['succeeded', 'needs_review', 'failed']).toContain(status)
    }),
    { numRuns: 300 },
  )
})

test('with workers that live, every run of many learners is done and none is done twice', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({ learner: fc.integer({ min: 1, max: 3 }), ms: fc.integer({ min: 0, max: 2_000 }) }),
        {
          minLength: 1,
          maxLength: 12,
        },
      ),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
      async (sessions, workers, slots) => {
        const bench = createRunBench()
        const begun: string[] = []
        for (const [index, { learner }] of sessions.entries()) {
          const id = RUN_ID.slice(0, -2) + String(index + 10)
          await bench.start({ id, user_id: RUN_ID.replace('a', String(learner)) })
        }
        const handler = async (context: RunContext) => {
          begun.push(context.run.id)
          await bench.timer.sleep(sessions[Number(context.run.id.slice(-2)) - 10]?.ms ?? 0, context.signal)
          return conclude()
        }
        const ended = Array.from(
          { length: workers },
          () => bench.work(handler, { slots, until_idle: true }).ended,
        )
        await bench.timer.run(Promise.all(ended))

        expect([...bench.runs.rows.values()].map(({ status }) => status)).toEqual(
          sessions.map(() => 'succeeded'),
        )
        expect(new Set(begun).size).toBe(begun.length)
        expect(bench.timer.pending()).toBe(0)
      },
    ),
  )
})
