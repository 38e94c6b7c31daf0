import type { StatusResponse } from '../../client/mod.ts'
import { minutesText } from '../text/timeText.ts'

/** The streak and the totals, as status gives them. */
export function Progress({ stats }: { stats: StatusResponse['learning_stats'] }) {
  const days = stats.current_streak_days
  return (
    <section class='card' aria-labelledby='progress-title'>
      <h2 id='progress-title'>Streak</h2>
      <p class='streak'>
        <strong>{days}</strong> {days === 1 ? 'day' : 'days'} in a row
      </p>
      <dl class='stats'>
        <div>
          <dt>Days finished</dt>
          <dd>{stats.completed_sessions} of {stats.total_sessions}</dd>
        </div>
        <div>
          <dt>Time learned</dt>
          <dd>{minutesText(stats.total_time_min)}</dd>
        </div>
        <div>
          <dt>Confidence</dt>
          <dd>{stats.average_confidence === null ? 'not rated' : `${stats.average_confidence} of 10`}</dd>
        </div>
      </dl>
    </section>
  )
}
