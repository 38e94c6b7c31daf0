import type { TaData } from '../../contract/agentMessages.ts'
import type { DraftStep } from './draftStep.ts'
import { recallWords } from './phrasings.ts'
import type { ContentUnit } from './resolveContent.ts'
import { cutAtWord, quoteNames } from './text.ts'

/** Three lines a unit, two minutes each. */
const RECALL_WEIGHT_PER_UNIT = 6

const namesOf = (units: readonly ContentUnit[]) => quoteNames(units.map((unit) => cutAtWord(unit.name, 60)))
const idsOf = (units: readonly ContentUnit[]) => units.map((unit) => unit.id)

/** How many units a recall block may hold: 30 percent of the session, half of it after a break. */
export function recallCap(budgetMin: number, reentry: boolean): number {
  return Math.max(1, Math.floor(((reentry ? 0.5 : 0.3) * budgetMin) / RECALL_WEIGHT_PER_UNIT))
}

/** Opening recall of earlier units, before any note is opened. */
export function recallStep(units: readonly ContentUnit[], reentry: boolean, turn: number): DraftStep {
  return {
    kind: 'retrieve',
    rule: reentry ? 'reentry' : 'recall',
    weight: RECALL_WEIGHT_PER_UNIT * units.length,
    action: recallWords(namesOf(units), turn),
    done_when: 'every line is marked, and right and total are counted for the recall field of the report',
    reason: reentry
      ? 'after days away, finding out what is still there comes before anything new.'
      : 'what is pulled from memory before new work is kept longer than what is read again.',
    unit_ids: idsOf(units),
    yields: 3,
  }
}

/** First session: five units to sort into known and unknown. It names units without opening them. */
export function diagnosticStep(units: readonly ContentUnit[]): DraftStep {
  return {
    kind: 'diagnose',
    rule: 'diagnostic',
    weight: 10,
    action: `Look nothing up. Write one line each on what you would do for ${
      namesOf(units)
    }, and mark those you could finish today without help.`,
    done_when:
      'each name has one line and a yes or no; the yes ones go into meta.known if you want to skip them',
    reason: 'what you already know is left out instead of taught again.',
    unit_ids: [],
    yields: 4,
  }
}

/** The step that clears a blocker before new material. */
export function blockerStep(
  unit: ContentUnit,
  symptom: string,
  exercise: { action: string; done_when: string } | null,
): DraftStep {
  return {
    kind: 'practice',
    rule: 'blocker',
    weight: 15,
    action: exercise?.action ??
      `Take the smallest case of "${unit.name}" that went wrong. Redo it line by line and stop at the first line whose reason you cannot give. Write that reason down, from the source if need be.`,
    done_when: exercise?.done_when ??
      'the first line without a reason is found and now has one, in your own words',
    reason: cutAtWord(`${symptom} New material waits until this is cleared.`, 200),
    unit_ids: [unit.id],
    yields: 0,
  }
}

/** One practice step for the gravest gap an assessment found. */
export function gapStep(text: string, unitIds: string[]): DraftStep {
  return {
    kind: 'practice',
    rule: 'gap',
    weight: 15,
    action: cutAtWord(
      `Your last work showed this gap: ${text} Redo the part it concerns in your own file.`,
      600,
    ),
    done_when: 'the redone part is saved beside the old one and the difference is named in one line',
    reason: 'the weakest criterion of the last assessment gets one step of its own.',
    unit_ids: unitIds,
    yields: 2,
  }
}

/** Recall at the end of a session of 75 minutes or more. */
export function endRecallStep(units: readonly ContentUnit[]): DraftStep {
  return {
    kind: 'retrieve',
    rule: 'end_recall',
    weight: 8,
    action: `Close everything. Draw or list from memory the parts of ${
      namesOf(units)
    } and how they depend on each other, then add what is missing in another colour.`,
    done_when: 'the page shows two colours, and the additions are counted',
    reason: 'a session this long is worth checking while it can still be corrected.',
    unit_ids: idsOf(units),
    yields: 3,
  }
}

/** A pause in a session of 90 minutes or more. */
export function pauseStep(): DraftStep {
  return {
    kind: 'break',
    rule: 'pause',
    weight: 5,
    action: 'Stand up and leave the screen. No reading, no messages.',
    done_when: 'you are back at the desk and the next step is open',
    reason: 'attention falls off well before the end of such a session.',
    unit_ids: [],
    yields: 2,
  }
}

const CLOSINGS = [
  'Write two lines: what you can do now that you could not do an hour ago, and the first thing that is still open.',
  'Write two lines: where today you guessed instead of knew, and how you will find out.',
  'Write two lines: what you would do first if you had to do today again, and what you would leave out.',
] as const

/** Close of the session and its report. */
export function reflectStep(sessions: number, units: readonly ContentUnit[]): DraftStep {
  return {
    kind: 'reflect',
    rule: 'reflect',
    weight: 7,
    action: CLOSINGS[sessions % CLOSINGS.length] ?? CLOSINGS[0],
    done_when:
      'two lines are written, and the day is reported with its minutes and a confidence from 1 to 10',
    reason: 'the report decides how hard tomorrow is and what comes back.',
    unit_ids: idsOf(units),
    yields: 0,
  }
}

/** The blocker an agent reported, as one sentence for the learner. */
export function symptomOf(blocker: TaData['blockers'][number]): string {
  return /[.!?]$/.test(blocker.symptom) ? blocker.symptom : `${blocker.symptom}.`
}
