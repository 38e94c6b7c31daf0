import { useEffect, useState } from 'preact/hooks'
import { OrchestratorError } from '../../client/mod.ts'
import type { QualitySessions } from '../../client/sessions.ts'
import { loadSessionNote, saveSessionNote } from './sessionNote.ts'
import { NO_STORY, type SessionStory, tellOn } from './sessionStory.ts'
import { type Failure, useWork } from './useWork.ts'

export type Quality = {
  /** Null when no session is followed. */
  story: SessionStory | null
  isBusy: boolean
  failure: Failure | null
  start(prompt: string, day: { week: number; day: number }): Promise<boolean>
  cancel(): Promise<boolean>
  /** Forgets a session that has ended. */
  close(): void
}

/** The quality session of the learner in this browser, followed as it happens and across reloads. */
export function useQuality(sessions: QualitySessions, userId: string): Quality {
  const [id, setId] = useState(() => loadSessionNote(localStorage, userId))
  const [story, setStory] = useState(NO_STORY)
  const acting = useWork()
  const { attempt, failure } = useWork()

  const follow = (next: string | null) => {
    saveSessionNote(localStorage, userId, next)
    setId(next)
  }

  useEffect(() => {
    if (id === null) return
    const leaving = new AbortController()
    const { signal } = leaving
    void attempt(async () => {
      setStory(NO_STORY)
      try {
        for await (const event of sessions.streamSession(id, { signal })) {
          setStory((known) => tellOn(known, event))
        }
      } catch (error) {
        if (signal.aborted) return
        // The record of an old session is gone: nothing is left to be followed.
        if (error instanceof OrchestratorError && error.code === 'NOT_FOUND') return follow(null)
        throw error
      }
    })
    return () => leaving.abort()
  }, [sessions, id])

  return {
    story: id === null ? null : story,
    isBusy: acting.isBusy,
    failure: acting.failure ?? failure,
    start: (prompt, { week, day }) =>
      acting.attempt(async () => {
        const started = await sessions.startSession({ prompt, mode: 'quality', options: { week, day } })
        follow(started.id)
      }),
    cancel: () => acting.attempt(async () => void (id && await sessions.cancelSession(id))),
    close: () => follow(null),
  }
}
