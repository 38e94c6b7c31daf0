import type { Adaptation, Plan, PlanStep } from '../../contract/plan.ts'
import { allocateMinutes } from './allocateMinutes.ts'
import type { DayDraft } from './dayDraft.ts'
import { type Goal, goalLinkOf, goalOf, milestoneOf } from './goal.ts'
import { methodDay } from './methodDay.ts'
import { milestoneDay, milestoneUnits } from './milestoneDay.ts'
import { objectivesOfDay } from './objectives.ts'
import { paceReasons } from './paceReasons.ts'
import { readSignals } from './readSignals.ts'
import { type Content, knownUnitIds, resolveContent } from './resolveContent.ts'
import { namedReviews, type PlannedReview } from './reviewSteps.ts'
import type { Signals } from '../../contract/agentMessages.ts'
import type { Situation } from './situation.ts'
import { cutAtWord } from './text.ts'
import { unitDay } from './unitDay.ts'
import { isMilestoneDay, weeksTotal } from './weeks.ts'
import { why } from './whyRules.ts'

/** Bound of reviews_due in the contract; no session has room for more. */
const MOST_REVIEWS = 50

function numbered(draft: DayDraft, situation: Situation, objectives: Plan['objectives']): PlanStep[] {
  const { week, day } = situation.position
  const minutes = allocateMinutes(situation.intent.time_per_day_min, draft.steps.map((step) => step.weight))
  const objectiveIds = (unitIds: readonly string[]) =>
    objectives.filter((objective) =>
      draft.units.length === 0 ||
      objective.unit_ids.some((id) => unitIds.includes(id))
    ).map((objective) => objective.id)
  return draft.steps.map((step, index) => ({
    id: `w${week}d${day}s${index + 1}`,
    kind: step.kind,
    minutes: minutes[index] ?? 0,
    action: cutAtWord(step.action, 600),
    done_when: cutAtWord(step.done_when, 240),
    unit_ids: step.unit_ids,
    objective_ids: step.kind === 'break' ? [] : objectiveIds(step.unit_ids),
    why: cutAtWord(why(step.rule, step.reason), 240),
    difficulty: situation.level,
    ...(step.resource ? { resource: step.resource } : {}),
  }))
}

function milestoneNames(content: Content, situation: Situation, draft: DayDraft): string[] {
  const shown = new Set([...milestoneUnits(content.units, situation), ...draft.units])
  return content.units.filter((unit) => shown.has(unit)).slice(-4).map((unit) => unit.name)
}

function draftDay(
  situation: Situation,
  content: Content,
  goal: Goal,
  heard: ReturnType<typeof readSignals>,
  due: readonly PlannedReview[],
) {
  const isMilestone = isMilestoneDay(
    situation.position,
    situation.meta,
    weeksTotal(situation.intent, situation.meta),
  )
  if (content.grounding === 'process_only') {
    return methodDay(situation, goal, isMilestone)
  }
  const units = milestoneUnits(content.units, situation)
  if (isMilestone && units.length > 0) {
    return milestoneDay(situation, goal, units, due, heard)
  }
  return unitDay(situation, content, due, heard)
}

/** The plan of a day from a situation and what the agents said; `reasons` are adaptations decided before. */
export function composeDay(situation: Situation, signals: Signals, reasons: readonly Adaptation[]): Plan {
  const { intent, meta, position } = situation
  const heard = readSignals(signals)
  const content = resolveContent(intent, meta, heard.grounding === 'process_only' ? [] : heard.units)
  const goal = goalOf(intent, meta, position.week)
  const known = knownUnitIds(content, meta)
  const due = namedReviews(situation.reviews_due, content.units, known)
  const draft = draftDay(situation, content, goal, heard, due)
  const objectives = objectivesOfDay(draft.units, content, heard, intent, goal)
  const names = milestoneNames(content, situation, draft)
  const milestone = content.grounding === 'agent' && heard.milestone
    ? heard.milestone
    : milestoneOf(goal, position.week, names)
  const steps = numbered(draft, situation, objectives)
  const today = draft.units.length > 0
    ? `Today: ${draft.units.map((unit) => unit.name).join('; ')}.`
    : `Today: ${draft.title}.`
  const pace = paceReasons({ ...situation, units: content.units, known }, situation.adherence)
  const missing = content.grounding === 'process_only'
    ? [{
      rule: 'outline_missing',
      reason: 'No outline is known, so the plan schedules method, not content.',
    }]
    : []
  return {
    version: '1',
    title: draft.title,
    description: draft.description,
    week: position.week,
    day: position.day,
    minutes_total: intent.time_per_day_min,
    difficulty: situation.level,
    grounding: content.grounding,
    source: 'builtin',
    candidates: [{ source: 'builtin', score: null }],
    goal_link: goalLinkOf(goal, today),
    milestone,
    objectives,
    steps,
    reviews_due: due.slice(0, MOST_REVIEWS).map((review) => review.unit_id),
    reviews_included: draft.steps.filter((step) => step.rule === 'review').flatMap((step) => step.unit_ids),
    adaptation: [...reasons, ...draft.adaptation, ...missing, ...pace].slice(0, 12),
    risk_flags: content.grounding === 'process_only' ? ['outline_missing'] : [],
    if_then: cutAtWord(`If it is 07:00 and I sit down, I start step 1: ${steps[0]?.action ?? ''}`, 160),
  }
}
