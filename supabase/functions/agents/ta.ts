import type { AgentRequest, TaData } from '../_shared/contract/agentMessages.ts'
import { chooseUnits, visitsNeeded } from '../_shared/domain/planner/chooseUnits.ts'
import { pastDaysOf } from '../_shared/domain/planner/completedDays.ts'
import { levelOfHistory } from '../_shared/domain/planner/level.ts'
import { visitsOf } from '../_shared/domain/planner/pastUnits.ts'
import { namedUnits } from '../_shared/domain/planner/namedUnits.ts'
import { readMeta } from '../_shared/domain/planner/readMeta.ts'
import {
  type Content,
  type ContentUnit,
  knownUnitIds,
  resolveContent,
} from '../_shared/domain/planner/resolveContent.ts'
import {
  exampleWords,
  practiceWords,
  secondWords,
  transferWords,
} from '../_shared/domain/planner/phrasings.ts'
import { recallShare } from '../_shared/domain/planner/recallEvidence.ts'
import type { PastDay, Visits } from '../_shared/domain/planner/situation.ts'
import { cutAtWord } from '../_shared/domain/planner/text.ts'

type Exercise = TaData['exercises'][number]

function hintsOf(unit: ContentUnit): string[] {
  const first = unit.study?.split('?')[0]?.split(': ').at(-1)
  return [
    ...(first ? [cutAtWord(`settle this first: ${first}?`, 240)] : []),
    'make the case smaller until you can do it by hand, then grow it again.',
  ]
}

/** Texts need a curated or own task, or a source the learner named; without either nothing true can be asked. */
function wordsOf(
  unit: ContentUnit,
  kind: Exercise['kind'],
  source: Content['source'],
  { seen, turn }: { seen: number; turn: number },
): string | null {
  if (unit.task === undefined && source === null) return null
  const where = source ? `"${cutAtWord(source.title, 80)}"` : 'your source'
  const name = `"${unit.name}"`
  switch (kind) {
    case 'worked_example':
      return unit.example ?? exampleWords(`${name} from ${where}`, turn).action
    case 'completion':
      return `Take a worked case of ${name}: leave its first half open and write the second half without looking. ${
        unit.example ?? ''
      }`.trim()
    case 'independent':
      if (unit.task && seen > 0) {
        return `Your earlier work closed and on other material than last time: ${unit.task}`
      }
      return unit.task ?? (seen > 0 ? secondWords(name, turn) : practiceWords(name, turn)).action
    case 'transfer':
      return unit.transfer ?? transferWords(name, turn).action
    default:
      return kind satisfies never
  }
}

function exercisesOf(unit: ContentUnit, visits: Visits, level: number, request: AgentRequest): Exercise[] {
  const seen = visits.get(unit.id)?.visits ?? 0
  const kinds: Exercise['kind'][] = seen === 0
    ? [level <= 2 ? 'worked_example' : 'completion', 'independent']
    : seen === 1
    ? ['completion', 'independent']
    : ['transfer']
  const { source } = readMeta(request.intent.meta)
  return kinds.flatMap((kind) => {
    const prompt = wordsOf(unit, kind, source, { seen, turn: request.state.history.length })
    if (prompt === null) return []
    return [{
      id: `${kind}.${unit.id}`.slice(0, 64),
      unit_id: unit.id,
      prompt: cutAtWord(prompt, 600),
      done_when: kind === 'worked_example' || kind === 'completion'
        ? 'your lines stand beside the worked ones and the first difference is marked'
        : cutAtWord(
          unit.check ??
            'the case is complete, each step has its reason, and one doubt is marked',
          200,
        ),
      est_min: Math.max(5, Math.round(request.intent.time_per_day_min * 0.4)),
      difficulty: level,
      kind,
      hints: kind === 'independent' || kind === 'transfer' ? hintsOf(unit) : [],
    }]
  })
}

function blockerOf(unit: ContentUnit, past: readonly PastDay[]): TaData['blockers'] {
  const days = past.filter((day) => day.unit_ids.includes(unit.id))
  const last = days.at(-1)
  if (!last) return []
  const name = cutAtWord(unit.name, 60)
  if (last.struggle && last.unit_ids[0] === unit.id) {
    return [{
      unit_id: unit.id,
      symptom: `Your report of ${last.local_date} speaks of trouble with "${name}".`,
      evidence: `report of ${last.local_date}`,
      since: last.local_date,
    }]
  }
  const [before, latest] = days.slice(-2)
  const isLow = (day: PastDay | undefined) => day !== undefined && (recallShare(day) ?? 1) < 0.5
  if (!before || !isLow(before) || !isLow(latest)) return []
  return [{
    unit_id: unit.id,
    symptom: `Less than half of the recall was right twice in sessions on "${name}".`,
    evidence: `recall of ${before.local_date} and ${last.local_date}`,
    since: before.local_date,
  }]
}

/** Exercises for the units that a question names, that are open or next, and what blocks. Depends on intent and history. */
export function composeTaData(request: AgentRequest): TaData {
  const meta = readMeta(request.intent.meta)
  const content = resolveContent(request.intent, meta, [])
  const known = knownUnitIds(content, meta)
  const past = pastDaysOf(request.state.history)
  const visits = visitsOf(past)
  const budget_min = request.intent.time_per_day_min
  const choice = (broughtNew: boolean) =>
    chooseUnits({
      units: content.units,
      known,
      visits,
      budget_min,
      broughtNew,
      fewerNew: false,
      reentry: false,
      returnFirst: null,
    })
  // Which of the two the day will be is the planner's decision, so exercises for both are offered.
  const returning = choice(true)
  const advancing = choice(false)
  const blockers = content.units.flatMap((unit) => blockerOf(unit, past)).slice(0, 5)
  const wanted = new Set([
    ...namedUnits(request.question?.prompt, content.units),
    ...content.units.filter((unit) => blockers.some((blocker) => blocker.unit_id === unit.id)),
    ...returning.continued,
    ...advancing.fresh,
    ...returning.fresh,
    ...returning.revisited,
    ...content.units.filter((unit) => {
      const seen = visits.get(unit.id)?.visits ?? 0
      return seen > 0 && seen < visitsNeeded(unit, budget_min)
    }),
  ])
  const level = levelOfHistory(past)
  return {
    exercises: [...wanted].flatMap((unit) => exercisesOf(unit, visits, level, request)).slice(0, 6),
    blockers,
    mastery: request.state.mastery.filter(({ unit_id }) => content.units.some((unit) => unit.id === unit_id)),
  }
}
