import type { SessionStory } from '../state/sessionStory.ts'
import { attemptText, scoreText } from '../text/sessionText.ts'

/** The attempts with their scores, and what the critics found. */
export function SessionProgress({ story }: { story: SessionStory }) {
  const { attempts, issues, winner, end } = story
  const isWinner = (name: string, iteration: number) =>
    winner !== null && winner.name === name && winner.iteration === iteration
  return (
    <div aria-busy={end === null}>
      <ul class='attempts' aria-label='Attempts'>
        {attempts.map((attempt) => {
          const { name, iteration } = attempt
          const isBest = isWinner(name, iteration)
          return (
            <li key={`${name} ${iteration}`} class={isBest ? 'best' : undefined}>
              <span>{attemptText(attempt)}{isBest && ' (best)'}</span>
              <span>{scoreText(attempt)}</span>
            </li>
          )
        })}
      </ul>
      {issues.length > 0 && (
        <>
          <h3 id='issues-title'>What the critics found</h3>
          <ul aria-labelledby='issues-title'>
            {issues.map(({ id, by, says }) => (
              <li key={id}>{by === 'socratic' ? 'Socratic' : 'Alex'}: {says}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
