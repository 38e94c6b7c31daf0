import type { RunReading, TaskFact } from '../_shared/contract/runs.ts'
import {
  type CandidateView,
  candidateViewSchema,
  type EffectiveSettings,
  qualityInputSchema,
  qualityResultSchema,
  SESSION_STATUS,
  type SessionStatusResponse,
} from '../_shared/contract/session.ts'
import { pickBest } from '../_shared/domain/quality/pickBest.ts'
import { resolveSettings } from '../_shared/domain/quality/presets.ts'

/** What stands before the variant's name in its task's key. */
const VARIANT = 'variant:'

type Meta = SessionStatusResponse['meta']

/** A session as it is shown: while it runs from what its tasks have brought so far, afterwards from its result. */
export function composeStatus({ run, tasks, events }: RunReading): SessionStatusResponse {
  const input = qualityInputSchema.parse(run.input)
  const config = resolveSettings(input.mode, input.stored, input.asked)
  const result = qualityResultSchema.safeParse(run.result).data ?? null
  const status = SESSION_STATUS[run.status]
  const candidates = result?.candidates ?? listSoFar(tasks, config)
  const final = result?.final ?? null
  return {
    meta: {
      id: run.id,
      status,
      mode: input.mode,
      generator: input.generator,
      config,
      candidates,
      winner: nameWinner(final ?? (status === 'running' ? pickBest(candidates) : null)),
      final,
      created_at: run.created_at,
      started_at: run.started_at,
      ended_at: run.ended_at,
    },
    events,
  }
}

function nameWinner(
  found: { name: string; iteration: number; score: number } | null,
): Meta['winner'] {
  return found && { name: found.name, iteration: found.iteration, score: found.score }
}

/** Variants in the order in which they were asked for, then refinements: as the result will have them. */
function listSoFar(tasks: readonly TaskFact[], config: EffectiveSettings): CandidateView[] {
  const asked = config.parallelVariants.map(({ name }) => `${VARIANT}${name}`)
  // One that nobody asked for comes last.
  const placeOf = ({ key }: TaskFact) => asked.includes(key) ? asked.indexOf(key) : asked.length
  const variants = tasks.filter(({ key }) => key.startsWith(VARIANT))
    .sort((a, b) => placeOf(a) - placeOf(b))
    .map((task) => readDone(task) ?? unscored(task.key.slice(VARIANT.length), task.error_code))
  const refined = tasks.filter(({ kind }) => kind === 'refine').flatMap((task) => readDone(task) ?? [])
  return [...variants, ...refined]
}

function readDone({ status, output }: TaskFact): CandidateView | null {
  return status === 'COMPLETED' ? candidateViewSchema.parse(output) : null
}

function unscored(name: string, error_code: string | null): CandidateView {
  return { name, iteration: 0, score: null, rubric: null, external_score: null, error_code }
}
