/** The rules that put a step into a plan. A step's `why` begins with the words of its rule. */
export const WHY_RULES = {
  setup: 'No outline yet',
  item: 'Next item',
  diagnostic: 'First session',
  recall: 'Recall before new work',
  review: 'Due review',
  reentry: 'Back after a break',
  blocker: 'Blocker first',
  gap: 'Largest gap',
  fresh: 'New unit',
  worked_example: 'Example before own work',
  second_visit: 'Second visit',
  transfer: 'Third visit',
  revisit: 'All units opened',
  milestone: 'Milestone day',
  question: 'Question of the day',
  end_recall: 'Recall at the end',
  pause: 'Long session',
  reflect: 'End of the session',
} as const

export type WhyRule = keyof typeof WHY_RULES

/** The reason of a step: the rule that fired, then what it does for the learner. */
export function why(rule: WhyRule, reason: string): string {
  return `${WHY_RULES[rule]}: ${reason}`
}
