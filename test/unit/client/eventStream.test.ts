import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LearningOrchestrator, type SupabaseLike } from '../../../client/mod.ts'
import { makeEvent, scriptRealtime, serveEvents } from './recordedEvents.ts'
import { createTestPorts, loseNetwork, scriptSupabase } from './scriptedSupabase.ts'

/** What Realtime makes of one committed event. */
const fates = fc.array(
  fc.constantFrom('delivered', 'lost', 'doubled', 'rejoined' as const),
  { minLength: 1, maxLength: 25 },
)

it('whatever is lost, doubled, late or refused: every event arrives once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fates,
      fc.nat(4),
      fc.infiniteStream(fc.boolean()),
      fc.integer({ min: 1, max: 4 }),
      async (scheduler, happenings, before, losses, pageSize) => {
        const record = Array.from({ length: before }, (_, index) => makeEvent(index + 1))
        const realtime = scriptRealtime()
        const serve = serveEvents(record, pageSize)
        let recovered = false
        const { supabase } = scriptSupabase(async (invoked) => {
          const lost = !recovered && losses.next().value
          // The answer is made when the server reads and arrives when the scheduler lets it.
          const reply = await (lost ? loseNetwork : serve)(invoked)
          return await scheduler.schedule(Promise.resolve(reply), invoked.path)
        })
        const client: SupabaseLike = { ...supabase, ...realtime }
        const seen: number[] = []
        new LearningOrchestrator(client, createTestPorts()).subscribeEvents(
          'ada',
          ({ seq }) => void seen.push(seq),
          { after: 0 },
        )

        const deliverLate = (seq: number) =>
          void scheduler.schedule(Promise.resolve(), `live ${seq}`).then(() =>
            realtime.broadcast(makeEvent(seq))
          )
        scheduler.scheduleSequence(happenings.map((fate, index) => () => {
          const seq = before + index + 1
          record.push(makeEvent(seq))
          if (fate === 'rejoined') realtime.say('SUBSCRIBED')
          if (fate === 'delivered' || fate === 'doubled') deliverLate(seq)
          if (fate === 'doubled') deliverLate(seq)
          return Promise.resolve()
        }))
        await scheduler.waitIdle()
        recovered = true
        realtime.say('SUBSCRIBED')
        await scheduler.waitIdle()

        expect(seen).toEqual(record.map((event) => event.seq))
      },
    ),
    { numRuns: 300 },
  )
})
