import { type Signals, socraticDataSchema, unitSchema } from '../contract/agentMessages.ts'

type Edge = { from: string; to: string }

const MOST_EDGES = 480

/** Every "learn `from` before `to`" that the signals name, each once; what does not validate is left out. */
export function listPrerequisites(signals: Signals): Edge[] {
  const edges = new Map<string, Edge>()
  const add = (edge: Edge) => edges.set(`${edge.from} ${edge.to}`, edge)

  const units: unknown = signals.clo?.['units']
  for (const item of Array.isArray(units) ? units : []) {
    const unit = unitSchema.safeParse(item)
    if (unit.success) { for (const prereq of unit.data.prereqs) add({ from: prereq, to: unit.data.id }) }
  }
  const drawn = socraticDataSchema.shape.edges.safeParse(signals.socratic?.['edges'])
  if (drawn.success) drawn.data.forEach(add)
  return [...edges.values()].slice(0, MOST_EDGES)
}
