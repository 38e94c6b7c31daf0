import type { Check } from './check.ts'
import { DATA_CHECKS } from './groups/signalData.ts'
import { DEPENDENCY_CHECKS } from './groups/dependsOn.ts'
import { ENVELOPE_CHECKS } from './groups/envelope.ts'
import { HONESTY_CHECKS } from './groups/honesty.ts'
import { IDEMPOTENCY_CHECKS } from './groups/idempotency.ts'
import { INSTRUCTOR_CHECKS } from './groups/instructor.ts'
import { OPERATION_CHECKS } from './groups/operation.ts'
import { REFUSAL_CHECKS } from './groups/refusals.ts'
import { SAFETY_CHECKS } from './groups/safety.ts'
import { TIME_CHECKS } from './groups/time.ts'
import { TRANSPORT_CHECKS } from './groups/transport.ts'
import { VALIDATOR_CHECKS } from './groups/validators.ts'

/** Every check, in the order of the report; docs/agent-check.md is compared with this list. */
export const CHECKS: readonly Check[] = [
  ...TRANSPORT_CHECKS,
  ...REFUSAL_CHECKS,
  ...ENVELOPE_CHECKS,
  ...VALIDATOR_CHECKS,
  ...DEPENDENCY_CHECKS,
  ...DATA_CHECKS,
  ...HONESTY_CHECKS,
  ...SAFETY_CHECKS,
  ...TIME_CHECKS,
  ...IDEMPOTENCY_CHECKS,
  ...INSTRUCTOR_CHECKS,
  ...OPERATION_CHECKS,
]

/** Cost no calls, and the others leave broken replies to them: no run goes without. */
const SOUNDNESS = ['A4', 'A5', 'A6', 'B1']

/** The checks that groups (`C`) and ids (`D2`) name, with those they need; null when a name is unknown. */
export function selectChecks(only: readonly string[]): readonly Check[] | null {
  if (only.length === 0) return CHECKS
  const isNamed = (check: Check, name: string) => check.id === name || check.id.replace(/\d+$/, '') === name
  if (only.some((name) => !CHECKS.some((check) => isNamed(check, name)))) {
    return null
  }
  const named = CHECKS.filter((check) => only.some((name) => isNamed(check, name))).map((check) => check.id)
  const wanted = new Set([...SOUNDNESS, ...named])
  // Needs of needs: the list is short, and each pass adds at least one or ends.
  for (let size = -1; size !== wanted.size;) {
    size = wanted.size
    for (const check of CHECKS) {
      if (wanted.has(check.id)) {
        check.needs?.forEach((id) => wanted.add(id))
      }
    }
  }
  return CHECKS.filter((check) => wanted.has(check.id))
}
