import { cloDataSchema, type Signals } from '../../contract/agentMessages.ts'

/** Prerequisite edges of the curriculum the CLO signal carries; none when there is no valid one. */
export function listPrereqEdges(signals: Signals): { from: string; to: string }[] {
  const units = cloDataSchema.shape.units.safeParse(signals.clo?.units)
  if (!units.success) return []
  return units.data.flatMap((unit) => unit.prereqs.map((from) => ({ from, to: unit.id })))
}
