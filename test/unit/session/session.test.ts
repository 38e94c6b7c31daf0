import { describe, expect, it } from 'vitest'
import type { TaskFact } from '../../../supabase/functions/_shared/contract/runs.ts'
import { sessionStatusResponseSchema } from '../../../supabase/functions/_shared/contract/session.ts'
import { createMemoryRuns, memorySessions, PROMPT, RUN_ID } from '../../support/memorySessions.ts'
import { USER } from '../../support/memoryHall.ts'

const scored = (name: string, score: number, iteration = 0) => ({
  name,
  iteration,
  score,
  rubric: null,
  external_score: null,
  plan: null,
  text: 'a plan',
  error_code: null,
})
const task = (key: string, more: Partial<TaskFact>): TaskFact => ({
  id: RUN_ID,
  key,
  kind: key.split(':')[0] ?? '',
  agent: null,
  status: 'COMPLETED',
  attempts: 1,
  output: null,
  error_code: null,
  ...more,
})

async function readMeta(runs: ReturnType<typeof createMemoryRuns>) {
  const reply = await memorySessions(runs).send(`${RUN_ID}/status`)
  return sessionStatusResponseSchema.parse(await reply.json()).meta
}

describe('the status of a session', () => {
  it('shows what its tasks brought so far, in the order asked for, and who leads', async () => {
    const runs = createMemoryRuns()
    runs.add()
    runs.setTasks([
      task('variant:unasked', { output: scored('unasked', 0.7) }),
      task('variant:theory-first', { status: 'FAILED', error_code: 'TIMEOUT' }),
      task('variant:project-first', { output: scored('project-first', 0.6) }),
      task('critic:0', { output: [] }),
      task('refine:1', { output: scored('project-first', 0.75, 1) }),
      task('refine:2', { status: 'IN_PROGRESS' }),
    ])
    const meta = await readMeta(runs)

    expect(
      meta.candidates.map(({ name, iteration, score, error_code }) => [name, iteration, score, error_code]),
    )
      .toEqual([
        ['project-first', 0, 0.6, null],
        ['theory-first', 0, null, 'TIMEOUT'],
        ['unasked', 0, 0.7, null],
        ['project-first', 1, 0.75, null],
      ])
    expect(meta.winner).toEqual({ name: 'project-first', iteration: 1, score: 0.75 })
    expect(JSON.stringify(meta)).not.toContain('a plan')
  })

  it('names no winner of a session that was cancelled or failed', async () => {
    for (const status of ['cancelled', 'failed'] as const) {
      const runs = createMemoryRuns()
      runs.add()
      runs.setTasks([task('variant:project-first', { output: scored('project-first', 0.6) })])
      runs.end(status)
      const meta = await readMeta(runs)
      expect([meta.status, meta.winner, meta.candidates.length]).toEqual([status, null, 1])
    }
  })
})

describe('a start', () => {
  it('takes from the writes and from the days, of anonymous learners from theirs', async () => {
    const runs = createMemoryRuns()
    const anonymous_limits = {
      write_limits: [{ policy: 'writes', capacity: 10, per_s: 60 }],
      day_run_limits: [{ policy: 'day_runs', capacity: 20, per_s: 86_400 }],
    }
    const body = { prompt: PROMPT }
    await memorySessions(runs, { anonymous_limits }).send('start', { body })
    await memorySessions(runs, {
      anonymous_limits,
      authenticate: () =>
        Promise.resolve({ user_id: USER, kind: 'learner', anonymous: true, key_name: null }),
    }).send('start', { body })

    expect(runs.asked.starts.map(({ limits }) => limits.map(({ policy, capacity }) => [policy, capacity])))
      .toEqual([[['writes', 30], ['day_runs', 200]], [['writes', 10], ['day_runs', 20]]])
    expect(runs.asked.starts.map(({ open_max }) => open_max)).toEqual([5, 5])
  })
})

describe('what a session leaves behind', () => {
  it('0-19 are counts by route and not by id, and lines without the learner’s words', async () => {
    const runs = createMemoryRuns()
    const { send, lines, counts } = memorySessions(runs)
    const started = await (await send('start', { body: { prompt: PROMPT } })).json() as { id: string }
    await send(`${started.id}/status`)
    await (await send(`${started.id}/stream`)).body?.cancel()
    await send(`${started.id}/cancel`, { method: 'POST' })
    await send('config')
    await send(`${started.id}/callback`, { body: { score: 1, note: PROMPT } })
    await send(`${started.id}/nothing`)

    const ofRequests = counts.filter(({ metric }) => metric === 'wisely_requests_total').map((
      { labels },
    ) => [labels.route, labels.status])
    expect(ofRequests).toEqual([
      ['session/start', '200'],
      ['session/{id}/status', '200'],
      // Counted when its headers go out; it may live for two minutes more.
      ['session/{id}/stream', '200'],
      ['session/{id}/cancel', '404'],
      ['session/config', '401'],
      ['session/{id}/callback', '401'],
      ['unknown', '404'],
    ])
    expect(lines).toHaveLength(7)
    expect(JSON.stringify([lines, counts])).not.toContain(PROMPT)
    expect(JSON.stringify(counts)).not.toContain(started.id)
  })

  it('may be asked from another origin with what a stream needs', async () => {
    const { send } = memorySessions(createMemoryRuns())
    const read = async (path: string, name: string) =>
      (await send(path, { method: 'OPTIONS' })).headers.get(name)
    expect(await read(`${RUN_ID}/stream`, 'access-control-allow-headers')).toContain('last-event-id')
    expect(await read('config', 'access-control-allow-methods')).toBe('GET, PUT')
    expect(await read(`${RUN_ID}/stream`, 'access-control-allow-methods')).toBe('GET')
    expect(await read('start', 'access-control-expose-headers')).toContain('x-cache')
  })
})
