import { degradedText } from '../text/degradedText.ts'

type Props = { reasons: string[]; isBusy: boolean; onAskAgain: () => void }

/** What is missing from this plan, in plain words. */
export function DegradedNote({ reasons, isBusy, onAskAgain }: Props) {
  return (
    <section class='note degraded' aria-labelledby='degraded-title'>
      <h3 id='degraded-title'>Something is missing from this plan</h3>
      <ul>{reasons.map((reason) => <li key={reason}>{degradedText(reason)}</li>)}</ul>
      <p>The plan was made without that, or with what was said earlier. You can follow it as it is.</p>
      <button type='button' disabled={isBusy} onClick={onAskAgain}>
        {isBusy ? 'Asking…' : 'Ask again'}
      </button>
    </section>
  )
}
