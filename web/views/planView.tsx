import { useEffect, useRef, useState } from 'preact/hooks'
import type { DayRunResponse } from '../../client/mod.ts'
import { loadChecked, saveChecked } from '../state/dayNotes.ts'
import { minutesText } from '../text/timeText.ts'
import { DegradedNote } from './degradedNote.tsx'
import { PlanReasons } from './planReasons.tsx'
import { PlanStep } from './planStep.tsx'

type Props = { day: DayRunResponse; isBusy: boolean; onAskAgain: () => void }

/** Today's plan, from plan_json's typed steps: agents' words only ever become text, never HTML. */
export function PlanView({ day, isBusy, onAskAgain }: Props) {
  const { session_id, plan_version, plan_json: plan } = day
  const [checked, setChecked] = useState(() => loadChecked(localStorage, session_id, plan_version))
  useEffect(() => setChecked(loadChecked(localStorage, session_id, plan_version)), [session_id, plan_version])
  const title = useRef<HTMLHeadingElement>(null)
  const wasDegraded = useRef(day.degraded_mode)
  useEffect(() => {
    // The note that was just answered is gone, and with it the place where the reader was.
    if (wasDegraded.current && !day.degraded_mode) title.current?.focus()
    wasDegraded.current = day.degraded_mode
  }, [day.degraded_mode])
  const tick = (id: string, isDone: boolean) => {
    const next = isDone ? [...checked, id] : checked.filter((each) => each !== id)
    setChecked(next)
    saveChecked(localStorage, session_id, plan_version, next)
  }
  const doneMinutes = plan.steps.filter(({ id }) => checked.includes(id)).reduce(
    (sum, { minutes }) => sum + minutes,
    0,
  )

  return (
    <article class='card plan' aria-labelledby='plan-title'>
      <p class='eyebrow'>
        Week {plan.week}, day {plan.day} · {minutesText(plan.minutes_total)} · level {plan.difficulty} of 5
      </p>
      <h2 id='plan-title' ref={title} tabIndex={-1}>{plan.title}</h2>
      {plan.description !== '' && <p class='lead'>{plan.description}</p>}
      {day.degraded_mode && (
        <DegradedNote reasons={day.degraded_reasons} isBusy={isBusy} onAskAgain={onAskAgain} />
      )}
      <PlanReasons plan={plan} />
      <h3 id='steps-title'>Steps</h3>
      <div class='done-line'>
        <progress max={plan.minutes_total} value={doneMinutes} aria-labelledby='done-text' />
        <span id='done-text'>{doneMinutes} of {plan.minutes_total} min ticked</span>
      </div>
      <ol class='steps' aria-labelledby='steps-title'>
        {plan.steps.map((step) => (
          <PlanStep
            key={step.id}
            step={step}
            isDone={checked.includes(step.id)}
            onTick={(isDone) => tick(step.id, isDone)}
          />
        ))}
      </ol>
    </article>
  )
}
