// The built-in words for units without a task of their own. Each kind of step has several forms that ask for
// different work; their counts differ (3, 4, 5), so that two days of one week rarely ask the same way twice.

type Words = { action: string; done_when: string }

function pick(forms: readonly Words[], turn: number): Words {
  const form = forms[turn % forms.length]
  if (!form) throw new Error('Cannot phrase a step: there is no form')
  return form
}

export function studyWords(name: string, turn: number): Words {
  return pick([
    {
      action:
        `Read ${name} in your source. Write its three main statements in your own words, and one thing it leaves open.`,
      done_when: 'three statements and one open question stand on the page, none of them copied',
    },
    {
      action:
        `Turn the headings of ${name} into five questions before you read a line, then search the answers and tick them off.`,
      done_when: 'five questions stand on the page, at least four with a one-line answer',
    },
    {
      action:
        `Work through ${name} section by section and draw a diagram as you go: up to eight terms, an arrow with a verb between each two that belong together.`,
      done_when: 'the diagram has at least five terms and every arrow carries a verb',
    },
  ], turn)
}

export function exampleWords(name: string, turn: number): Words {
  return pick([
    {
      action:
        `Find one worked example of ${name} in your source. Cover the solution, write each line before you uncover it, and mark the first line you got wrong.`,
      done_when: 'your lines stand beside the worked ones and the first difference is marked',
    },
    {
      action:
        `Copy a solved case of ${name} and put a reason next to every move the author makes; two moves will have none in the book, supply them yourself.`,
      done_when: 'each move has a reason beside it, and two reasons are your own',
    },
    {
      action:
        `Put two examples of ${name} next to each other and list in a table what stays, what varies and which of the varying parts matters.`,
      done_when: 'the table has three columns and at least three rows',
    },
    {
      action:
        `Take an example of ${name}, hide its last half and finish it alone; afterwards colour what came out otherwise than printed.`,
      done_when: 'the second half is on paper and every difference to the printed one has a colour',
    },
  ], turn)
}

export function practiceWords(name: string, turn: number): Words {
  return pick([
    {
      action:
        `Close the source. Take a case of your own to which ${name} applies and work it through on one page, each step with its reason.`,
      done_when: 'the page shows the case, every step with a reason, and one doubt marked',
    },
    {
      action:
        `With the source shut, invent a small exercise on ${name} that somebody could get wrong, solve it, and write the likely error beside the solution.`,
      done_when: 'exercise, solution and one likely error fit on one sheet',
    },
    {
      action:
        `Do two short cases of ${name} without help, one ordinary and one at the edge where it nearly stops working. Say where the edge is.`,
      done_when: 'both cases are solved and one sentence names the edge',
    },
    {
      action:
        `Explain ${name} aloud for three minutes to an empty chair, recorded, on a case from your own life; listen once and repair the weakest minute.`,
      done_when: 'a recording of three minutes exists and the repaired part is written out',
    },
    {
      action:
        `Plan on half a page how you would use ${name} for your goal this week, carry out the first bit of it now, and keep what came out.`,
      done_when: 'half a page of plan and the piece that came out lie side by side',
    },
  ], turn)
}

export function secondWords(name: string, turn: number): Words {
  return pick([
    {
      action:
        `Without source or notes, work through a second case of ${name} that differs from the first in one respect, and say beforehand what will change.`,
      done_when: 'the second case is complete, and your forecast is marked right or wrong',
    },
    {
      action:
        `From memory, set yourself three questions on ${name} that a stranger would ask, answer them in writing, then correct the answers with the source in red.`,
      done_when: 'three answers stand there and every correction is red',
    },
    {
      action:
        `Unaided, solve the hardest exercise on ${name} you can find or make; when it stalls, note the exact line and try another way for five minutes.`,
      done_when: 'a solution or the exact line where it stalled is on the page, with two ways tried',
    },
    {
      action:
        `By heart, rebuild your earlier result on ${name} on a blank sheet, lay the first one next to it and list every difference with its reason.`,
      done_when: 'both versions are there and each difference in the list has a reason',
    },
  ], turn)
}

export function transferWords(name: string, turn: number): Words {
  return pick([
    {
      action:
        `Take your last result on ${name}, change one requirement so that the old way no longer works, and adapt it.`,
      done_when: 'the changed requirement is met and one line says what had to change',
    },
    {
      action:
        `Carry ${name} over to a field where nobody would expect it: choose the field, translate the terms one by one, and stop where the translation breaks.`,
      done_when: 'a table of at least four translated terms ends with the place where it breaks',
    },
    {
      action:
        `Plant one fault on purpose into what you made with ${name}, wait ten minutes with something else, then hunt it down and time the hunt.`,
      done_when: 'the fault is found, and the minutes it took are on the page',
    },
  ], turn)
}

/** Fourth and later meetings with a unit whose task and transfer were both done: another angle on the same work. */
export function againWords(name: string, turn: number): Words {
  return pick([
    {
      action:
        `Teach ${name}: write a half-page guide for somebody one month behind you, with one trap they will fall into, made from your own results.`,
      done_when: 'the half page names one trap and shows one of your own results',
    },
    {
      action:
        `Plant one fault on purpose into what you made for ${name}, wait ten minutes with something else, then hunt it down and time the hunt.`,
      done_when: 'the fault is found, and the minutes it took are on the page',
    },
    {
      action:
        `Halve your solution of ${name}: remove everything that is not needed for its check to pass, and list what went with the reason it could go.`,
      done_when: 'the shorter version passes its check and the list has at least two entries',
    },
  ], turn)
}

/** The opening or closing recall; the forms take the same time and are counted the same way. */
export function recallWords(names: string, turn: number): string {
  const forms = [
    `Notes closed. For ${names} write three lines each: what it is for, its steps in order, one way it goes wrong. Then open your notes and mark every line right or wrong.`,
    `From memory, without looking: list for ${names} everything you would tell somebody who starts tomorrow, one fact a line, three facts each. Compare with your notes and mark the lines.`,
    `Notes closed. Sketch ${names} as you remember it, at least three parts each with a label, and check the labels one by one against what you wrote then.`,
    `What you still remember counts, nothing else: for ${names} put down one example, one counterexample and one rule each, then look up which of the lines hold.`,
    `Quiz yourself on ${names}: three questions each on the left half of a sheet, answers on the right half with your notes closed, then grade the right half line by line.`,
  ]
  return forms[turn % forms.length] ?? ''
}
