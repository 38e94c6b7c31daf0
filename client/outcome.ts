import { OrchestratorError } from './orchestratorError.ts'

/** What a `try…` method answers: data or an error, never both. */
export type Outcome<Data> =
  | { data: Data; error: null }
  | { data: null; error: OrchestratorError }

/** Turns a call that throws into one that answers its error; `signal` is the caller's. */
export async function settleCall<Data>(
  call: Promise<Data>,
  signal?: AbortSignal,
): Promise<Outcome<Data>> {
  try {
    return { data: await call, error: null }
  } catch (error) {
    if (error instanceof OrchestratorError) return { data: null, error }
    // Whatever else is thrown is a mistake in the program, which no `error.code` should hide.
    if (!signal?.aborted) throw error
    const aborted = new OrchestratorError(
      'ABORTED',
      'Cannot finish the call: it was aborted',
      { cause: error },
    )
    return { data: null, error: aborted }
  }
}
