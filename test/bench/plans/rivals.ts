import type { Plan } from '../../../supabase/functions/_shared/contract/plan.ts'

// What a plan is worth that nobody thought about; shapes as they were found in the wild, so no planSchema here.

/** "Learn the key concepts of X": right minutes for an hour and nothing else. */
export function fillerPlan(topic: string): unknown {
  const step = (kind: string, minutes: number, action: string) => ({ kind, minutes, action })
  return {
    title: `${topic}: today's session`,
    description: `A balanced session on ${topic}.`,
    steps: [
      step('study', 20, `Learn the key concepts of ${topic}`),
      step('practice', 25, `Practice ${topic} with some exercises`),
      step('reflect', 15, `Review what you learned about ${topic}`),
    ],
  }
}

/** The same emptiness dressed as a valid plan: every field filled, minutes exact. */
export function dressedFiller(baseline: Plan, topic: string): Plan {
  const third = Math.floor(baseline.minutes_total / 3)
  const minutes = [third, third, baseline.minutes_total - 2 * third]
  const says = [
    ['study', `Learn the key concepts of ${topic} and get familiar with the basics.`],
    ['study', `Explore the main ideas of ${topic} and deepen your understanding.`],
    ['reflect', `Review what you learned about ${topic} and reflect on your progress.`],
  ] as const
  return {
    ...baseline,
    title: 'Your session',
    description: '',
    goal_link: 'You are doing great.',
    steps: says.map(([kind, action], index) => ({
      id: `w${baseline.week}d${baseline.day}s${index + 1}`,
      kind,
      minutes: minutes[index] ?? 0,
      action,
      done_when: 'you feel confident about it',
      unit_ids: [],
      objective_ids: [],
      why: 'This helps you to learn.',
      difficulty: baseline.difficulty,
    })),
    reviews_included: [],
  }
}

/** The plan in the README this project started from, word for word. */
export const README_SAMPLE: unknown = {
  title: 'Neural Network Fundamentals',
  description: 'Deep dive into neural network architecture',
  steps: ['Review basics', 'Implement simple NN', 'Test with data'],
}

/** A fallback as v1.1 describes it: served when agents fail, the topic in the title, and no step to speak of. */
export function oldFallback(topic: string): unknown {
  return {
    title: `${topic} - Fallback Plan`,
    description: 'Some services are unavailable. Try again later.',
    steps: ['Review previous material'],
  }
}
