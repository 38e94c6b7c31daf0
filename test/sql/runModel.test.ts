// The database beside the run log in memory that the worker's tests use: the same commands, the same answers. Accident
// it prevents: a test that is green because its stand-in is kinder than the database.
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RUN_MOVES, TASK_MOVES } from '../../supabase/functions/_shared/contract/runs.ts'
import { createMemoryRuns } from '../support/memoryRuns.ts'
import { addLearner, inRollback, type Learner } from '../support/sql.ts'
import { createRunApi, END, TASK } from './runApi.ts'

const key = fc.constantFrom('a', 'b', 'c')
const command = fc.oneof(
  {
    arbitrary: fc.record({ do: fc.constant('claim' as const), lease_ms: fc.constantFrom(0, 60_000) }),
    weight: 4,
  },
  {
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      key,
      status: fc.constantFrom('IN_PROGRESS', 'COMPLETED', 'FAILED'),
      events: fc.integer({ min: 0, max: 3 }),
      isStale: fc.boolean(),
      isRepeated: fc.boolean(),
      end: fc.constantFrom(null, null, null, null, 'succeeded', 'needs_review', 'failed'),
      release: fc.constantFrom(false, false, false, true),
    }),
    weight: 6,
  },
  { arbitrary: fc.record({ do: fc.constant('park' as const), key: fc.constantFrom('w', 'v') }), weight: 1 },
  {
    arbitrary: fc.record({ do: fc.constant('settle' as const), key: fc.constantFrom('w', 'v', 'a') }),
    weight: 2,
  },
  { arbitrary: fc.record({ do: fc.constant('beat' as const), isStale: fc.boolean() }), weight: 1 },
  { arbitrary: fc.record({ do: fc.constant('cancel' as const) }), weight: 1 },
)
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never

type Store = ReturnType<typeof createRunApi>['store'] | ReturnType<typeof createMemoryRuns>
type State = { store: Store; run_id: string; fence: number; learner: Learner }

/** Does one command and answers what an onlooker may compare: no ids, no times. */
async function perform(state: State, step: Command, ids: string[]): Promise<unknown> {
  const { store, run_id, learner } = state
  const fence = 'isStale' in step && step.isStale ? state.fence - 1 : state.fence
  switch (step.do) {
    case 'claim': {
      const claimed = await store.claimRun(ids[0] ?? '', step.lease_ms)
      if (claimed !== null) state.fence = claimed.run.fence
      return claimed &&
        { fence: claimed.run.fence, tasks: claimed.tasks.map((task) => ({ ...task, id: '' })) }
    }
    case 'park':
    case 'write': {
      const status = step.do === 'park' ? 'WAITING' : step.status
      const output = status === 'COMPLETED' ? { n: 1 } : null
      const more = step.do === 'park' ? { events: 0, end: null, release: false, isRepeated: false } : step
      const write = {
        ...{ run_id, fence, write_id: ids[1] ?? '', release: more.release },
        tasks: [{ ...TASK, key: step.key, status: status as 'COMPLETED', output }],
        events: Array.from({ length: more.events }, () => ({ type: 'note', message: 'note' })),
        end: more.end === null ? null : { ...END, status: more.end as 'failed' },
      }
      const answers = [await store.writeRun(learner.claims, write)]
      if (more.isRepeated) answers.push(await store.writeRun(learner.claims, write))
      return answers.map((written) =>
        'tasks' in written
          ? { ...written, tasks: written.tasks.map((task) => ({ ...task, id: '' })) }
          : written
      )
    }
    case 'settle':
      return await store.settleTask(run_id, step.key, { score: 1 })
    case 'beat':
      return (await store.beatRuns([{ run_id, fence }], 60_000)).length
    case 'cancel': {
      const answer = await store.cancelRun(learner.claims, run_id)
      return 'run' in answer ? answer.run.status : answer.refused
    }
  }
}

async function look({ store, run_id, learner }: State) {
  const reading = await store.readRun(learner.claims, run_id, 0, 500)
  if (!('run' in reading)) throw new Error('the run is gone')
  const { run, tasks, events } = reading
  return {
    run: { status: run.status, fence: run.fence, event_seq: run.event_seq, has_ended: run.ended_at !== null },
    tasks: tasks.map(({ key, status, output }) => ({ key, status, output })).sort((a, b) =>
      a.key.localeCompare(b.key)
    ),
    events: events.map(({ seq, type, level }) => ({ seq, type, level: type === 'recovered' ? '' : level })),
  }
}

test('whatever is done to a run, in whatever order, the database and the model agree, and the laws hold', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createRunApi(db)
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 25 }), async (steps) => {
        const memory = createMemoryRuns(() => 0)
        const run_id = await api.begin(learner)
        await memory.startRun(learner.claims, {
          ...{ body: { id: run_id, kind: 'quality', input: {}, timeout_s: 60 }, open_max: 9 },
          ...{ request_id: '', idempotency: null, limits: [] },
        })
        try {
          await follow(steps, { store: api.store, run_id, fence: 0, learner }, {
            ...{ store: memory, run_id, fence: 0, learner },
          })
        } finally {
          // No other run may wait when the next one begins.
          await api.store.cancelRun(learner.claims, run_id)
        }
      }),
      { numRuns: 60 },
    )
  }))

async function follow(steps: Command[], real: State, model: State): Promise<void> {
  let atRest: unknown = null
  for (const step of steps) {
    const ids = [randomUUID(), randomUUID()]
    expect(await perform(real, step, ids)).toEqual(await perform(model, step, ids))
    const seen = await look(real)
    expect(seen).toEqual(await look(model))

    expect(seen.events.map(({ seq }) => seq)).toEqual(seen.events.map((_, index) => index + 1))
    expect(seen.run.event_seq).toBe(seen.events.length)
    if (atRest !== null) expect(seen).toEqual(atRest)
    const isTerminal = RUN_MOVES[seen.run.status].length === 0
    expect(seen.run.has_ended).toBe(isTerminal)
    if (!isTerminal) continue
    expect(seen.tasks.filter(({ status }) => TASK_MOVES[status].length > 0)).toEqual([])
    atRest = seen
  }
}
