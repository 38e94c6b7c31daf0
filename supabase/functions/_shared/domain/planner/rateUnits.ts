import type { CompletedDay } from '../../contract/facts.ts'
import { touchedUnits } from './doneUnits.ts'
import type { Outcome } from './unitMemory.ts'

/** How a unit went on a day; `observed` when it rests on recall or an own result, not on a feeling. */
export type UnitRating = { unit_id: string; outcome: Outcome; observed: boolean }

function outcomeOfRecall(share: number, confidence: number | null): Outcome {
  if (share < 0.5) return 'again'
  if (share < 0.75) return 'hard'
  return share >= 0.9 && confidence !== null && confidence >= 8 ? 'easy' : 'good'
}

function outcomeOfConfidence(confidence: number | null): Outcome {
  if (confidence === null) return 'hard'
  if (confidence <= 3) return 'again'
  return confidence <= 5 ? 'hard' : 'good'
}

/** One number for a whole day is no lapse and no triumph of a unit that was only recalled among others. */
function soften(outcome: Outcome): Outcome {
  return outcome === 'again' ? 'hard' : outcome === 'easy' ? 'good' : outcome
}

/** The rating of every unit a completed day touched: its own result, else the day's recall, else the confidence. */
export function rateUnits(day: CompletedDay): UnitRating[] {
  const { main, reviewed, recalled } = touchedUnits(day)
  const confidence = day.confidence ?? null
  const own = new Map((day.results ?? []).map((result) => [result.unit_id, result.outcome]))
  const general = day.recall
    ? outcomeOfRecall(day.recall.right / day.recall.total, confidence)
    : outcomeOfConfidence(confidence)
  return [...new Set([...main, ...reviewed, ...own.keys()])].map((unit_id) => {
    const result = own.get(unit_id)
    if (result !== undefined) return { unit_id, outcome: result, observed: true }
    return {
      unit_id,
      outcome: main.has(unit_id) ? general : soften(general),
      // The count speaks of what was recalled: a unit first met today is not shown to be known by it.
      observed: day.recall != null && (recalled.has(unit_id) || recalled.size === 0),
    }
  })
}
