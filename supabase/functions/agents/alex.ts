import type { AgentRequest, AlexData } from '../_shared/contract/agentMessages.ts'
import { unitsOfWeek } from '../_shared/domain/planner/courseWeek.ts'
import { goalOf } from '../_shared/domain/planner/goal.ts'
import { readMeta } from '../_shared/domain/planner/readMeta.ts'
import { resolveContent } from '../_shared/domain/planner/resolveContent.ts'
import { cutAtWord, quoteNames } from '../_shared/domain/planner/text.ts'

const RUBRIC: AlexData['rubric'] = [
  {
    id: 'works',
    name: 'Works',
    weight: 0.4,
    levels: [
      'does not run or cannot be shown',
      'runs on the one case it was made for',
      'runs on cases it was not made for',
      'runs, and says clearly when it cannot',
    ],
  },
  {
    id: 'correct',
    name: 'Correct',
    weight: 0.3,
    levels: [
      'nothing was checked',
      'checked by looking',
      'a check exists that can fail',
      'the check has failed once',
    ],
  },
  {
    id: 'clear',
    name: 'Clear',
    weight: 0.2,
    levels: [
      'only its author can follow it',
      'another person can follow it with help',
      'another person can follow it alone',
      'another person can change it alone',
    ],
  },
  {
    id: 'yours',
    name: 'Yours',
    weight: 0.1,
    levels: [
      'copied from a source',
      'a source with changed names',
      'own case, known method',
      'own case, and the method was chosen for a reason',
    ],
  },
]

/** The week's piece of work and how it will be judged. Depends on intent and week, so it claims no assessment. */
export function composeAlexData({ intent, position }: AgentRequest): AlexData {
  const meta = readMeta(intent.meta)
  const content = resolveContent(intent, meta, [])
  const goal = goalOf(intent, meta, position.week)
  const units = unitsOfWeek(content, intent, meta, position.week).slice(0, 4)
  const names = quoteNames(units.map((unit) => cutAtWord(unit.name, 60)))
  const using = names === '' ? 'what your source gave you this week' : names
  return {
    project: {
      title: cutAtWord(`Week ${position.week}: ${goal.proof.text}`, 160),
      brief: cutAtWord(
        `One piece of work towards "${goal.text}". It has to use ${using}, on a case you can explain to somebody outside the field. Start with the part most likely to fail.`,
        560,
      ),
      deliverable: cutAtWord(goal.proof.evidence, 400),
      constraints: [
        ...units.flatMap((unit) => unit.check ? [cutAtWord(`${unit.name}: ${unit.check}`, 240)] : []),
        `it fits into ${intent.time_per_day_min} minutes: cut the scope, not the check`,
        'one sentence says what it cannot do',
      ].slice(0, 8),
    },
    rubric: RUBRIC,
    gaps: [],
    last_assessment: null,
  }
}
