import { BUILTIN, type Candidate, type Variant } from '../contract/session.ts'
import { arrangePlan, findStrategy } from '../domain/quality/arrangePlan.ts'
import { makeCandidate } from './makeCandidate.ts'
import type { Session } from './session.ts'

/** Every variant at once, and the built-in plan, which costs no call: one that fails sinks nothing. */
export async function explore(session: Session): Promise<Candidate[]> {
  const { parallelVariants } = session.settings
  return await Promise.all([
    ...parallelVariants.map((variant) => makeVariant(session, variant)),
    makeBuiltin(session),
  ])
}

async function makeVariant(session: Session, variant: Variant): Promise<Candidate> {
  const { name } = variant
  const isOurs = session.ports.fast_agent === null
  const strategy = findStrategy(variant)
  const asItIs = isOurs && strategy === null ? '; without a model it is the built-in plan' : ''
  return await makeCandidate(session, {
    key: `variant:${name}`,
    kind: 'variant',
    name,
    iteration: 0,
    begins: {
      type: 'variant_started',
      message: `Trying ${name}${asItIs}`,
      data: isOurs ? { name, strategy } : { name },
    },
    by: isOurs
      ? { plan: arrangePlan(session.situation.baseline, strategy) }
      : { question: { task: 'plan', variant, candidates: [], issues: [] } },
    tell: (score) => ({ message: `${name} scores ${score}`, data: {} }),
  })
}

/** Last of the candidates: of equals the earlier wins, so a variant need not beat it to be served. */
async function makeBuiltin(session: Session): Promise<Candidate> {
  return await makeCandidate(session, {
    key: `variant:${BUILTIN}`,
    kind: 'variant',
    name: BUILTIN,
    iteration: 0,
    begins: { type: 'variant_started', message: 'The built-in plan competes', data: { name: BUILTIN } },
    by: { plan: session.situation.baseline },
    tell: (score) => ({ message: `The built-in plan scores ${score}`, data: {} }),
  })
}
