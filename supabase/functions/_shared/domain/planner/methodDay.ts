import type { DayDraft } from './dayDraft.ts'
import { type DraftStep, fitSteps } from './draftStep.ts'
import type { Goal } from './goal.ts'
import { pauseStep, reflectStep } from './sessionSteps.ts'
import type { Situation } from './situation.ts'
import { cutAtWord } from './text.ts'

type Words = Pick<
  DraftStep,
  'kind' | 'weight' | 'action' | 'done_when' | 'reason'
>

const step = (rule: DraftStep['rule'], words: Words, yields = 0): DraftStep => ({
  rule,
  unit_ids: [],
  yields,
  ...words,
})

function setupSteps(goal: Goal, source: string | null): DraftStep[] {
  return [
    step('setup', {
      kind: 'diagnose',
      weight: 30,
      action:
        `From memory and without looking anything up, write two lists about ${goal.topic}: what you can already do towards "${goal.text}", and what you cannot do yet.`,
      done_when: 'both lists have at least five lines, each line something another person could watch you do',
      reason: 'without an outline your own two lists are the only map there is.',
    }),
    step('setup', {
      kind: 'study',
      weight: 18,
      action: source
        ? `Open ${source} and check it against your second list: does it cover most of it, does it have exercises, is it made for your level? Keep it only if two of the three hold.`
        : `Find at most three sources on ${goal.topic} (a book, a course, official documentation) and pick ONE: it covers most of your second list, has exercises, and fits your level.`,
      done_when: 'one source is chosen, and one line says why the others were dropped',
      reason: 'one source followed to the end beats five begun.',
    }),
    step('setup', {
      kind: 'build',
      weight: 30,
      action:
        'Copy the titles of 8 to 15 sections of that source, in order, into a list. Send intent.sync again with the same topic and this list as meta.outline, and the source as meta.source.',
      done_when: 'the list has 8 to 15 titles in the order of the source and has been sent as meta.outline',
      reason: 'from then on every plan names real sections instead of method.',
    }),
  ]
}

function itemSteps(goal: Goal, item: string): DraftStep[] {
  return [
    step('item', {
      kind: 'retrieve',
      weight: 8,
      action:
        'Notes closed: write what you remember of the last item in at most five lines, then mark what was wrong.',
      done_when: 'up to five lines are marked, right and total counted for the recall field of the report',
      reason: 'what is pulled from memory before new work is kept longer than what is read again.',
    }, 3),
    step('item', {
      kind: 'study',
      weight: 18,
      action:
        `Read ${item}. Write its heading, its three main statements in your own words, and the line of your second list it serves.`,
      done_when: 'heading, three statements and one line of the second list stand on the page',
      reason: 'the order of the source is the only order known so far.',
    }),
    step('item', {
      kind: 'practice',
      weight: 30,
      action:
        `Close the source. Do one exercise of ${item}, or make one case of your own from it, towards "${goal.text}".`,
      done_when: 'a solved case with each step and its reason is saved, and one doubt is marked in it',
      reason: 'reading alone leaves nothing that could turn out wrong.',
    }),
    step('setup', {
      kind: 'build',
      weight: 8,
      action:
        "Add the heading of today's item and of the next two to your list and send it as meta.outline with intent.sync.",
      done_when: 'the list that was sent has at least three real headings',
      reason: 'three headings are enough for the next plan to name real content.',
    }, 2),
  ]
}

function proofSteps(goal: Goal): DraftStep[] {
  return [
    step('milestone', {
      kind: 'retrieve',
      weight: 12,
      action:
        'Notes closed: list every item of this week with one sentence on what it lets you do, then fill the holes.',
      done_when: 'each item has a sentence, and the sentences that needed the notes are marked',
      reason: 'what has to be looked up again is not yet yours.',
    }),
    step('milestone', {
      kind: 'build',
      weight: 55,
      action:
        `Work on the proof of your goal "${goal.text}": ${goal.proof.text}. Use what this week's items gave you.`,
      done_when: goal.proof.evidence,
      reason: 'the week ends with one piece of work instead of one more item.',
    }),
    step('milestone', {
      kind: 'practice',
      weight: 15,
      action:
        'Look for the weakest place of what you made, change it once on purpose, and write down what got better.',
      done_when: 'the old and the new version stand side by side with one line on the difference',
      reason: 'a result nobody has tried to break is only a hope.',
    }),
  ]
}

/** Number of the item that is next when every session but the first and the milestones took one. */
function itemNumber(situation: Situation): number {
  const { sessions_completed: done, meta } = situation
  return Math.max(1, done - Math.floor(done / meta.days_per_week))
}

/** A day without content: how to get an outline, then the source item by item; it never pretends to know more. */
export function methodDay(situation: Situation, goal: Goal, milestone: boolean): DayDraft {
  const budget = situation.intent.time_per_day_min
  const source = situation.meta.source ? `"${cutAtWord(situation.meta.source.title, 80)}"` : null
  const isFirst = situation.sessions_completed === 0
  const item = `item ${itemNumber(situation)} of ${source ?? 'your source'}`

  const work = isFirst ? setupSteps(goal, source) : milestone ? proofSteps(goal) : itemSteps(goal, item)
  if (budget >= 90) work.splice(Math.ceil(work.length / 2), 0, pauseStep())
  const resource: DraftStep['resource'] = situation.meta.source
    ? {
      title: situation.meta.source.title,
      url: situation.meta.source.url ?? null,
      from: 'learner',
    }
    : undefined
  const steps = [...work, reflectStep(situation.sessions_completed, [])]
    .map((each) => resource && each.kind === 'study' ? { ...each, resource } : each)
  const title = isFirst
    ? `Find your outline: ${goal.topic}`
    : milestone
    ? `Milestone of week ${situation.position.week}: ${goal.proof.text}`
    : `${goal.topic}: ${item}`
  return {
    title: cutAtWord(title, 120),
    description: isFirst
      ? 'No outline of this topic is known yet. Today you find one; the next plans are made from it.'
      : 'No outline of this topic is known yet, so this plan gives method and the order of your source.',
    steps: fitSteps(steps, budget),
    units: [],
    adaptation: [],
  }
}
