import type { DayRunResponse } from '../../client/mod.ts'
import { safeLink } from '../text/safeLink.ts'

type Step = DayRunResponse['plan_json']['steps'][number]

const KIND_NAMES: Record<Step['kind'], string> = {
  retrieve: 'Recall',
  study: 'Study',
  example: 'Example',
  practice: 'Practice',
  socratic: 'Question',
  build: 'Build',
  reflect: 'Close',
  break: 'Break',
  diagnose: 'Take stock',
}

type Props = { step: Step; isDone: boolean; onTick: (isDone: boolean) => void }

/** One step: what to do, when it is done and why it is there. */
export function PlanStep({ step, isDone, onTick }: Props) {
  return (
    <li class={isDone ? 'step done' : 'step'}>
      <label class='step-head'>
        <input
          type='checkbox'
          checked={isDone}
          aria-describedby={`${step.id}-action`}
          onChange={(event) => onTick(event.currentTarget.checked)}
        />
        <span class='step-kind'>{KIND_NAMES[step.kind]}</span>
        <span class='step-minutes'>{step.minutes} min</span>
      </label>
      <div class='step-body'>
        <p id={`${step.id}-action`}>{step.action}</p>
        {step.resource && <Source resource={step.resource} />}
        <p class='fine'>
          <b>Done when</b> {step.done_when}
        </p>
        <p class='fine'>
          <b>Why</b> {step.why}
        </p>
      </div>
    </li>
  )
}

function Source({ resource }: { resource: NonNullable<Step['resource']> }) {
  const href = safeLink(resource.url)
  return (
    <p class='fine'>
      <b>Source</b> {href === null
        ? resource.title
        : <a href={href} target='_blank' rel='noopener noreferrer'>{resource.title} (new tab)</a>}
    </p>
  )
}
