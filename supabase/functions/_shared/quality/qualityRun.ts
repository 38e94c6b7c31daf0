import { qualityInputSchema } from '../contract/session.ts'
import { describeRefusedDay } from '../domain/quality/describeEnd.ts'
import { resolveSettings } from '../domain/quality/presets.ts'
import type { RunContext } from '../runs/runContext.ts'
import type { Outcome } from '../runs/worker.ts'
import { loadBoundDay, signalsOf } from './boundDay.ts'
import { conclude, tellRefusedBind } from './conclude.ts'
import { explore } from './explore.ts'
import { improve, type Improved } from './improve.ts'
import { chooseFirst } from './judge.ts'
import type { QualityPorts } from './ports.ts'
import { weighLater } from './scoreLater.ts'
import type { Session } from './session.ts'
import { situationOfDay, situationOfPrompt } from './situation.ts'

/** Explore in parallel, criticise, refine what was found, keep the best so far, and say why it is the best. */
export async function qualityRun(context: RunContext, ports: QualityPorts): Promise<Outcome> {
  const input = qualityInputSchema.parse(context.run.input)
  const bound = input.target === null ? null : await loadBoundDay(context, input.target, ports)
  if (bound !== null && 'refused' in bound) {
    return {
      end: describeRefusedDay(bound.refused),
      bind: null,
      events: [tellRefusedBind(bound.refused)],
    }
  }
  const situation = bound === null
    ? situationOfPrompt(context.run.id, input, context.run.created_at)
    : situationOfDay(bound.day, signalsOf(bound))
  const settings = resolveSettings(input.mode, input.stored, input.asked)
  const session: Session = { input, settings, situation, context, ports }

  const improved = await playSession(session)
  const settled = await weighLater(session, improved.best, improved.candidates)
  return await conclude(session, improved, settled, bound)
}

/** The part that is worth measuring: what the candidates are and which of them is the best. */
export async function playSession(session: Session): Promise<Improved> {
  const explored = await explore(session)
  const first = await chooseFirst(session, explored)
  return await improve(session, first, explored)
}
