// The loop that takes runs, keeps them and lets them go. Accident it prevents: a run that two work on, one that nobody
// ends, an agent that is asked for a run that is over.
import { describe, expect, test } from 'vitest'
import { BEAT_MS, LEASE_MS } from '../../../supabase/functions/_shared/runs/worker.ts'
import { GRACE_MS } from '../../../supabase/functions/_shared/runs/workRun.ts'
import {
  changeStore,
  conclude,
  createRunBench,
  LEARNER,
  makeStep,
  outage,
  RUN_ID,
} from '../../support/runBench.ts'

const never = () => new Promise<never>(() => {})
const isEnded = (bench: ReturnType<typeof createRunBench>) => () => bench.row().ended_at !== null

describe('the worker', () => {
  test('takes a run, does its steps and tells its story', async () => {
    const bench = createRunBench()
    await bench.start()
    const worker = bench.work(async (context) => {
      const made = await context.step(makeStep('a', () => Promise.resolve({ ok: true, output: 7 })))
      return conclude({ result: { made } })
    })
    await bench.timer.run(bench.waitFor(isEnded(bench)))
    worker.stop()
    await bench.timer.run(worker.ended)

    expect(bench.types()).toEqual(['queued', 'started', 'variant_started', 'succeeded'])
    expect(bench.row()).toMatchObject({ status: 'succeeded', result: { made: { ok: true, output: 7 } } })
    expect(bench.timer.pending()).toBe(0)
  })

  test('works on so many runs at once and no more', async () => {
    const bench = createRunBench()
    let atOnce = 0
    let most = 0
    for (const digit of '1234567') await bench.start({ id: RUN_ID.replace('a', digit) })
    const worker = bench.work(async (context) => {
      most = Math.max(most, atOnce += 1)
      await bench.timer.sleep(1_000, context.signal)
      atOnce -= 1
      return conclude()
    }, { slots: 3, until_idle: true })
    await bench.timer.run(worker.ended)

    expect(most).toBe(3)
    expect([...bench.runs.rows.values()].map(({ status }) => status)).toEqual(Array(7).fill('succeeded'))
  })

  test('gives back what it holds when it is ended, and another goes on at once', async () => {
    const bench = createRunBench()
    await bench.start()
    const first = bench.work(() => never())
    await bench.timer.run(bench.waitFor(() => bench.row().status === 'running'))
    const stoppedAt = bench.timer.now()
    first.stop()
    await bench.timer.run(first.ended)
    bench.work(() => Promise.resolve(conclude()))
    await bench.timer.run(bench.waitFor(isEnded(bench)))

    expect(bench.timer.now() - stoppedAt).toBeLessThan(LEASE_MS / 2)
    expect(bench.types()).toEqual(['queued', 'started', 'recovered', 'succeeded'])
    expect(bench.row().lost_workers).toBe(0)
  })

  test('that is frozen past its lease and woken writes nothing more', async () => {
    const bench = createRunBench()
    await bench.start()
    let isFrozen = false
    const frozen = async () => {
      if (isFrozen) await bench.timer.sleep(LEASE_MS * 3, new AbortController().signal)
    }
    const store = changeStore(bench.runs, {
      claimRun: async (...args) => (await frozen(), await bench.runs.claimRun(...args)),
      beatRuns: async (...args) => (await frozen(), await bench.runs.beatRuns(...args)),
      writeRun: async (...args) => (await frozen(), await bench.runs.writeRun(...args)),
    })
    const first = bench.work(async (context) => {
      await context.step(makeStep('a', () => Promise.resolve({ ok: true, output: 'first' })))
      isFrozen = true
      await context.tell({ type: 'late', message: 'late' })
      return conclude({ result: { by: 'first' } })
    }, { store })
    await bench.timer.run(bench.waitFor(() => isFrozen))
    bench.work(async (context) => {
      const made = await context.step(makeStep('a', () => Promise.resolve({ ok: true, output: 'second' })))
      await bench.timer.sleep(LEASE_MS * 4, context.signal)
      return conclude({ result: { by: 'second', made } })
    })
    await bench.timer.run(bench.waitFor(isEnded(bench)))

    expect(bench.types()).toEqual(['queued', 'started', 'variant_started', 'recovered', 'succeeded'])
    expect(bench.row().result).toEqual({ by: 'second', made: { ok: true, output: 'first' } })
    first.stop()
    await bench.timer.run(first.ended)
  })

  test('hears of a cancel within a beat, and whatever is under way is told to stop', async () => {
    const bench = createRunBench()
    await bench.start()
    let asked: AbortSignal | null = null
    bench.work(async (context) => {
      await context.step(makeStep('a', (attempt) => (asked = attempt.signal, never())))
      return conclude()
    })
    await bench.timer.run(bench.waitFor(() => asked !== null))
    await bench.cancel()
    await bench.timer.run(bench.waitFor(() => asked?.aborted === true, BEAT_MS + 20))
    await bench.timer.run(bench.waitFor(() => bench.timer.now() > 0))

    expect(bench.types()).toEqual(['queued', 'started', 'variant_started', 'cancelled'])
    expect(bench.logged.filter(({ level }) => level !== 'info')).toEqual([])
  })

  test('stops quietly when the learner is deleted', async () => {
    const bench = createRunBench()
    await bench.start()
    let asked: AbortSignal | null = null
    const worker = bench.work(async (context) => {
      await context.step(makeStep('a', (attempt) => (asked = attempt.signal, never())))
      return conclude()
    }, { until_idle: true })
    await bench.timer.run(bench.waitFor(() => asked !== null))
    bench.runs.deleteLearner(LEARNER)
    await bench.timer.run(worker.ended)

    expect(asked).toMatchObject({ aborted: true })
    expect(bench.logged).toEqual([])
  })

  test('leaves nothing under way of a run that has ended', async () => {
    const bench = createRunBench()
    await bench.start()
    let left: AbortSignal | null = null
    const worker = bench.work(async (context) => {
      void context.step(makeStep('a', (attempt) => (left = attempt.signal, never()))).catch(() => {})
      await context.step(makeStep('b', () => Promise.resolve({ ok: true, output: 1 })))
      return conclude()
    }, { until_idle: true })
    await bench.timer.run(worker.ended)

    expect(left).toMatchObject({ aborted: true })
    expect([...bench.row().tasks.values()].map(({ key, status }) => [key, status])).toEqual([
      ['a', 'CANCELLED'],
      ['b', 'COMPLETED'],
    ])
  })

  test('ends a run whose handler broke, and repeats nothing of what the error says', async () => {
    const bench = createRunBench()
    await bench.start()
    const worker = bench.work(() => Promise.reject(new TypeError('a secret word')), { until_idle: true })
    await bench.timer.run(worker.ended)

    expect(bench.row()).toMatchObject({ status: 'failed', result: { code: 'INTERNAL_ERROR' } })
    expect(JSON.stringify([bench.row().events, bench.logged])).not.toContain('secret')
    expect(bench.logged).toMatchObject([{ level: 'error', fields: { cause: 'TypeError' } }])
  })
})

