import { useRef } from 'preact/hooks'
import type { Quality } from '../state/useQuality.ts'
import { endText } from '../text/sessionText.ts'
import { ErrorNote } from './errorNote.tsx'
import { SessionProgress } from './sessionProgress.tsx'

type Props = { quality: Quality; target: { week: number; day: number } }

/** Several plans for the day, compared while the learner watches; the best becomes the day's plan. */
export function QualityCard({ quality, target }: Props) {
  const { story, isBusy, failure } = quality
  const wish = useRef<HTMLInputElement>(null)
  const { week, day } = target
  const start = (event: Event) => {
    event.preventDefault()
    const words = wish.current?.value.trim() ?? ''
    void quality.start(words === '' ? `Plan week ${week}, day ${day}` : words, target)
  }
  return (
    <section class='card quality' aria-labelledby='quality-title'>
      <h2 id='quality-title'>Quality mode</h2>
      {story === null
        ? (
          <form onSubmit={start}>
            <p class='fine'>
              Makes several plans for week {week}, day {day}, lets critics look at them and keeps the best.
            </p>
            <label for='wish'>Your wish for this day</label>
            <input id='wish' ref={wish} maxLength={500} autoComplete='off' aria-describedby='wish-hint' />
            <p class='fine' id='wish-hint'>May stay empty.</p>
            <button type='submit' disabled={isBusy}>{isBusy ? 'Starting…' : 'Plan in quality mode'}</button>
          </form>
        )
        : <SessionProgress story={story} />}
      {story !== null && (
        <>
          <p role='status'>{story.end === null ? story.line : endText(story)}</p>
          {story.end === null
            ? (
              <button type='button' disabled={isBusy} onClick={quality.cancel}>
                {isBusy ? 'Cancelling…' : 'Cancel'}
              </button>
            )
            : <button type='button' onClick={quality.close}>Close</button>}
        </>
      )}
      {failure && <ErrorNote failure={failure} />}
    </section>
  )
}
