import type { DayDoneResponse, DayRunResponse, IntentSyncResponse, StatusResponse } from './answers.ts'
import { type Ask, callRoute } from './call.ts'
import type { EventsResponse, OrchestratorEvent } from './events.ts'
import type { ClientPorts, DayRunOptions, ReadOptions, WriteOptions } from './options.ts'
import { type Outcome, settleCall } from './outcome.ts'
import type { DayCompletion, IntentSyncRequest } from './requests.ts'
import { openSubscription } from './subscription.ts'
import type { EventSubscription, SubscribeOptions } from './subscriptionTypes.ts'
import type { SupabaseLike } from './supabaseLike.ts'
import { systemPorts } from './systemPorts.ts'

/**
 * The orchestrator as the signed-in learner sees it. Each call comes in two forms: one throws an OrchestratorError, its
 * `try…` twin answers `{ data, error }` and never throws one.
 */
export class LearningOrchestrator {
  readonly #supabase: SupabaseLike
  readonly #ports: ClientPorts

  constructor(supabase: SupabaseLike, ports: ClientPorts = systemPorts) {
    this.#supabase = supabase
    this.#ports = ports
  }

  /**
   * Starts learning a topic, or updates the active intent when the topic is the same.
   * @throws {OrchestratorError} `VALIDATION_ERROR` with `details.issues`, `RATE_LIMITED`, …
   */
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

  /** `createIntent` that answers its error. */
  tryCreateIntent(
    ...given: Parameters<LearningOrchestrator['createIntent']>
  ): Promise<Outcome<IntentSyncResponse>> {
    return settleCall(this.createIntent(...given), given[1]?.signal)
  }

  /**
   * Builds or fetches the plan of a day; without week (1..104) and day (1..7), of the learner's next day.
   * @throws {OrchestratorError} `CONFLICT` with reason `NO_ACTIVE_INTENT` or `PROGRAM_FINISHED`, `SERVICE_UNAVAILABLE` with
   * reason `DAY_IN_PROGRESS`, …
   */
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

  /** `generateDayPlan` that answers its error. */
  tryGenerateDayPlan(
    ...given: Parameters<LearningOrchestrator['generateDayPlan']>
  ): Promise<Outcome<DayRunResponse>> {
    return settleCall(this.generateDayPlan(...given), given[2]?.signal)
  }

  /**
   * Completes a session; the first completion wins and repeating it changes nothing.
   * @throws {OrchestratorError} `NOT_FOUND`, or `CONFLICT` with reason `SESSION_ALREADY_COMPLETED`, …
   */
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

  /** `completeDay` that answers its error. */
  tryCompleteDay(
    ...given: Parameters<LearningOrchestrator['completeDay']>
  ): Promise<Outcome<DayDoneResponse>> {
    return settleCall(this.completeDay(...given), given[2]?.signal)
  }

  /**
   * Reads where the learner stands.
   * @throws {OrchestratorError} `UNAUTHORIZED` when nobody is signed in, …
   */
  getStatus(options: ReadOptions = {}): Promise<StatusResponse> {
    return this.#call<StatusResponse>(
      { kind: 'read', path: 'status' },
      options,
    )
  }

  /** `getStatus` that answers its error. */
  tryGetStatus(
    ...given: Parameters<LearningOrchestrator['getStatus']>
  ): Promise<Outcome<StatusResponse>> {
    return settleCall(this.getStatus(...given), given[0]?.signal)
  }

  /**
   * Reads up to `limit` (1..500) events with a `seq` above `after`, oldest first. The record goes back 90 days.
   * @throws {OrchestratorError} as `getStatus`
   */
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

  /** `listEvents` that answers its error. */
  tryListEvents(
    ...given: Parameters<LearningOrchestrator['listEvents']>
  ): Promise<Outcome<EventsResponse>> {
    return settleCall(this.listEvents(...given), given[2]?.signal)
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
    const path = `orchestrator/${ask.path}`
    return await callRoute(this.#supabase, this.#ports, { ...ask, path }, options) as Answer
  }
}