describe('the deadline of a run', () => {
  test('cuts a step, after which the handler says what there is', async () => {
    const bench = createRunBench()
    await bench.start({ timeout_s: 60 })
    const startedAt = bench.timer.now()
    const worker = bench.work(async (context) => {
      const steps = [
        context.step(makeStep('a', () => Promise.resolve({ ok: true, output: 'here' }))),
        context.step(makeStep('b', never)),
      ]
      return conclude({ result: { steps: await Promise.all(steps) } })
    }, { until_idle: true })
    await bench.timer.run(worker.ended)

    expect(bench.row()).toMatchObject({
      status: 'succeeded',
      result: { steps: [{ ok: true, output: 'here' }, { ok: false, error_code: 'DEADLINE' }] },
    })
    expect(bench.timer.now() - startedAt).toBeLessThan(60_000 + 1_000)
  })

  test('ends a run whose handler does not', async () => {
    const bench = createRunBench()
    await bench.start({ timeout_s: 60 })
    const startedAt = bench.timer.now()
    const worker = bench.work(never, { until_idle: true })
    await bench.timer.run(worker.ended)

    expect(bench.row()).toMatchObject({ status: 'failed', result: { code: 'DEADLINE' } })
    expect(bench.timer.now() - startedAt).toBeLessThan(60_000 + GRACE_MS + 1_000)
  })

  test('passed while no worker lived: what is done is served, nothing is begun', async () => {
    const bench = createRunBench()
    await bench.start({ timeout_s: 60 })
    const asked: string[] = []
    const handler = async (context: Parameters<Parameters<typeof bench.work>[0]>[0]) => {
      const ask = (key: string) =>
        context.step(makeStep(key, () => {
          asked.push(key)
          return key === 'b' ? never() : Promise.resolve({ ok: true, output: key })
        }))
      return conclude({ result: { steps: await Promise.all([ask('a'), ask('b')]) } })
    }
    const store = changeStore(bench.runs, {})
    const first = bench.work(handler, { store })
    await bench.timer.run(bench.waitFor(() => bench.row().tasks.get('a')?.status === 'COMPLETED'))
    // Killed: no call of it arrives any more.
    Object.assign(store, { claimRun: never, beatRuns: never, writeRun: never })
    await bench.timer.run(
      bench.waitFor(() => bench.timer.now() > Date.parse(bench.row().deadline_at) + 1_000),
    )
    await bench.timer.run(bench.work(handler, { until_idle: true }).ended)
    first.stop()

    expect(asked).toEqual(['a', 'b'])
    expect(bench.row().result).toEqual({
      steps: [{ ok: true, output: 'a' }, { ok: false, error_code: 'DEADLINE' }],
    })
  })
})

