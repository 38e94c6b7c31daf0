// What a handler may rely on. Accident it prevents: a step that is done twice, a story that says so twice, an answer
// from outside that finds no place.
import { describe, expect, test } from 'vitest'
import type { RunContext, StepResult } from '../../../supabase/functions/_shared/runs/runContext.ts'
import { createRunWriter } from '../../../supabase/functions/_shared/runs/runWriter.ts'
import { changeStore, conclude, createRunBench, makeStep, outage, RUN_ID } from '../../support/runBench.ts'

const never = () => new Promise<never>(() => {})

/** Runs one handler to its run's end. */
async function runOnce(
  bench: ReturnType<typeof createRunBench>,
  tell: (context: RunContext) => Promise<unknown>,
) {
  await bench.start({ timeout_s: 300 })
  const worker = bench.work(async (context) => conclude({ result: { came: await tell(context) } }), {
    until_idle: true,
  })
  await bench.timer.run(worker.ended)
  return bench.row().result?.['came']
}

describe('a step', () => {
  test('that may be tried again is, after 2, 4 and 8 s, under one key, and the story says so', async () => {
    const bench = createRunBench()
    const asked: { at: number; key: string }[] = []
    const came = await runOnce(
      bench,
      (context) =>
        context.step(makeStep('a', ({ idempotency_key }): Promise<StepResult<number>> => {
          asked.push({ at: bench.timer.now(), key: idempotency_key })
          return Promise.resolve({ ok: false, error_code: 'TIMEOUT', retryable: true })
        })),
    )

    expect(asked.map(({ at }, index) => at - (asked[index - 1]?.at ?? at))).toEqual([0, 2_000, 4_000, 8_000])
    expect(new Set(asked.map(({ key }) => key))).toEqual(new Set([`${RUN_ID}:a`]))
    expect(came).toEqual({ ok: false, error_code: 'TIMEOUT' })
    expect(bench.types()).toEqual([
      ...['queued', 'started', 'variant_started', 'retrying', 'retrying', 'retrying', 'variant_failed'],
      'succeeded',
    ])
    expect(bench.row().tasks.get('a')).toMatchObject({ status: 'FAILED', attempts: 4, error_code: 'TIMEOUT' })
  })

  test('that no other try can help is tried once', async () => {
    const bench = createRunBench()
    let asked = 0
    await runOnce(bench, (context) =>
      context.step(makeStep('a', () => {
        asked += 1
        return Promise.resolve({ ok: false, error_code: 'REJECTED', retryable: false })
      })))
    expect(asked).toBe(1)
  })

  test('whose retry would not fit before the deadline is not tried again', async () => {
    const bench = createRunBench()
    let asked = 0
    await bench.start({ timeout_s: 3 })
    await bench.timer.run(
      bench.work(async (context) => {
        await context.step(makeStep('a', () => {
          asked += 1
          return Promise.resolve({ ok: false, error_code: 'TIMEOUT', retryable: true })
        }))
        return conclude()
      }, { until_idle: true }).ended,
    )
    expect(asked).toBe(2)
  })

  test('counts the tries of a worker that was lost, and is told to begin once', async () => {
    const bench = createRunBench()
    await bench.start({ timeout_s: 300 })
    const store = changeStore(bench.runs, {})
    const handler = (work: () => Promise<StepResult<number>>) => async (context: RunContext) => {
      await context.step(makeStep('a', work))
      return conclude()
    }
    bench.work(handler(never), { store })
    await bench.timer.run(bench.waitFor(() => bench.row().tasks.get('a')?.attempts === 1))
    Object.assign(store, { claimRun: never, beatRuns: never, writeRun: never })
    bench.work(handler(() => Promise.resolve({ ok: true, output: 1 })))
    await bench.timer.run(bench.waitFor(() => bench.row().ended_at !== null))

    expect(bench.types()).toEqual(['queued', 'started', 'variant_started', 'recovered', 'succeeded'])
    expect(bench.row().tasks.get('a')).toMatchObject({ status: 'COMPLETED', attempts: 2 })
  })

  test('asked for twice is done once', async () => {
    const bench = createRunBench()
    let asked = 0
    const step = makeStep('a', () => Promise.resolve({ ok: true as const, output: asked += 1 }))
    expect(await runOnce(bench, async (context) => [await context.step(step), await context.step(step)]))
      .toEqual([{ ok: true, output: 1 }, { ok: true, output: 1 }])
  })

  test('whose output says what Postgres cannot store is stored without it', async () => {
    const bench = createRunBench()
    const output = ['a\u0000b', '\ud800', 'fine \u{1f600}']
    await runOnce(
      bench,
      (context) => context.step(makeStep('a', () => Promise.resolve({ ok: true, output }))),
    )
    expect(bench.row().tasks.get('a')?.output).toEqual(['a\ufffdb', '\ufffd', 'fine \u{1f600}'])
  })
})

