import { useCallback, useState } from 'preact/hooks'

/** What went wrong, and the same thing once more. */
export type Failure = { error: unknown; retry: () => void }

export type Work = {
  isBusy: boolean
  failure: Failure | null
  /** Runs the work and answers whether it succeeded; its failure stays until the next attempt. */
  attempt(work: () => Promise<unknown>): Promise<boolean>
}

/** One piece of work at a time, shown as busy, with its failure. */
export function useWork(): Work {
  const [isBusy, setIsBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const attempt = useCallback(async (work: () => Promise<unknown>): Promise<boolean> => {
    setIsBusy(true)
    setFailure(null)
    try {
      await work()
      return true
    } catch (error) {
      setFailure({ error, retry: () => void attempt(work) })
      return false
    } finally {
      setIsBusy(false)
    }
  }, [])
  return { isBusy, failure, attempt }
}
