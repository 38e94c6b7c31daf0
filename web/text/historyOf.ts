import type { OrchestratorEvent } from '../../client/mod.ts'

/** One reported day, as its event tells it. */
export type FinishedDay = {
  session_id: string
  week: number
  day: number
  minutes: number
  confidence: number | null
  occurred_at: string
}

/** The last reported days of the record, oldest first. */
export function historyOf(events: OrchestratorEvent[], lastDays: number): FinishedDay[] {
  return events.flatMap((event) => {
    if (event.type !== 'instructor_plan_completed') return []
    const { session_id, week, day, completion_time_min, confidence } = event.payload
    return [{
      session_id,
      week,
      day,
      minutes: completion_time_min,
      confidence,
      occurred_at: event.occurred_at,
    }]
  }).slice(-lastDays)
}
