import type { StatusResponse } from '../../client/mod.ts'
import { loadNotes } from '../state/dayNotes.ts'
import { instantText, minutesText } from '../text/timeText.ts'

type Props = { session_id: string; status: StatusResponse; isBusy: boolean; onStartDay: () => void }

/** The day that is done, what it means for the next one, and when that is. */
export function Finished({ session_id, status, isBusy, onStartDay }: Props) {
  const { hint } = loadNotes(localStorage, session_id)
  const { latest_session: latest, next_scheduled_run: next } = status
  const completion = latest?.completion
  return (
    <section class='card' aria-label='The finished day'>
      {latest && (
        <p class='eyebrow'>
          Week {latest.week}, day {latest.day} · {latest.plan_title}
        </p>
      )}
      {hint !== null && <p class='hint'>{hint}</p>}
      {completion && (
        <p>
          You reported {minutesText(completion.completion_time_min)}
          {completion.confidence !== null && `, confidence ${completion.confidence} of 10`}.
        </p>
      )}
      {next && (
        <>
          <p>
            Next: week {next.week}, day {next.day}, planned for{' '}
            <time dateTime={next.estimated_time}>{instantText(next.estimated_time, next.timezone)}</time>.
          </p>
          <button type='button' class='primary' disabled={isBusy} onClick={onStartDay}>
            {isBusy ? 'Making the plan…' : `Make the plan for day ${next.day} now`}
          </button>
        </>
      )}
    </section>
  )
}
