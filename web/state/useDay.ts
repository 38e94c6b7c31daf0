import { useCallback, useEffect, useState } from 'preact/hooks'
import type {
  DayCompletion,
  DayRunResponse,
  IntentSyncRequest,
  LearningOrchestrator,
  OrchestratorEvent,
  StatusResponse,
} from '../../client/mod.ts'
import { saveHint } from './dayNotes.ts'
import { decideView, type View } from './decideView.ts'
import { type Failure, useWork } from './useWork.ts'

export type Day = {
  status: StatusResponse | null
  view: View
  isBusy: boolean
  failure: Failure | null
  /** Reads what an event has changed, also one of another device; a failure of the reading stays quiet. */
  follow(event: OrchestratorEvent): Promise<void>
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
  const view = decideView(status, plan)

  const readStatus = useCallback(async () => {
    const next = await orchestrator.getStatus()
    setStatus(next)
    return next.latest_session
  }, [orchestrator])
  // Answers the stored plan, or a new version of it when what it depends on has changed.
  const readPlan = useCallback(
    async ({ week, day }: { week: number; day: number }) =>
      setPlan(await orchestrator.generateDayPlan(week, day)),
    [orchestrator],
  )
  const makePlan = async () => {
    setPlan(await orchestrator.generateDayPlan())
    await readStatus()
  }

  useEffect(() => void attempt(readStatus), [attempt, readStatus])
  const missing = view.kind === 'coming' && !isBusy && failure === null ? status?.latest_session : null
  useEffect(() => void (missing && attempt(() => readPlan(missing))), [missing, attempt, readPlan])

  return {
    status,
    view,
    isBusy,
    failure,
    async follow(event) {
      await readStatus().catch(() => {})
      if (event.type !== 'instructor_plan_created' || event.payload.session_id !== plan?.session_id) return
      if (event.payload.plan_version > plan.plan_version) await attempt(() => readPlan(event.payload))
    },
    saveGoal: (goal) =>
      attempt(async () => {
        await orchestrator.createIntent(goal)
        const latest = await readStatus()
        if (latest === null) await makePlan()
        else if (latest.completion === null) await readPlan(latest)
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
