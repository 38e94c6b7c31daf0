import type { SocraticData } from '../../contract/agentMessages.ts'
import type { DraftStep } from './draftStep.ts'
import type { ContentUnit } from './resolveContent.ts'
import type { Situation } from './situation.ts'
import { cutAtWord } from './text.ts'

const PROMPTS = [
  'say what its key term means to somebody outside the field, then name a case that almost fits but does not',
  "list two things you took for granted in today's work and what would break without each",
  'write down what you would show a doubter, and which result would make you give in',
  'describe it from the side of somebody who is harmed by a mistake in it',
  'follow one decision of today two steps further: what does it make easier, what does it rule out',
  'write the question you should have asked before you began, and answer it in three sentences',
] as const

/** A question to argue with in writing; an agent's own question goes before the built-in prompt of the day. */
export function questionStep(
  unit: ContentUnit,
  { visits, sessions_completed: sessions }: Pick<Situation, 'visits' | 'sessions_completed'>,
  questions: SocraticData['questions'],
): DraftStep {
  const own = questions.filter((question) => question.unit_id === unit.id)
  // By visit: a unit that returns is not asked the same again while there is another question.
  const asked = own[(visits.get(unit.id)?.visits ?? 0) % Math.max(1, own.length)]
  const about = asked?.text.includes(unit.name) ? '' : `On "${unit.name}": `
  const prompt = PROMPTS[sessions % PROMPTS.length] ?? PROMPTS[0]
  return {
    kind: 'socratic',
    rule: 'question',
    weight: 12,
    action: asked
      ? cutAtWord(`${about}${asked.text} Answer in writing before you look anything up.`, 600)
      : `On "${unit.name}": ${prompt}.`,
    done_when: asked?.expects
      ? cutAtWord(`your written answer covers: ${asked.expects}`, 240)
      : 'five written sentences, at least one of which argues against you',
    reason: asked
      ? 'it was asked about the unit you work on today.'
      : 'the kind of question changes from session to session.',
    unit_ids: [unit.id],
    yields: 4,
  }
}