describe('an answer from outside', () => {
  const PLACE = { key: 'score:answer', kind: 'external_score' }
  const ask = () => Promise.resolve(true)

  test.each(['before it is asked for', 'while it is asked for'])(
    'that comes %s is had at once',
    async (when) => {
      const bench = createRunBench()
      const answer = () => bench.runs.settleTask(RUN_ID, PLACE.key, { score: 0.9 })
      const came = await runOnce(bench, async (context) => {
        if (when === 'before it is asked for') await answer()
        return await context.wait(PLACE, 60_000, async () => (await answer()).known)
      })
      expect(came).toEqual({ score: 0.9 })
    },
  )

  test('that nobody could be asked for is not waited for', async () => {
    const bench = createRunBench()
    const came = await runOnce(bench, async (context) => {
      const at = bench.timer.now()
      return [await context.wait(PLACE, 60_000, () => Promise.resolve(false)), bench.timer.now() - at]
    })
    expect(came).toEqual([null, 0])
    expect(bench.row().tasks.get(PLACE.key)).toMatchObject({ status: 'FAILED', error_code: 'NOT_ASKED' })
  })

  test('that comes while it is waited for is had within the next look', async () => {
    const bench = createRunBench()
    const came = await runOnce(bench, async (context) => {
      const waiting = context.wait(PLACE, 60_000, ask)
      await bench.timer.sleep(10_100, context.signal)
      await bench.runs.settleTask(RUN_ID, PLACE.key, { score: 0.4 })
      const at = bench.timer.now()
      return { score: await waiting, took: bench.timer.now() - at }
    })
    expect(came).toEqual({ score: { score: 0.4 }, took: 150 })
  })

  test('that comes in the last moment counts', async () => {
    const bench = createRunBench()
    await bench.start()
    const store = changeStore(bench.runs, {
      writeRun: async (claims, write) => {
        if (write.tasks?.some(({ status }) => status === 'FAILED')) {
          await bench.runs.settleTask(RUN_ID, PLACE.key, { score: 0.7 })
        }
        return await bench.runs.writeRun(claims, write)
      },
    })
    const worker = bench.work(
      async (context) => conclude({ result: { came: await context.wait(PLACE, 1_000, ask) } }),
      { store, until_idle: true },
    )
    await bench.timer.run(worker.ended)
    expect(bench.row().result).toEqual({ came: { score: 0.7 } })
  })

  test('that does not come is null, also for whoever takes over and asks again', async () => {
    const bench = createRunBench()
    const came = await runOnce(bench, async (context) => {
      const first = await context.wait(PLACE, 1_000, ask)
      const at = bench.timer.now()
      return [first, await context.wait(PLACE, 60_000, ask), bench.timer.now() - at]
    })
    expect(came).toEqual([null, null, 0])
    expect(bench.row().tasks.get(PLACE.key)).toMatchObject({ status: 'FAILED', error_code: 'TIMEOUT' })
  })
})

test('a write whose reply was lost is repeated as the same write', async () => {
  const bench = createRunBench()
  await bench.start()
  const claimed = await bench.runs.claimRun('w', 6_000)
  let calls = 0
  const writer = createRunWriter(
    async (write) => {
      const written = await bench.runs.writeRun({ sub: bench.row().user_id, role: 'authenticated' }, write)
      if ((calls += 1) === 1) throw outage()
      return written
    },
    { run_id: RUN_ID, fence: claimed?.run.fence ?? 0 },
    bench,
    new AbortController().signal,
  )
  await bench.timer.run(writer.write({ events: [{ type: 'note', message: 'note' }] }))

  expect(calls).toBe(2)
  expect(bench.types()).toEqual(['queued', 'started', 'note'])
})

test('writes that meet are one write, in the order in which they were told', async () => {
  const bench = createRunBench()
  await bench.start()
  const claimed = await bench.runs.claimRun('w', 6_000)
  let calls = 0
  const writer = createRunWriter(
    async (write) => {
      calls += 1
      await bench.timer.sleep(5, new AbortController().signal)
      return await bench.runs.writeRun({ sub: bench.row().user_id, role: 'authenticated' }, write)
    },
    { run_id: RUN_ID, fence: claimed?.run.fence ?? 0 },
    bench,
    new AbortController().signal,
  )
  const note = (type: string) => writer.write({ events: [{ type, message: type }] })
  await bench.timer.run(Promise.all(['a', 'b', 'c', 'd'].map(note)))

  expect(calls).toBe(2)
  expect(bench.types()).toEqual(['queued', 'started', 'a', 'b', 'c', 'd'])
})
