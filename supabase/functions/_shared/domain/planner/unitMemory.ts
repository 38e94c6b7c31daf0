import { z } from 'zod'
import type { UnitState } from '../../contract/facts.ts'
import { localDateSchema } from '../../contract/primitives.ts'
import { type Mastery, masteryStateSchema, START_MASTERY } from './mastery.ts'

/** How well a unit came back, in the words of day.done's `results`. */
export type Outcome = 'again' | 'hard' | 'good' | 'easy'

/** State of the memory model; a date stands for 12:00Z of that local date. */
export const memoryCardSchema = z.object({
  due: localDateSchema,
  stability: z.number().positive(),
  difficulty: z.number().min(1).max(10),
  reps: z.int().min(1),
  lapses: z.int().min(0),
  state: z.int().min(0).max(3),
  last_review: localDateSchema,
})
export type MemoryCard = z.infer<typeof memoryCardSchema>

/** What `learning_units.memory` holds of one unit. */
export type UnitMemory = { card: MemoryCard | null; mastery: Mastery }

export type RememberedUnit = UnitMemory & { unit_id: string }

/** The memory of all units; read once a plan, because checking sixty cards is a tenth of a millisecond. */
export function readMemories(units: readonly UnitState[]): RememberedUnit[] {
  return units.map(({ unit_id, memory }) => ({ unit_id, ...readMemory(memory) }))
}

/** Reads stored memory part by part: what is missing or of an older shape counts as never observed. */
export function readMemory(stored: Record<string, unknown>): UnitMemory {
  const card = memoryCardSchema.safeParse(stored.card)
  const mastery = masteryStateSchema.safeParse(stored.mastery)
  return {
    card: card.success ? card.data : null,
    mastery: mastery.success ? mastery.data : START_MASTERY,
  }
}
