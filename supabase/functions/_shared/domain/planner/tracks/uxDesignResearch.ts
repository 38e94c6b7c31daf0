import type { TrackUnit } from './track.ts'

/** UX design, part one: seeing what people do, and what follows from it. */
export const UX_DESIGN_RESEARCH: TrackUnit[] = [
  {
    id: 'ux-observe',
    name: 'Watching somebody use something',
    prereqs: [],
    kind: 'skill',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what is the difference between what people say and what they do? What does thinking aloud change? Why does helping end the test? What is an observation without interpretation?',
    example:
      'Split by hand "she was annoyed by the confusing menu" into what was seen and heard, and what was concluded.',
    task:
      'Watch one person buy a ticket or book an appointment on a site that you did not make, for 20 minutes. Write observe.md as a table with minute, action, words and your guess in a column of its own.',
    check: 'at least 20 rows, and a second reader finds no judgement outside the guess column',
    transfer: 'Watch the same task on a phone in a noisy place, and mark the rows that exist only there.',
    question: {
      type: 'clarification',
      text: 'What exactly did the person want at the moment they stopped, in their words?',
      expects: "a quote or action, kept apart from the observer's view",
    },
  },
  {
    id: 'ux-heuristics',
    name: 'Inspecting an interface by rules',
    prereqs: ['ux-observe'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what do visibility of status, match with the world, control, consistency, error prevention and recognition ask? How is severity rated? What does an inspection miss that a test finds?',
    example:
      'For a form that clears everything on one error, write by hand the rule broken, whom it hurts and the severity from 0 to 4.',
    task:
      'Inspect the three main paths of one site. Write issues.csv with at least 20 findings: place, rule, effect, severity, proposal. Let a second person rate the severities without seeing yours.',
    check:
      'both ratings differ by more than one in at most four findings, and each of those is discussed in a line',
    transfer:
      'Inspect a machine without a screen, such as a ticket punch or a washing machine, by the same rules.',
    question: {
      type: 'evidence',
      text: 'Which of your worst findings did no real person stumble over, and what follows?',
      expects: 'compare with observation; severity lowered or more people watched',
    },
  },
  {
    id: 'ux-interview',
    name: 'Interviews about the last time',
    prereqs: ['ux-observe'],
    kind: 'skill',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: why ask for the last case rather than the usual one? What is a leading question? How is silence used? What must be agreed before recording? When have you heard enough?',
    example:
      'Rewrite by hand "Would you use an app that reminds you of bills?" as three questions about what happened.',
    task:
      'Write guide.md with ten questions on one everyday task. Hold three interviews of 30 minutes with consent, and keep quotes.csv with person, quote, topic and what surprised you.',
    check:
      'quotes.csv has at least 30 literal quotes, and no question of the guide can be answered with yes or no',
    transfer: 'Interview somebody who gave the task up, and note which question no longer works.',
    question: {
      type: 'assumptions',
      text: 'What did you believe before the interviews that you would now not write down any more?',
      expects: 'a belief, and the quote against it',
    },
  },
  {
    id: 'ux-synthesis',
    name: 'From notes to findings',
    prereqs: ['ux-interview'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what separates a theme from a topic? How does grouping from below differ from sorting into boxes? What is a need without a solution? How is a single loud voice weighed?',
    example:
      'From the quotes "I call, because then I know" and "I take a photo of the screen", write by hand the common need.',
    task:
      'Sort your notes and quotes into groups from below, and write findings.md with five findings, each with three pieces of evidence from two people or more, one counterexample and a question left open.',
    check:
      'every finding refers to rows of quotes.csv, and a second person places 15 of 20 quotes in the same groups',
    transfer:
      'Write the same findings in five sentences for somebody who has one minute and decides on money.',
    question: {
      type: 'viewpoints',
      text: 'Which finding would a participant read with the words "that is not what I meant"?',
      expects: 'a finding, the over-reading, and a nearer wording',
    },
  },
  {
    id: 'ux-journey',
    name: 'Journeys and where they break',
    prereqs: ['ux-synthesis'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      "Find out: what belongs in a journey map: stages, actions, thoughts, contacts, backstage? What is it evidence of? When is a single person's path better than an average?",
    example:
      'Draw by hand the journey of a parcel that is not delivered, from order to refund, with the three moments of waiting.',
    task:
      'Draw journey.png for the task of your research, with at least eight stages, and mark under each stage the evidence or "assumed". Write breaks.md with the three worst places, and who would have to act.',
    check:
      'at least two thirds of the entries have evidence, and each break names an owner outside design if there is one',
    transfer: 'Draw the path of the clerk at the other side of the same case.',
    question: {
      type: 'implications',
      text: 'If the worst break were repaired tomorrow, where would the people get stuck next?',
      expects: 'the following stage, with evidence for it',
    },
  },
  {
    id: 'ux-problem',
    name: 'A problem worth solving',
    prereqs: ['ux-synthesis'],
    kind: 'skill',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what does a problem statement contain: who, situation, need, obstacle, evidence? Which words hide a solution? What is a measure of success that people would feel?',
    example: 'Remove by hand the solution from "users need a dashboard to see their orders".',
    task:
      "Write problem.md with three problem statements from your findings, a measure for each with today's value or how to get it, and what is out of scope. Choose one with its reasons.",
    check:
      'none of the three names a screen, feature or technology, and every measure has a number or a way to obtain it',
    transfer:
      "State the problem for the opposite interest, for example the merchant's, and compare the measures.",
    question: {
      type: 'question',
      text: 'Is this a problem of the interface, or of the rule behind it?',
      expects: 'a policy or process; what design can and cannot change',
    },
  },
  {
    id: 'ux-ia',
    name: 'Grouping and naming',
    prereqs: ['ux-problem'],
    kind: 'procedure',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      "Find out: what do open and closed card sorting answer? What does a tree test measure? How do labels from people differ from departments' words? When is search no remedy?",
    example:
      'Group by hand twelve household things in two ways, and write what each grouping makes easy to find.',
    task:
      'Run an open card sort with 30 cards and five people. Save sort.csv, draw two structures as tree1.md and tree2.md, and test both with ten tasks on five other people in treetest.csv.',
    check:
      'treetest.csv has 50 attempts per structure, and the chosen one leads by at least five right answers or the tie is stated',
    transfer: 'Add a section that fits nowhere without making a heap called "more".',
    question: {
      type: 'evidence',
      text: 'Which label failed most often, and where did the people look first?',
      expects: 'a label, wrong first choices and a new word from people',
    },
  },
]
