import type { IntentSyncRequest, StatusResponse } from '../../client/mod.ts'
import { listTimeZones } from '../text/timeText.ts'
import { readNumber, readText } from './formValues.ts'

type Depth = IntentSyncRequest['depth']

const DEPTHS: { value: Depth; label: string; meaning: string }[] = [
  { value: 'surface', label: 'Overview', meaning: 'know what it is and talk about it' },
  { value: 'informed', label: 'Working knowledge', meaning: 'use it in real tasks' },
  { value: 'expert', label: 'Expert', meaning: 'judge and teach it' },
]

type Props = {
  intent: StatusResponse['active_intent']
  isBusy: boolean
  onSave: (goal: IntentSyncRequest) => Promise<boolean>
  /** Null when there is nothing to go back to. */
  onCancel: (() => void) | null
}

/** What to learn, how deep, towards what, in how many minutes a day, in which time zone. */
export function GoalForm({ intent, isBusy, onSave, onCancel }: Props) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  const zone = intent?.user_tz ?? here

  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    void onSave({
      topic: readText(form, 'topic'),
      // One of the three radios above; one of them is always chosen.
      depth: readText(form, 'depth') as Depth,
      end_goal: readText(form, 'end_goal'),
      time_per_day_min: readNumber(form, 'time_per_day_min') ?? 0,
      user_tz: readText(form, 'user_tz'),
    })
  }

  return (
    <form onSubmit={submit} class='card'>
      <label for='topic'>Topic</label>
      <input id='topic' name='topic' required maxLength={200} defaultValue={intent?.topic} />
      <fieldset>
        <legend>How deep</legend>
        {DEPTHS.map(({ value, label, meaning }) => (
          <label key={value} class='choice'>
            <input
              type='radio'
              name='depth'
              value={value}
              defaultChecked={value === (intent?.depth ?? 'informed')}
            />
            <span>{label}: {meaning}</span>
          </label>
        ))}
      </fieldset>
      <label for='end_goal'>Goal</label>
      <textarea
        id='end_goal'
        name='end_goal'
        required
        maxLength={1000}
        rows={2}
        defaultValue={intent?.end_goal}
        aria-describedby='end_goal_hint'
      />
      <p id='end_goal_hint' class='fine'>What you want to be able to do at the end.</p>
      <div class='pair'>
        <div>
          <label for='time_per_day_min'>Minutes a day (20 to 180)</label>
          <input
            id='time_per_day_min'
            name='time_per_day_min'
            type='number'
            required
            min={20}
            max={180}
            defaultValue={intent?.time_per_day_min ?? 60}
          />
        </div>
        <div>
          <label for='user_tz'>Time zone</label>
          <select id='user_tz' name='user_tz'>
            {listTimeZones(here, zone).map((name) => (
              <option key={name} value={name} selected={name === zone}>{name.replaceAll('_', ' ')}</option>
            ))}
          </select>
        </div>
      </div>
      <div class='actions'>
        <button type='submit' class='primary' disabled={isBusy}>
          {isBusy ? 'Saving…' : intent ? 'Save goal' : 'Save and make my plan'}
        </button>
        {onCancel && <button type='button' class='quiet' onClick={onCancel}>Cancel</button>}
      </div>
    </form>
  )
}
