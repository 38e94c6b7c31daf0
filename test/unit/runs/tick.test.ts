// The door through which a scheduler wakes the worker. Accident it prevents: anybody else who wakes it, and a schedule
// that looks well while the database is away.
import { expect, test } from 'vitest'
import { createTick, TICK_MS } from '../../../supabase/functions/worker/tick.ts'
import { outage } from '../../support/runBench.ts'
import { createSteppedTimer } from '../../support/steppedTimer.ts'

const SECRET = 'a-cron-secret'
const ask = (headers: Record<string, string> = { authorization: `Bearer ${SECRET}` }, method = 'POST') =>
  new Request('https://project.example/worker/tick', { method, headers })

test.each([[null, SECRET], [SECRET, 'a-cron-secrex'], [SECRET, '']])(
  'with the secret %j nobody who says %j wakes it',
  async (secret, said) => {
    let worked = 0
    const work = () => Promise.resolve(void (worked += 1))
    const tick = createTick({ work, secret, timer: createSteppedTimer() })

    expect((await tick(ask({ authorization: `Bearer ${said}` }))).status).toBe(401)
    expect((await tick(ask({}))).status).toBe(401)
    expect(worked).toBe(0)
  },
)

test('works until nothing is left, and frees its timer', async () => {
  const timer = createSteppedTimer()
  const tick = createTick({ work: () => Promise.resolve(), secret: SECRET, timer })

  expect((await tick(ask())).status).toBe(200)
  expect(timer.pending()).toBe(0)
})

test('is told to stop before the platform ends it', async () => {
  const timer = createSteppedTimer()
  const startedAt = timer.now()
  const work = (_options: unknown, signal: AbortSignal) =>
    new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  const tick = createTick({ work, secret: SECRET, timer })

  expect((await timer.run(tick(ask()))).status).toBe(200)
  expect(timer.now() - startedAt).toBe(TICK_MS)
})

test('says so when the database is away', async () => {
  const work = () => Promise.reject(outage())
  const tick = createTick({ work, secret: SECRET, timer: createSteppedTimer() })

  expect((await tick(ask())).status).toBe(503)
})
