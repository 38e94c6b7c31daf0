import type { DayRunResponse } from '../../client/mod.ts'

type Plan = DayRunResponse['plan_json']

/** What a learner can rate: the units of the steps, named by an objective, else by the step they are in. */
export function listUnits({ steps, objectives }: Plan): { unit_id: string; text: string }[] {
  const ids = [...new Set(steps.flatMap((step) => step.unit_ids))]
  return ids.map((unit_id) => {
    const objective = objectives.find((each) => each.unit_ids.includes(unit_id))
    const step = steps.find((each) => each.unit_ids.includes(unit_id))
    const text = objective?.text ?? (step && step.unit_ids.length === 1 ? step.action : unit_id)
    return { unit_id, text }
  })
}
