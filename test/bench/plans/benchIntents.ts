import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { ActiveIntent } from '../../../supabase/functions/_shared/contract/facts.ts'
import { budgetMinSchema, depthSchema } from '../../../supabase/functions/_shared/contract/primitives.ts'
import { metaSchema } from '../../../supabase/functions/_shared/contract/primitives.ts'
import { TRACKS } from '../../../supabase/functions/_shared/domain/planner/tracks/matchTrack.ts'
import { makeIntent } from '../../unit/domain/learnerFixture.ts'

export const SETS = ['tuning', 'heldOut'] as const
/** Intents a planner may be tuned on, and those it must not be. */
export type SetName = (typeof SETS)[number]

export type BenchIntent = { id: string; intent: ActiveIntent; expects: string }

const frozenSchema = z.array(z.strictObject({
  id: z.string(),
  lang: z.string(),
  topic: z.string(),
  end_goal: z.string(),
  depth: depthSchema,
  time_per_day_min: budgetMinSchema,
  grounding: z.enum(['learner_outline', 'process_only']),
  meta: metaSchema,
}))

export function intentFile(set: SetName): string {
  return readFileSync(new URL(`./intents/${set}.json`, import.meta.url), 'utf8')
}

export function readFrozen(set: SetName): z.infer<typeof frozenSchema> {
  return frozenSchema.parse(JSON.parse(intentFile(set)))
}

/** How every track is studied on the bench; tracks come and go, these do not. */
const STUDIED = {
  tuning: [
    { depth: 'informed', time_per_day_min: 60, end_goal: 'Build a working project and show it to others' },
    { depth: 'surface', time_per_day_min: 30, end_goal: 'Understand enough to join the conversation' },
  ],
  heldOut: [
    { depth: 'expert', time_per_day_min: 90, end_goal: 'Pass a certification exam' },
    { depth: 'informed', time_per_day_min: 45, end_goal: 'Build something real for my own work' },
    { depth: 'surface', time_per_day_min: 20, end_goal: 'Explain the field to a colleague' },
  ],
} as const

/** Every intent of a set: one per track and way of studying it, then the frozen ones. */
export function listIntents(set: SetName): BenchIntent[] {
  const curated = TRACKS.flatMap((track) =>
    STUDIED[set].map((way) => ({
      id: `${track.id}-${way.depth}-${way.time_per_day_min}`,
      intent: makeIntent({ topic: track.aliases[0] ?? track.id, ...way }),
      expects: 'curated',
    }))
  )
  const frozen = readFrozen(set).map(({ id, lang: _lang, grounding, ...intent }) => ({
    id,
    intent: makeIntent(intent),
    expects: grounding,
  }))
  return [...curated, ...frozen]
}
