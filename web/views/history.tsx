import type { OrchestratorEvent } from '../../client/mod.ts'
import { layOutBars, roundTop } from '../text/chartScale.ts'
import { type FinishedDay, historyOf } from '../text/historyOf.ts'
import { dateText, minutesText } from '../text/timeText.ts'

const LAST_DAYS = 14
const WIDTH = 320
const HEIGHT = 110
const LABELS = 18

/** Minutes of the last finished days: a picture, and the same as a table. */
export function History({ events, zone }: { events: OrchestratorEvent[]; zone: string }) {
  const days = historyOf(events, LAST_DAYS)
  return (
    <section class='card' aria-labelledby='history-title'>
      <h2 id='history-title'>History</h2>
      {days.length === 0 ? <p class='fine'>Finished days appear here.</p> : (
        <>
          <Chart days={days} zone={zone} />
          <details>
            <summary>As a table</summary>
            <Table days={days} zone={zone} />
          </details>
        </>
      )}
    </section>
  )
}

function Chart({ days, zone }: { days: FinishedDay[]; zone: string }) {
  const minutes = days.map((day) => day.minutes)
  const bars = layOutBars(minutes, WIDTH, HEIGHT)
  return (
    <svg
      class='chart'
      role='img'
      aria-label={`Minutes of the last ${days.length} finished days, ${Math.min(...minutes)} to ${
        Math.max(...minutes)
      }; all values are in the table below`}
      viewBox={`0 -${LABELS} ${WIDTH} ${HEIGHT + 2 * LABELS}`}
    >
      <text x={WIDTH} y={-6} text-anchor='end'>{roundTop(minutes)} min</text>
      <line x1={0} x2={WIDTH} y1={0} y2={0} class='grid' />
      <line x1={0} x2={WIDTH} y1={HEIGHT} y2={HEIGHT} class='axis' />
      {bars.map(({ x, y, width, height }, index) => (
        <rect key={days[index]?.session_id} x={x} y={y} width={width} height={height} rx={2} />
      ))}
      {[days[0], days.length > 3 ? days.at(-1) : undefined].map((day, index) =>
        day && (
          <text
            key={index}
            x={index === 0 ? 0 : (bars.at(-1)?.x ?? 0) + (bars.at(-1)?.width ?? 0)}
            y={HEIGHT + LABELS - 4}
            text-anchor={index === 0 ? 'start' : 'end'}
          >
            {dateText(day.occurred_at, zone)}
          </text>
        )
      )}
    </svg>
  )
}

function Table({ days, zone }: { days: FinishedDay[]; zone: string }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope='col'>Date</th>
          <th scope='col'>Day</th>
          <th scope='col'>Time</th>
          <th scope='col'>Rating</th>
        </tr>
      </thead>
      <tbody>
        {days.toReversed().map((day) => (
          <tr key={day.session_id}>
            <th scope='row'>{dateText(day.occurred_at, zone)}</th>
            <td>Week {day.week}, day {day.day}</td>
            <td>{minutesText(day.minutes)}</td>
            <td>{day.confidence === null ? 'none' : `${day.confidence} of 10`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
