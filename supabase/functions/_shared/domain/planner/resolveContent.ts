import type { Unit } from '../../contract/agentMessages.ts'
import { DEPTHS } from '../../contract/primitives.ts'
import { ACTION_MIN_CHARS, DONE_WHEN_MIN_CHARS, type Grounding } from '../../contract/plan.ts'
import type { PlannerMeta } from './readMeta.ts'
import type { PlannerIntent } from './situation.ts'
import { cleanText, countChars, normaliseName } from './text.ts'
import { matchTrack } from './tracks/matchTrack.ts'
import type { TrackUnit } from './tracks/track.ts'
import { unitIdOf } from './unitId.ts'

/** A unit of any source; only curated ones bring words of their own beside task and check. */
export type ContentUnit =
  & Unit
  & Partial<Pick<TrackUnit, 'study' | 'example' | 'transfer' | 'question'>>

/** What there is to learn: units in an order that respects their prerequisites, and where they come from. */
export type Content = {
  grounding: Grounding
  units: ContentUnit[]
  source: PlannerMeta['source']
}

/** Units in order, each after its prerequisites; edges to unknown units and edges that close a circle are dropped. */
export function inPrerequisiteOrder<T extends Pick<Unit, 'id' | 'prereqs'>>(units: readonly T[]): T[] {
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const placed = new Map<string, T>()
  const place = (unit: T, path: ReadonlySet<string>) => {
    const onPath = new Set([...path, unit.id])
    const prereqs = unit.prereqs.filter((id) => byId.has(id) && !onPath.has(id))
    for (const id of prereqs) {
      const prereq = byId.get(id)
      if (prereq && !placed.has(id)) place(prereq, onPath)
    }
    // A prerequisite that could not be placed first is part of a circle.
    if (!placed.has(unit.id)) {
      placed.set(unit.id, {
        ...unit,
        prereqs: prereqs.filter((id) => placed.has(id)),
      })
    }
  }
  for (const unit of byId.values()) {
    if (!placed.has(unit.id)) place(unit, new Set())
  }
  return [...placed.values()]
}

function outlineUnits(outline: PlannerMeta['outline']): ContentUnit[] {
  const units: ContentUnit[] = []
  for (const item of outline) {
    const given = typeof item === 'string' ? { name: item } : item
    const name = cleanText(given.name, 120)
    const id = given.id ?? unitIdOf(name)
    if (name === '' || units.some((unit) => unit.id === id)) continue
    const task = cleanText(given.task ?? '', 400)
    const check = cleanText(given.check ?? '', 200)
    units.push({
      id,
      name,
      prereqs: [...(given.prereqs ?? [])],
      kind: 'concept',
      est_min: given.est_min ?? 60,
      source: 'learner',
      ...saySo(name, task, check),
    })
  }
  // A learner names prerequisites by id or by the name of the item.
  const idByName = new Map(units.flatMap((unit) => [[normaliseName(unit.name), unit.id], [unit.id, unit.id]]))
  return inPrerequisiteOrder(units.map((unit) => ({
    ...unit,
    prereqs: unit.prereqs.flatMap((name) => idByName.get(name) ?? idByName.get(normaliseName(name)) ?? []),
  })))
}

/** Task and check as a step can say them: a few words such as "Write it" become a sentence. */
function saySo(name: string, task: string, check: string): Pick<Unit, 'task' | 'check'> {
  return {
    ...(task === ''
      ? {}
      : { task: countChars(task) < ACTION_MIN_CHARS ? `Work on "${name}" like this: ${task}` : task }),
    ...(check === ''
      ? {}
      : { check: countChars(check) < DONE_WHEN_MIN_CHARS ? `you can show this: ${check}` : check }),
  }
}

/** The content ladder: curated track, else the learner's outline, else an agent's units, else method only. */
export function resolveContent(
  intent: PlannerIntent,
  meta: PlannerMeta,
  agentUnits: readonly Unit[],
): Content {
  const { source } = meta
  const track = matchTrack(intent.topic, intent.track_label)
  if (track) {
    const depth = DEPTHS.indexOf(intent.depth)
    const units = track.units.filter((unit) => DEPTHS.indexOf(unit.min_depth) <= depth)
    return { grounding: 'curated', units, source }
  }
  const own = outlineUnits(meta.outline)
  if (own.length > 0) {
    return { grounding: 'learner_outline', units: own, source }
  }
  if (agentUnits.length > 0) {
    const units = agentUnits.map(({ task = '', check = '', ...unit }) => ({
      ...unit,
      ...saySo(unit.name, task, check),
      source: 'agent' as const,
    }))
    return { grounding: 'agent', units: inPrerequisiteOrder(units), source }
  }
  return { grounding: 'process_only', units: [], source }
}

/** Ids of units the learner said to know already; they count as done and are never introduced. */
export function knownUnitIds(content: Content, meta: PlannerMeta): ReadonlySet<string> {
  if (meta.known.length === 0) return new Set()
  const known = new Set(meta.known.map(normaliseName))
  const isKnown = (unit: ContentUnit) =>
    known.has(normaliseName(unit.name)) || known.has(normaliseName(unit.id))
  return new Set(content.units.filter(isKnown).map((unit) => unit.id))
}
