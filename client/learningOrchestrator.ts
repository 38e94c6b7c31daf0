import { type Ask, callRoute } from './call.ts'
import type {
  DayCompletion,
  DayDoneResponse,
  DayRunResponse,
  EventsResponse,
  IntentSyncRequest,
  IntentSyncResponse,
  OrchestratorEvent,
  StatusResponse,
} from './contract.ts'
import type { ClientPorts, DayRunOptions, ReadOptions, WriteOptions } from './options.ts'
import { openSubscription } from './subscription.ts'
import type { EventSubscription, SubscribeOptions } from './subscriptionTypes.ts'
import type { SupabaseLike } from './supabaseLike.ts'
import { systemPorts } from './systemPorts.ts'

/** The orchestrator as the signed-in learner sees it; every failure is thrown as an OrchestratorError. */
export class LearningOrchestrator {
  readonly #supabase: SupabaseLike
  readonly #ports: ClientPorts

  constructor(supabase: SupabaseLike, ports: ClientPorts = systemPorts) {
    this.#supabase = supabase
    this.#ports = ports
  }

  /** Starts learning a topic, or updates the active intent when the topic is the same. */
  createIntent(
    intent: IntentSyncRequest,
    options: WriteOptions = {},
  ): Promise<IntentSyncResponse> {
    return this.#call<IntentSyncResponse>({
      kind: 'write',
      path: 'intent.sync',
      body: intent,
    }, options)
  }

  /** Builds or fetches the plan of a day; without week and day, of the learner's next day. */
  generateDayPlan(
    week?: number | null,
    day?: number | null,
    options: DayRunOptions = {},
  ): Promise<DayRunResponse> {
    // Absent keys, not undefined ones: an undefined value would vanish in JSON but not in a custom invoke.
    const body = {
      ...(week == null ? {} : { week }),
      ...(day == null ? {} : { day }),
      ...(options.forceRefresh === undefined ? {} : { force_refresh: options.forceRefresh }),
    }
    return this.#call<DayRunResponse>(
      { kind: 'write', path: 'day.run', body },
      options,
    )
  }

  /** Completes a session; the first completion wins and repeating it changes nothing. */
  completeDay(
    sessionId: string,
    completion: DayCompletion,
    options: WriteOptions = {},
  ): Promise<DayDoneResponse> {
    const body = { ...completion, session_id: sessionId }
    return this.#call<DayDoneResponse>({
      kind: 'write',
      path: 'day.done',
      body,
    }, options)
  }

  /** Reads where the learner stands. */
  getStatus(options: ReadOptions = {}): Promise<StatusResponse> {
    return this.#call<StatusResponse>(
      { kind: 'read', path: 'status' },
      options,
    )
  }

  /** Reads up to `limit` (1..500) events with a `seq` above `after`, oldest first. */
  listEvents(
    after = 0,
    limit = 100,
    options: ReadOptions = {},
  ): Promise<EventsResponse> {
    return this.#call<EventsResponse>({
      kind: 'read',
      path: `events?after=${after}&limit=${limit}`,
    }, options)
  }

  /**
   * Delivers the learner's events once each and in `seq` order, across lost messages and connections.
   * One subscription per learner and Supabase client; a second one waits until the first has ended.
   */
  subscribeEvents(
    userId: string,
    onEvent: (event: OrchestratorEvent) => void | Promise<void>,
    options: SubscribeOptions = {},
  ): EventSubscription {
    const source = {
      supabase: this.#supabase,
      ports: this.#ports,
      listEvents: (after: number, limit: number, read: ReadOptions) => this.listEvents(after, limit, read),
    }
    return openSubscription(source, userId, onEvent, options)
  }

  async #call<Answer>(ask: Ask, options: WriteOptions): Promise<Answer> {
    // The server answers in the contract's shape, which its own tests hold; no schema code is shipped to browsers.
    return await callRoute(this.#supabase, this.#ports, ask, options) as Answer
  }
}
