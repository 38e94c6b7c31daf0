import type { CompletionFact } from '../contract/facts.ts'
import { ENOUGH_TIME, isStrong, levelAfter, type RatedDay, TOP_LEVEL } from './planner/level.ts'
import { recallOf } from './planner/recallEvidence.ts'
import { hasStruggleWord } from './planner/struggle.ts'

function nameOfNext(fact: CompletionFact): string {
  if (fact.next === null) return 'what comes next'
  return fact.next.week === fact.week
    ? `day ${fact.next.day}`
    : `week ${fact.next.week}, day ${fact.next.day}`
}

function opening(fact: CompletionFact, today: RatedDay, before: RatedDay | null): string {
  const n = nameOfNext(fact)
  const ratio = today.minutes / today.planned_min
  if (isStrong(today)) {
    if (fact.next === null) return 'Great work!'
    if (levelAfter(today, before) > today.difficulty) return `Great work! Increasing difficulty for ${n}.`
    if (today.difficulty >= TOP_LEVEL) {
      return `Great work! ${n.slice(0, 1).toUpperCase()}${n.slice(1)} moves on to new material.`
    }
    return `Great work! Keep this up in ${n} and the difficulty goes up.`
  }
  if (ratio >= ENOUGH_TIME) {
    return `Good time investment! For ${n}, focus on reinforcing concepts to build confidence.`
  }
  if (ratio >= 0.5) return `You are on track. For ${n}, try to use the full ${fact.planned_min} minutes.`
  return `Quality over quantity: even 15 focused minutes on ${n} count.`
}

/** The sentence of day.done, from the frozen facts alone: it never quotes notes and promises only what the level does. */
export function nextDayHint(fact: CompletionFact): string {
  const today: RatedDay = {
    confidence: fact.confidence,
    recall: recallOf(fact),
    minutes: fact.completion_time_min,
    planned_min: fact.planned_min,
    difficulty: fact.difficulty,
    struggle: hasStruggleWord(fact.notes),
  }
  const previous = fact.previous[0]
  const before = previous
    ? { ...previous, recall: recallOf(previous), struggle: hasStruggleWord(previous.notes) }
    : null

  const sentences = [opening(fact, today, before)]
  if (fact.next !== null && today.minutes > 1.5 * today.planned_min) {
    const n = nameOfNext(fact)
    sentences.push(
      `That took ${today.minutes} of ${today.planned_min} minutes, so ${n} gets fewer new units.`,
    )
  }
  if (fact.confidence === null) {
    sentences.push('Rate your confidence 1-10 next time so that the plan can adapt.')
  }
  if (fact.next === null || fact.next.week > fact.week) sentences.push(`Week ${fact.week} complete.`)
  return sentences.join(' ')
}
