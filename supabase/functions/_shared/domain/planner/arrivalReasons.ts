import type { Adaptation } from '../../contract/plan.ts'
import { recallShare } from './recallEvidence.ts'
import type { PastDay, Situation } from './situation.ts'

function levelReason(level: number, past: readonly PastDay[], levelBefore: number | null): Adaptation[] {
  if (levelBefore === null || levelBefore === level) return []
  if (level > levelBefore) {
    return [{
      rule: 'level_up',
      reason:
        `Level ${level} instead of ${levelBefore}: two days in a row with confidence 8 or more and enough time.`,
    }]
  }
  const last = past.at(-1)
  return [{
    rule: 'level_down',
    reason: last?.recall
      ? `Level ${level} instead of ${levelBefore}: ${last.recall.right} of ${last.recall.total} recalled on the last day.`
      : `Level ${level} instead of ${levelBefore}: the last day was rated ${last?.confidence ?? 'low'}.`,
  }]
}

/** Confidence that is a third of the scale above recall; the opposite needs no warning. */
const CALIBRATION_GAP = 0.3

function calibrationReason(last: PastDay): Adaptation[] {
  const share = recallShare(last)
  if (share === null || last.confidence === null) return []
  if (last.confidence / 10 - share < CALIBRATION_GAP) return []
  return [{
    rule: 'calibration_gap',
    reason:
      `You rated ${last.confidence} of 10 and recalled ${last.recall?.right} of ${last.recall?.total}: the recall decides what comes back.`,
  }]
}

/** What changed today because of how the learner arrives; each entry names its rule and its reason. */
export function arrivalReasons(situation: Situation, levelBefore: number | null): Adaptation[] {
  const { arrival, past, level } = situation
  const last = past.at(-1)
  const reasons = levelReason(level, past, levelBefore)
  if (!last) return reasons
  reasons.push(...calibrationReason(last))
  if (arrival.reentry) {
    reasons.push({
      rule: 're_entry',
      reason: `${arrival.gap_days} days since the last session: more recall, fewer new units.`,
    })
  }
  if (arrival.shaky) {
    reasons.push({ rule: 'shaky', reason: 'The last session was shaky: one new unit fewer today.' })
  }
  if (arrival.struggled) {
    reasons.push({
      rule: 'struggle',
      reason: 'Your last note speaks of trouble: its main unit returns and the level does not rise.',
    })
  }
  if (arrival.overtime) {
    reasons.push({
      rule: 'overtime',
      reason:
        `The last session took ${last.minutes} of ${last.planned_min} minutes: fewer new units, same time.`,
    })
  }
  if (arrival.unfinished) {
    reasons.push({
      rule: 'unfinished',
      reason:
        `The last session ended after ${last.minutes} of ${last.planned_min} minutes: its unit returns first.`,
    })
  }
  return reasons
}
