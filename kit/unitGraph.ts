import { type JsonObject, listObjects, listStrings } from './answer.ts'
import type { Probe } from './probe.ts'
import { KNOWN_UNIT_IDS } from './requests.ts'

/** `to` requires `from`. */
export type Edge = { from: string; to: string }

/** The prerequisites an answer speaks of. */
export function listEdges(probe: Probe, data: JsonObject): Edge[] {
  if (probe.agent === 'socratic') {
    return listObjects(data, 'edges').map(({ from, to }) => ({
      from: String(from),
      to: String(to),
    }))
  }
  return listObjects(data, 'units').flatMap((unit) =>
    listStrings(unit['prereqs']).map((from) => ({
      from,
      to: String(unit['id']),
    }))
  )
}

/** A unit on a circle of prerequisites, or null. */
export function findCircle(edges: readonly Edge[]): string | null {
  let left = [...edges]
  for (;;) {
    const waiting = new Set(left.map((edge) => edge.to))
    const next = left.filter((edge) => waiting.has(edge.from))
    if (next.length === left.length) return left[0]?.to ?? null
    left = next
  }
}

/** Units an answer may name: those of the request, and a CLO's own. */
export function isKnown(probe: Probe, data: JsonObject): (id: string) => boolean {
  const own = new Set(
    probe.agent === 'clo' ? listObjects(data, 'units').map((unit) => String(unit['id'])) : [],
  )
  return (id) => own.has(id) || (probe.method === 'POST' && KNOWN_UNIT_IDS.has(id))
}

/** Every unit an answer names outside its own list of units. */
export function listUnitIds(data: JsonObject): string[] {
  const members = [
    'objectives',
    'gaps',
    'exercises',
    'blockers',
    'mastery',
    'questions',
    'unresolved',
  ]
  return members.flatMap((member) => listObjects(data, member)).flatMap((
    item,
  ) => [
    ...listStrings(item['unit_ids']),
    ...(typeof item['unit_id'] === 'string' ? [item['unit_id']] : []),
  ])
}
