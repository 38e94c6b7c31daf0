import type { StatusResponse } from '../../client/mod.ts'
import { minutesText } from '../text/timeText.ts'

type Intent = NonNullable<StatusResponse['active_intent']>

/** What it is all for, in one line. */
export function GoalLine({ intent, onChange }: { intent: Intent; onChange: () => void }) {
  return (
    <p class='goal-line'>
      <strong>{intent.topic}</strong>, {minutesText(intent.time_per_day_min)} a day, towards{' '}
      <em>{intent.end_goal}</em> <button type='button' class='link' onClick={onChange}>Change goal</button>
    </p>
  )
}
