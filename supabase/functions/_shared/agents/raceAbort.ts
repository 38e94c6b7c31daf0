/** The work's outcome, or the signal's reason if it aborts first: not everything we wait for watches the signal. */
export function raceAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    const settle = (tell: () => void) => {
      signal.removeEventListener('abort', abort)
      tell()
    }
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
    work.then((value) => settle(() => resolve(value)), (error: unknown) => settle(() => reject(error)))
  })
}
