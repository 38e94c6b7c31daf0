import { useEffect, useRef, useState } from 'preact/hooks'
import type { View } from '../state/decideView.ts'
import type { Day } from '../state/useDay.ts'
import type { Quality } from '../state/useQuality.ts'
import { ErrorNote } from './errorNote.tsx'
import { Finished } from './finished.tsx'
import { FinishForm } from './finishForm.tsx'
import { GoalForm } from './goalForm.tsx'
import { GoalLine } from './goalLine.tsx'
import { PlanView } from './planView.tsx'
import { QualityCard } from './qualityCard.tsx'

const TITLES: Record<View['kind'] | 'editing', string> = {
  loading: 'Today',
  goal: 'What do you want to learn?',
  editing: 'Change your goal',
  ready: 'Ready for the first day',
  coming: 'Today',
  plan: 'Today',
  finished: 'Day finished',
}

/** What the learner has to do now; the heading takes the focus when that changes. */
export function Today({ day, quality }: { day: Day; quality: Quality }) {
  const { status, view, isBusy, failure } = day
  const [isEditing, setIsEditing] = useState(false)
  const shown = isEditing ? 'editing' : view.kind
  const heading = useFocusOnChange(shown)
  const intent = status?.active_intent ?? null
  // A day that is reported keeps its plan: quality is for the open one, or the next.
  const target = view.kind === 'plan' ? view.plan : intent && (status?.next_scheduled_run ?? null)

  const saveGoal: Day['saveGoal'] = async (goal) => {
    const isSaved = await day.saveGoal(goal)
    if (isSaved) setIsEditing(false)
    return isSaved
  }

  return (
    <>
      <h1 ref={heading} tabIndex={-1}>{TITLES[shown]}</h1>
      <p class='visually-hidden' role='status'>{isBusy ? 'Working…' : TITLES[shown]}</p>
      {intent && !isEditing && <GoalLine intent={intent} onChange={() => setIsEditing(true)} />}
      {failure && <ErrorNote failure={failure} />}
      <div aria-busy={isBusy}>
        {isEditing || view.kind === 'goal'
          ? (
            <GoalForm
              intent={intent}
              isBusy={isBusy}
              onSave={saveGoal}
              onCancel={isEditing ? () => setIsEditing(false) : null}
            />
          )
          : <Step day={day} />}
      </div>
      {target && !isEditing && <QualityCard quality={quality} target={target} />}
    </>
  )
}

function Step({ day }: { day: Day }) {
  const { status, view, isBusy, failure } = day
  switch (view.kind) {
    case 'goal':
      return null
    case 'loading':
    case 'coming':
      return failure ? null : <p class='waiting'>Asking for your plan…</p>
    case 'ready':
      return (
        <button type='button' class='primary' disabled={isBusy} onClick={day.startDay}>
          {isBusy ? 'Making the plan…' : 'Make my plan'}
        </button>
      )
    case 'plan':
      return (
        <>
          <PlanView
            key={view.plan.session_id}
            day={view.plan}
            isBusy={isBusy}
            onAskAgain={() => day.askAgain(view.plan)}
          />
          <FinishForm key={view.plan.session_id} day={view.plan} isBusy={isBusy} onFinish={day.finishDay} />
        </>
      )
    case 'finished':
      return status && (
        <Finished session_id={view.session_id} status={status} isBusy={isBusy} onStartDay={day.startDay} />
      )
    default:
      return view satisfies never
  }
}

function useFocusOnChange(shown: string) {
  const heading = useRef<HTMLHeadingElement>(null)
  const before = useRef(shown)
  useEffect(() => {
    // Not for what the page shows first: the reader begins at the top.
    const isStart = before.current === 'loading' || (before.current === 'coming' && shown === 'plan')
    if (before.current !== shown && !isStart) heading.current?.focus()
    before.current = shown
    document.title = `${heading.current?.textContent} · Wisely`
  }, [shown])
  return heading
}
