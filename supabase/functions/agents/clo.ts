import type { AgentRequest, CloData, Unit } from '../_shared/contract/agentMessages.ts'
import { unitsOfWeek, weeksNeeded } from '../_shared/domain/planner/courseWeek.ts'
import { goalOf, milestoneOf } from '../_shared/domain/planner/goal.ts'
import { objectivesOf } from '../_shared/domain/planner/objectives.ts'
import { readMeta } from '../_shared/domain/planner/readMeta.ts'
import { type ContentUnit, knownUnitIds, resolveContent } from '../_shared/domain/planner/resolveContent.ts'
import { cutAtWord } from '../_shared/domain/planner/text.ts'

function plainUnit({ id, name, prereqs, kind, est_min, source, task, check }: ContentUnit): Unit {
  return {
    id,
    name,
    prereqs,
    kind,
    est_min,
    source,
    ...(task === undefined ? {} : { task }),
    ...(check === undefined ? {} : { check }),
  }
}

/** What the week is for: theme, objectives, milestone and the units of the course. Depends on intent and week. */
export function composeCloData({ intent, position }: AgentRequest): CloData {
  const meta = readMeta(intent.meta)
  const content = resolveContent(intent, meta, [])
  const goal = goalOf(intent, meta, position.week)
  const units = unitsOfWeek(content, intent, meta, position.week)
  const names = units.map((unit) => unit.name)
  const isMissing = content.grounding === 'process_only'
  const needed = isMissing ? null : Math.max(1, weeksNeeded(content, intent, meta))
  const slip = needed === null ? null : Math.max(0, needed - goal.weeks)
  return {
    weeks_total: goal.weeks,
    theme: cutAtWord(names.length > 0 ? names.join(', ') : `An outline for ${goal.topic}`, 200),
    milestone: milestoneOf(goal, position.week, names.slice(-4)),
    objectives: objectivesOf(units, intent, goal),
    units: content.units.map(plainUnit),
    grounding: content.grounding,
    adaptation: isMissing
      ? [{
        rule: 'outline_missing',
        reason: 'No outline is known, so there are no units to plan with.',
      }]
      : [],
    risk_flags: [
      ...(isMissing ? ['outline_missing'] : []),
      ...(slip !== null && slip > 0 ? ['outline_exceeds_weeks'] : []),
    ],
    forecast: {
      // Without the history only what the learner declared as known counts as done.
      units_done: knownUnitIds(content, meta).size,
      units_total: content.units.length,
      finish_week: needed,
      slip_weeks: slip,
    },
  }
}
