import type { Failure } from '../state/useWork.ts'
import { failureText } from '../text/failureText.ts'

/** What went wrong, the id that finds it in the log, and another try. */
export function ErrorNote({ failure }: { failure: Failure }) {
  const { message, code, requestId, retryAfter, issues, advice } = failureText(failure.error)
  return (
    <div class='note error' role='alert'>
      <p>{message}</p>
      {issues.length > 0 && <ul>{issues.map((issue) => <li key={issue}>{issue}</li>)}</ul>}
      {advice !== null && <p>{advice}</p>}
      {retryAfter !== null && <p>Please wait {retryAfter} s before you try again.</p>}
      {(code ?? requestId) !== null && (
        <p class='fine'>
          {code}
          {requestId !== null && (
            <>
              {' '}request <code>{requestId}</code>
            </>
          )}
        </p>
      )}
      <button type='button' onClick={failure.retry}>Try again</button>
    </div>
  )
}
