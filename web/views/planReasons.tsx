import type { DayRunResponse } from '../../client/mod.ts'

type Plan = DayRunResponse['plan_json']

/** Why this today: the plan's own reasons, nothing added. */
export function PlanReasons({ plan }: { plan: Plan }) {
  const reasons = [
    ...plan.adaptation.map(({ reason }) => reason),
    ...(plan.changes ? [plan.changes.reason] : []),
    ...reviewReason(plan),
  ]
  return (
    <section class='reasons' aria-labelledby='reasons-title'>
      <h3 id='reasons-title'>Why this today</h3>
      <p>{plan.goal_link}</p>
      {reasons.length > 0 && <ul>{reasons.map((reason) => <li key={reason}>{reason}</li>)}</ul>}
      <details>
        <summary>Objectives and milestone</summary>
        <ul>{plan.objectives.map(({ id, text }) => <li key={id}>{text}</li>)}</ul>
        <p>
          <b>Stage {plan.milestone.stage} of 4</b> {plan.milestone.text}
        </p>
        <p>
          <b>Shown by</b> {plan.milestone.evidence}
        </p>
        {plan.if_then && (
          <p>
            <b>If-then</b> {plan.if_then}
          </p>
        )}
      </details>
    </section>
  )
}

function reviewReason({ reviews_due, reviews_included }: Plan): string[] {
  if (reviews_due.length === 0) return []
  return [`Due for review: ${reviews_due.length}, in today's steps: ${reviews_included.length}.`]
}
