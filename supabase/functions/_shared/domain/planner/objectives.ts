import { GROUNDINGS, type Objective } from '../../contract/plan.ts'
import { bloomOf, type Goal } from './goal.ts'
import type { Heard } from './readSignals.ts'
import type { Content, ContentUnit } from './resolveContent.ts'
import type { PlannerIntent } from './situation.ts'
import { cutAtWord } from './text.ts'

const MOST = 5

const VERB: Record<Objective['bloom'], string> = {
  remember: 'Recall',
  understand: 'Explain',
  apply: 'Use',
  analyze: 'Take apart',
  evaluate: 'Judge',
  create: 'Build with',
}

function shareEqually(objectives: readonly Omit<Objective, 'weight'>[]): Objective[] {
  const share = Math.floor(1000 / objectives.length)
  return objectives.map((objective, index) => ({
    ...objective,
    weight: (index === 0 ? 1000 - share * (objectives.length - 1) : share) /
      1000,
  }))
}

/** Objectives made from units, one each, at most five; without units one on the method and one on the proof. */
export function objectivesOf(units: readonly ContentUnit[], intent: PlannerIntent, goal: Goal): Objective[] {
  if (units.length === 0) {
    return shareEqually([
      {
        id: 'outline',
        text: cutAtWord(`Own an ordered outline of ${goal.topic} taken from one source`, 160),
        bloom: 'understand',
        unit_ids: [],
      },
      {
        id: `stage-${goal.stage}`,
        text: cutAtWord(`Come closer to stage ${goal.stage} of the goal: ${goal.proof.text}`, 160),
        bloom: bloomOf(intent, goal.stage),
        unit_ids: [],
      },
    ])
  }
  const asked = bloomOf(intent, goal.stage)
  // A check can only be passed by doing, so a unit that has one is never asked for less.
  const atLeastApply = asked === 'remember' || asked === 'understand' ? 'apply' : asked
  return shareEqually(
    units.slice(0, MOST).map((unit) => {
      const bloom = unit.check ? atLeastApply : asked
      const measure = unit.check ? `so that ${unit.check}` : 'unaided'
      return {
        id: `o-${unit.id}`.slice(0, 64),
        text: cutAtWord(`${VERB[bloom]} "${unit.name}" ${measure}`, 160),
        bloom,
        unit_ids: [unit.id],
      }
    }),
  )
}

/** The day's objectives: an agent's where it names today's units and is grounded no worse, ours for the rest. */
export function objectivesOfDay(
  units: readonly ContentUnit[],
  content: Content,
  heard: Heard,
  intent: PlannerIntent,
  goal: Goal,
): Objective[] {
  const isGroundedEnough = GROUNDINGS.indexOf(heard.grounding) <=
    GROUNDINGS.indexOf(content.grounding)
  const today = new Set(units.map((unit) => unit.id))
  const taken: Objective[] = []
  for (const objective of isGroundedEnough ? heard.objectives : []) {
    const unit_ids = objective.unit_ids.filter((id) => today.has(id))
    const fits = unit_ids.length > 0 ||
      (today.size === 0 && objective.unit_ids.length === 0)
    if (fits && !taken.some((other) => other.id === objective.id)) {
      taken.push({ ...objective, unit_ids })
    }
  }
  if (units.length === 0 && taken.length > 0) {
    return shareEqually(taken.slice(0, MOST))
  }

  const open = units.filter((unit) => !taken.some((objective) => objective.unit_ids.includes(unit.id)))
  const own = open.length > 0 || units.length === 0 ? objectivesOf(open, intent, goal) : []
  const isNew = (objective: Objective) => !taken.some((other) => other.id === objective.id)
  return shareEqually([...taken, ...own.filter(isNew)].slice(0, MOST))
}
