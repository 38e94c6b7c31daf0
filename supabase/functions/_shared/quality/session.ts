import type { EffectiveSettings, QualityInput } from '../contract/session.ts'
import type { RunContext } from '../runs/runContext.ts'
import type { QualityPorts } from './ports.ts'
import type { Situation } from './situation.ts'

/** Everything a session works with, fixed when it begins. */
export type Session = {
  input: QualityInput
  settings: EffectiveSettings
  situation: Situation
  context: RunContext
  ports: QualityPorts
}

/** One try of a step. */
export type Attempt = { idempotency_key: string; signal: AbortSignal }

/** The time there is, as the budget's rules ask for it. */
export function timeLeft({ context, ports }: Session): { left_ms: number; has_quick_scorer: boolean } {
  return { left_ms: context.leftMs(), has_quick_scorer: ports.scorers?.quick_url != null }
}