describe('while the database is away', () => {
  /** A store that answers nothing between two moments of the run. */
  const withOutage = (bench: ReturnType<typeof createRunBench>, forMs: number) => {
    let until = 0
    const gate = <A extends unknown[], R>(call: (...args: A) => Promise<R>) => (...args: A) =>
      bench.timer.now() < until ? Promise.reject(outage()) : call(...args)
    const { claimRun, beatRuns, writeRun, readRun } = bench.runs
    return {
      begin: () => until = bench.timer.now() + forMs,
      store: {
        ...{ claimRun: gate(claimRun), beatRuns: gate(beatRuns) },
        ...{ writeRun: gate(writeRun), readRun: gate(readRun) },
      },
    }
  }

  test('the loop, the beat and the writer wait and go on; the log says it once', async () => {
    const bench = createRunBench()
    await bench.start()
    const { begin, store } = withOutage(bench, 4_000)
    bench.work(async (context) => {
      await context.step(makeStep('a', () => Promise.resolve({ ok: true, output: 1 })))
      begin()
      await context.step(makeStep('b', () => Promise.resolve({ ok: true, output: 2 })))
      return conclude()
    }, { store })
    await bench.timer.run(bench.waitFor(isEnded(bench)))

    expect(bench.types()).toEqual(['queued', 'started', 'variant_started', 'variant_started', 'succeeded'])
    expect(bench.logged.filter(({ level }) => level === 'warn')).toHaveLength(1)
  })

  test('longer than the lease: the run is given back, and goes on where it was', async () => {
    const bench = createRunBench()
    await bench.start()
    const { begin, store } = withOutage(bench, LEASE_MS * 2)
    let asked = 0
    bench.work(async (context) => {
      await context.step(makeStep('a', () => Promise.resolve({ ok: true, output: asked += 1 })))
      if (bench.row().fence === 1) begin()
      await context.tell({ type: 'note', message: 'note' })
      return conclude()
    }, { store })
    await bench.timer.run(bench.waitFor(isEnded(bench)))

    expect(asked).toBe(1)
    expect(bench.types()).toEqual(['queued', 'started', 'variant_started', 'recovered', 'note', 'succeeded'])
  })

  test('an outage that meets the handler itself gives the run back, no fault of ours is told', async () => {
    const bench = createRunBench()
    await bench.start()
    let tries = 0
    bench.work(() => (tries += 1) === 1 ? Promise.reject(outage()) : Promise.resolve(conclude()))
    await bench.timer.run(bench.waitFor(isEnded(bench)))

    expect(bench.types()).toEqual(['queued', 'started', 'recovered', 'succeeded'])
  })

  test('a worker that was woken says so instead of finding nothing to do', async () => {
    const bench = createRunBench()
    const store = changeStore(bench.runs, { claimRun: () => Promise.reject(outage()) })
    await expect(bench.timer.run(bench.work(never, { store, until_idle: true }).ended)).rejects.toThrow(
      /Cannot reach the database/,
    )
  })
})
