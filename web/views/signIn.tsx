import type { SupabaseClient } from '@supabase/supabase-js'
import { useState } from 'preact/hooks'
import type { DemoLearner } from '../state/pageConfig.ts'
import { useWork } from '../state/useWork.ts'
import { ErrorNote } from './errorNote.tsx'
import { readText } from './formValues.ts'

type Props = { auth: SupabaseClient['auth']; demo: DemoLearner | null }

/** The door: sign in, or sign up with the same two fields. */
export function SignIn({ auth, demo }: Props) {
  const [isNew, setIsNew] = useState(false)
  const [mustConfirm, setMustConfirm] = useState(false)
  const { isBusy, failure, attempt } = useWork()

  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const credentials = { email: readText(form, 'email'), password: readText(form, 'password') }
    void attempt(async () => {
      const { data, error } = isNew
        ? await auth.signUp(credentials)
        : await auth.signInWithPassword(credentials)
      if (error) throw error
      setMustConfirm(data.session === null)
    })
  }

  return (
    <main class='sign-in'>
      <h1>Wisely</h1>
      <p class='lead'>One honest plan a day for what you want to learn.</p>
      <form onSubmit={submit} aria-labelledby='sign-in-title'>
        <h2 id='sign-in-title'>{isNew ? 'Sign up' : 'Sign in'}</h2>
        <label for='email'>Email</label>
        <input
          id='email'
          name='email'
          type='email'
          required
          autocomplete='username'
          defaultValue={demo?.email}
        />
        <label for='password'>Password</label>
        <input
          id='password'
          name='password'
          type='password'
          required
          minLength={6}
          autocomplete={isNew ? 'new-password' : 'current-password'}
          defaultValue={demo?.password}
        />
        {demo && !isNew && <p class='fine'>Local stack: the demo learner is filled in.</p>}
        {failure && <ErrorNote failure={failure} />}
        {mustConfirm && <p role='status'>Almost there: confirm the address in the message we sent you.</p>}
        <div class='actions'>
          <button type='submit' class='primary' disabled={isBusy}>{isNew ? 'Sign up' : 'Sign in'}</button>
          <button type='button' class='quiet' onClick={() => setIsNew(!isNew)}>
            {isNew ? 'I have an account' : 'I am new here'}
          </button>
        </div>
      </form>
    </main>
  )
}
