import { type Ask, callRoute } from './call.ts'
import type { ClientPorts, ReadOptions, WriteOptions } from './options.ts'
import type {
  CancelSessionResponse,
  SessionEvent,
  SessionStatusOptions,
  SessionStatusResponse,
  StartSessionRequest,
  StartSessionResponse,
  StreamSessionOptions,
} from './sessionTypes.ts'
import { streamSession } from './streamSession.ts'
import type { SupabaseLike } from './supabaseLike.ts'
import { systemPorts } from './systemPorts.ts'

/** Quality sessions of the signed-in learner: start one, watch it, stop it. Each call throws an OrchestratorError. */
export class QualitySessions {
  readonly #supabase: SupabaseLike
  readonly #ports: ClientPorts

  constructor(supabase: SupabaseLike, ports: ClientPorts = systemPorts) {
    this.#supabase = supabase
    this.#ports = ports
  }

  /**
   * Starts a session; a worker begins with it at once or when one is free.
   * @throws {OrchestratorError} `VALIDATION_ERROR`, `CONFLICT` with reason `TOO_MANY_RUNS`, …
   */
  startSession(
    request: StartSessionRequest,
    options: WriteOptions = {},
  ): Promise<StartSessionResponse> {
    return this.#call(
      { kind: 'write', path: 'session/start', body: request },
      options,
    )
  }

  /**
   * Reads how far a session is, and its events after `after`.
   * @throws {OrchestratorError} `NOT_FOUND` with reason `RUN_NOT_FOUND`, …
   */
  sessionStatus(
    id: string,
    options: SessionStatusOptions = {},
  ): Promise<SessionStatusResponse> {
    return this.#call({
      kind: 'read',
      path: `session/${encodeURIComponent(id)}/status?after=${options.after ?? 0}`,
    }, options)
  }

  /**
   * The session's events as they happen, each once and in order, whatever happens to the connection; ends by itself
   * when the session does, or comes to need a review. Leaving the loop closes the connection.
   * @throws {OrchestratorError} `NETWORK_ERROR` after `timeoutMs` without a word, `UNAUTHORIZED` once nobody is signed
   * in, …; what was delivered stays delivered: go on with `after`.
   */
  streamSession(
    id: string,
    options: StreamSessionOptions = {},
  ): AsyncGenerator<SessionEvent, void, undefined> {
    return streamSession(
      { supabase: this.#supabase, ports: this.#ports },
      id,
      options,
    )
  }

  /**
   * Stops a session at once and for good; twice answers the same.
   * @throws {OrchestratorError} `CONFLICT` with reason `RUN_ENDED` when it has ended otherwise, …
   */
  cancelSession(
    id: string,
    options: ReadOptions = {},
  ): Promise<CancelSessionResponse> {
    return this.#call(
      { kind: 'write', path: `session/${encodeURIComponent(id)}/cancel`, body: {} },
      options,
    )
  }

  async #call<Answer>(ask: Ask, options: WriteOptions): Promise<Answer> {
    // The server answers in the contract's shape, which its own tests hold.
    return await callRoute(this.#supabase, this.#ports, ask, options) as Answer
  }
}
