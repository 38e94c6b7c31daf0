import type { ActiveIntent, DayFact } from '../contract/facts.ts'
import type { QualityInput } from '../contract/session.ts'
import { composePlan, type PlanInput } from '../domain/planner/composePlan.ts'
import { cutAtWord } from '../domain/planner/text.ts'
import { foldCompletions } from '../domain/planner/foldCompletions.ts'
import type { Plan } from '../contract/plan.ts'
import { contextOfDay } from '../domain/rubric/contextOfDay.ts'
import type { RubricContext } from '../domain/rubric/rubricContext.ts'

/** What a session plans for: a day of the learner's, or a prompt that stands alone. */
export type Situation = {
  input: PlanInput
  baseline: Plan
  context: RubricContext
}

const NO_SIGNALS = { clo: null, alex: null, ta: null, socratic: null }

/** A prompt without an intent: the first day of a study plan for it. */
export function situationOfPrompt(runId: string, input: QualityInput, nowIso: string): Situation {
  const [line = input.prompt] = input.prompt.split('\n')
  const intent: ActiveIntent = {
    intent_id: runId,
    revision: 1,
    topic: cutAtWord(line, 200),
    depth: input.depth ?? 'informed',
    end_goal: cutAtWord(input.prompt, 1000),
    time_per_day_min: input.time_per_day_min ?? 60,
    user_tz: 'UTC',
    track_label: null,
    meta: {},
    created_at: nowIso,
  }
  return situationOf(
    {
      intent,
      position: { week: 1, day: 1 },
      local_date: nowIso.slice(0, 10),
      units: [],
      history: [],
      sessions_completed: 0,
      signals: NO_SIGNALS,
      previous: null,
    },
    [],
  )
}

/** A day of the learner's, from the same facts as day.run's; the prompt is what the learner wishes for it. */
export function situationOfDay(day: DayFact, signals: PlanInput['signals']): Situation {
  return situationOf(
    {
      intent: day.intent,
      position: day.position,
      local_date: day.local_date,
      units: foldCompletions(day.units, day.unfolded),
      history: day.history,
      sessions_completed: day.sessions_completed,
      signals,
      previous: day.session,
    },
    day.recent_plans,
  )
}

function situationOf(
  input: PlanInput,
  recent_plans: DayFact['recent_plans'],
): Situation {
  const baseline = composePlan(input)
  const context = contextOfDay({ ...input, recent_plans, reviews_due: baseline.reviews_due })
  return { input, baseline, context }
}
