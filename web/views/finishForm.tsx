import type { DayCompletion, DayRunResponse } from '../../client/mod.ts'
import { listUnits } from '../text/listUnits.ts'
import { readNumber, readText } from './formValues.ts'
import { RecallFields } from './recallFields.tsx'

type Outcome = NonNullable<DayCompletion['results']>[number]['outcome']

const OUTCOMES: { value: Outcome; label: string }[] = [
  { value: 'again', label: 'could not do it' },
  { value: 'hard', label: 'hard' },
  { value: 'good', label: 'good' },
  { value: 'easy', label: 'easy' },
]
const RATINGS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

type Props = {
  day: DayRunResponse
  isBusy: boolean
  onFinish: (session_id: string, completion: DayCompletion) => Promise<boolean>
}

/** The learner's report: only what they say is sent; what is left open stays unknown. */
export function FinishForm({ day, isBusy, onFinish }: Props) {
  const units = listUnits(day.plan_json)

  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const notes = readText(form, 'notes')
    const results = units.flatMap(({ unit_id }) => {
      const outcome = OUTCOMES.find(({ value }) => value === readText(form, `result ${unit_id}`))?.value
      return outcome ? [{ unit_id, outcome }] : []
    })
    const right = readNumber(form, 'recall-right')
    const total = readNumber(form, 'recall-total')
    void onFinish(day.session_id, {
      completion_time_min: readNumber(form, 'minutes') ?? 0,
      confidence: readNumber(form, 'confidence'),
      notes: notes === '' ? null : notes,
      ...(right !== null && total !== null ? { recall: { right, total } } : {}),
      ...(results.length > 0 ? { results } : {}),
    })
  }

  return (
    <form class='card' onSubmit={submit} aria-labelledby='finish-title'>
      <h2 id='finish-title'>Finish the day</h2>
      <label for='minutes'>Minutes you took</label>
      <input
        id='minutes'
        name='minutes'
        type='number'
        required
        min={1}
        max={480}
        aria-describedby='minutes_hint'
      />
      <p id='minutes_hint' class='fine'>Planned: {day.plan_json.minutes_total}</p>
      <fieldset class='ratings'>
        <legend>Confidence (1 lost, 10 could teach it)</legend>
        {RATINGS.map((rating) => (
          <label key={rating}>
            <input type='radio' name='confidence' value={rating} />
            <span>{rating}</span>
          </label>
        ))}
        <label class='none'>
          <input type='radio' name='confidence' value='' defaultChecked />
          <span>no rating</span>
        </label>
      </fieldset>
      {day.plan_json.steps.some(({ kind }) => kind === 'retrieve') && <RecallFields />}
      <label for='notes'>Notes (optional)</label>
      <textarea id='notes' name='notes' rows={3} maxLength={4000} />
      {units.length > 0 && (
        <details>
          <summary>How each part went (optional)</summary>
          {units.map(({ unit_id, text }) => (
            <div key={unit_id} class='result'>
              <label for={`result-${unit_id}`}>{text}</label>
              <select id={`result-${unit_id}`} name={`result ${unit_id}`}>
                <option value=''>not said</option>
                {OUTCOMES.map(({ value, label }) => <option key={value} value={value}>{label}</option>)}
              </select>
            </div>
          ))}
        </details>
      )}
      <div class='actions'>
        <button type='submit' class='primary' disabled={isBusy}>
          {isBusy ? 'Saving…' : 'Finish the day'}
        </button>
      </div>
    </form>
  )
}
