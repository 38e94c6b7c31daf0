import {
  LearningOrchestrator,
  type OrchestratorEvent,
  type SubscribeOptions,
  type SupabaseLike,
} from '../../../client/mod.ts'
import { makeEvent, scriptRealtime, serveEvents } from './recordedEvents.ts'
import { createTestPorts, scriptSupabase } from './scriptedSupabase.ts'

type Listener = (event: OrchestratorEvent) => void | Promise<void>

/** Subscribes Ada over a scripted record and Realtime and notes everything that is seen. */
export function subscribeLearner(
  options: SubscribeOptions = {},
  record = [1, 2, 3].map(makeEvent),
  listener: Listener = () => {},
) {
  const realtime = scriptRealtime()
  let script = serveEvents(record)
  const { supabase, calls } = scriptSupabase((invoked) => script(invoked))
  const ports = createTestPorts()
  const [seen, statuses, errors]: [number[], unknown[], unknown[]] = [[], [], []]
  const client: SupabaseLike = { ...supabase, ...realtime }
  // `state` is read when a channel is handed out, so the live object has to be asked.
  client.channel = (topic, channelOptions) => realtime.channel(topic, channelOptions)
  const subscription = new LearningOrchestrator(client, ports).subscribeEvents('ada', (event) => {
    seen.push(event.seq)
    return listener(event)
  }, {
    onStatus: (status, error) => statuses.push(error === null ? status : [status, error]),
    onError: (error) => errors.push(error),
    ...options,
  })
  const useScript = (next: typeof script) => void (script = next)
  return { realtime, record, calls, ports, seen, statuses, errors, subscription, useScript }
}
