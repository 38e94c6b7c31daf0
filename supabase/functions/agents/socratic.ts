import type { AgentRequest, SocraticData } from '../_shared/contract/agentMessages.ts'
import { unitsOfWeek } from '../_shared/domain/planner/courseWeek.ts'
import { goalOf } from '../_shared/domain/planner/goal.ts'
import { namedUnits } from '../_shared/domain/planner/namedUnits.ts'
import { readMeta } from '../_shared/domain/planner/readMeta.ts'
import { type ContentUnit, resolveContent } from '../_shared/domain/planner/resolveContent.ts'
import { cutAtWord } from '../_shared/domain/planner/text.ts'

const MOST = 8

type Question = Pick<
  SocraticData['questions'][number],
  'type' | 'text' | 'expects'
>

/** One question of each Paul-and-Elder type for a unit nobody has written one for. */
const FORMS: readonly {
  type: Question['type']
  ask(name: string): string
  expects: string
}[] = [
  {
    type: 'clarification',
    ask: (name) => `What would somebody have to see you do to believe that you can use "${name}"?`,
    expects: 'something observable, not a feeling of having understood',
  },
  {
    type: 'assumptions',
    ask: (name) => `What does "${name}" take for granted, and where in your own case does that not hold?`,
    expects: 'one assumption by name and a case of your own that breaks it',
  },
  {
    type: 'evidence',
    ask: (name) => `Which single observation would show that you have "${name}" wrong?`,
    expects: 'an observation that could really occur, and what you would change then',
  },
  {
    type: 'viewpoints',
    ask: (name) => `Who would do "${name}" in another way, and what do they see that you do not?`,
    expects: 'a named kind of person and their reason at its strongest',
  },
  {
    type: 'implications',
    ask: (name) => `If "${name}" were left out of your goal, what would be the first thing to go wrong?`,
    expects: 'a concrete failure and when it would be noticed',
  },
  {
    type: 'question',
    ask: (name) => `Which question about "${name}" does your source not ask, and why might it leave it out?`,
    expects: 'the missing question and one reason for its absence',
  },
]

/** The question written for the unit if there is one, then the forms of other types, beginning with the turn's. */
function questionsOf(unit: ContentUnit, turn: number, count: number): Question[] {
  const name = cutAtWord(unit.name, 90)
  const first = turn % FORMS.length
  const forms = [...FORMS.slice(first), ...FORMS.slice(0, first)]
    .filter((form) => form.type !== unit.question?.type)
    .map(({ type, ask, expects }): Question => ({ type, text: ask(name), expects }))
  return [...(unit.question ? [unit.question] : []), ...forms].slice(0, count)
}

/**
 * Questions about the units that a learner's question names, then the week's, and the edges of the course. Depends on
 * intent and week, so nothing is unresolved.
 */
export function composeSocraticData({ intent, position, question }: AgentRequest): SocraticData {
  const meta = readMeta(intent.meta)
  const content = resolveContent(intent, meta, [])
  const { stage } = goalOf(intent, meta, position.week)
  const ofWeek = unitsOfWeek(content, intent, meta, position.week)
  const units = [...new Set([...namedUnits(question?.prompt, content.units), ...ofWeek])]
  return {
    // Two a unit where they fit, because a unit comes back and should not be asked the same twice.
    questions: units.slice(0, MOST).flatMap((unit, index) =>
      questionsOf(unit, position.week + index, units.length <= MOST / 2 ? 2 : 1).map((asked, nth) => ({
        id: `q${nth + 1}-${unit.id}`.slice(0, 64),
        unit_id: unit.id,
        level: stage,
        ...asked,
      }))
    ),
    unresolved: [],
    edges: content.units.flatMap((unit) => unit.prereqs.map((from) => ({ from, to: unit.id }))).slice(0, 120),
  }
}
