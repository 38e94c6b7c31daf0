import { useCallback, useEffect, useState } from 'preact/hooks'
import type {
  DayCompletion,
  DayRunResponse,
  IntentSyncRequest,
  LearningOrchestrator,
  StatusResponse,
} from '../../client/mod.ts'
import { saveHint } from './dayNotes.ts'
import { type Failure, useWork } from './useWork.ts'

export type Day = {
  status: StatusResponse | null
  plan: DayRunResponse | null
  isBusy: boolean
  failure: Failure | null
  /** Reads where the learner stands, and the plan of an open day. */
  open(): Promise<boolean>
  /** Reads the status alone and keeps quiet about failures: for changes made elsewhere. */
  follow(): Promise<void>
  saveGoal(goal: IntentSyncRequest): Promise<boolean>
  startDay(): Promise<boolean>
  /** Asks every agent again for the open day. */
  askAgain(plan: DayRunResponse): Promise<boolean>
  finishDay(session_id: string, completion: DayCompletion): Promise<boolean>
}

/** The learner's day and everything they can do with it; every failure is kept with a way to try again. */
export function useDay(orchestrator: LearningOrchestrator): Day {
  const [status, setStatus] = useState<StatusResponse | null>(null)
  const [plan, setPlan] = useState<DayRunResponse | null>(null)
  const { isBusy, failure, attempt } = useWork()

  const readStatus = useCallback(async () => {
    const next = await orchestrator.getStatus()
    setStatus(next)
    return next
  }, [orchestrator])
  const readOpenDay = useCallback(async () => {
    const { latest_session: latest } = await readStatus()
    if (latest === null || latest.completion !== null) return
    // Answers the stored plan, or a new version of it when what it depends on has changed.
    setPlan(await orchestrator.generateDayPlan(latest.week, latest.day))
  }, [orchestrator, readStatus])
  const open = useCallback(() => attempt(readOpenDay), [attempt, readOpenDay])
  useEffect(() => void open(), [open])

  const makePlan = async () => {
    setPlan(await orchestrator.generateDayPlan())
    await readStatus()
  }
  return {
    status,
    plan,
    isBusy,
    failure,
    open,
    follow: useCallback(() => readStatus().then(() => {}, () => {}), [readStatus]),
    saveGoal: (goal) =>
      attempt(async () => {
        await orchestrator.createIntent(goal)
        const { latest_session } = await readStatus()
        await (latest_session === null ? makePlan() : readOpenDay())
      }),
    startDay: () => attempt(makePlan),
    askAgain: ({ week, day }) =>
      attempt(async () => setPlan(await orchestrator.generateDayPlan(week, day, { forceRefresh: true }))),
    finishDay: (session_id, completion) =>
      attempt(async () => {
        const report = await orchestrator.completeDay(session_id, completion)
        saveHint(localStorage, session_id, report.next_day_hint)
        await readStatus()
      }),
  }
}
