import type { TrackUnit } from './track.ts'

/** Product management, part one: whose problem it is, and how one would know. */
export const PRODUCT_MGMT_DISCOVER: TrackUnit[] = [
  {
    id: 'pm-complaints',
    name: 'What users already tell',
    prereqs: [],
    kind: 'procedure',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what separates a request, a need and a problem? What do reviews and support questions leave out? Who never complains? How is frequency told from loudness?',
    example:
      'Take "please add an export to PDF". Write by hand three different problems that could stand behind it.',
    task:
      'Choose a product you do not make. Read 60 public reviews or questions, and write voices.csv with date, quote, situation, problem and severity. Write top3.md with the three problems you would look into, and why.',
    check: 'a second person sorts 20 of the quotes by problem and agrees with you on at least 15',
    transfer: 'Read 30 voices on a competing product, and note which problem is missing there.',
    question: {
      type: 'clarification',
      text: 'In which situation was the person when the first of your three problems occurred?',
      expects: 'a concrete occasion with goal and obstacle, taken from a quote',
    },
  },
  {
    id: 'pm-interview',
    name: 'Talking to users about what happened',
    prereqs: ['pm-complaints'],
    kind: 'skill',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: why is the last time worth more than an opinion? How do you hear what was tried and paid? What is a leading question? When do you stop?',
    example: 'Rewrite by hand "Would you pay for this?" as three questions about past behaviour.',
    task:
      'Write guide.md, hold four interviews of 30 minutes with consent, and keep stories.csv with person, trigger, what they did, what it cost them and a quote. Write surprise.md with what contradicts your top three.',
    check:
      'stories.csv has at least 12 stories of a dated event, and at least one of the three problems is dropped or restated',
    transfer: 'Interview somebody who chose the other product, and find the moment of the decision.',
    question: {
      type: 'evidence',
      text: 'What did the people do or spend to solve the problem before they spoke with you?',
      expects: 'time, money or a workaround; if nothing, doubt about the problem',
    },
  },
  {
    id: 'pm-segment',
    name: 'Whom the product is for',
    prereqs: ['pm-interview'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what separates user, buyer and decider? How do situation and job divide better than age? What is a segment one can reach? Who is excluded on purpose?',
    example:
      'For school software write by hand user, buyer, decider and the person who can block it, with the wish of each.',
    task:
      "Write segments.md with three segments by situation: problem, today's solution, frequency, size estimated in size.csv with sources, and how to reach ten of them this week. Choose one with reasons.",
    check: 'each size in size.csv is computed from at least two stated numbers with source or range',
    transfer: 'Choose the segment again for a firm with a tenth of the money.',
    question: {
      type: 'assumptions',
      text:
        'Which number in your size estimate would change the choice if it were wrong by a factor of three?',
      expects: 'a factor named, and how to check it',
    },
  },
  {
    id: 'pm-problem',
    name: 'A problem statement with a measure',
    prereqs: ['pm-segment'],
    kind: 'skill',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      "Answer: what must it contain: who, when, obstacle, cost, evidence? Where does a solution hide in it? Which measure would the user notice? What is today's value?",
    example: 'Remove by hand the solution from "busy parents need an app for lunch boxes".',
    task:
      "Write problem.md of one page: the statement, six pieces of evidence with source, today's measure or how to get it, who loses if it is solved, and what would prove it wrong.",
    check:
      'none of the six pieces is an opinion about the future, and the disproof names an observation and a number',
    transfer: 'Write it for the person who pays instead of the one who uses.',
    question: {
      type: 'question',
      text: 'Is it worth solving now, or merely annoying, and for whom does that differ?',
      expects: 'frequency, cost and alternatives compared',
    },
  },
  {
    id: 'pm-alternatives',
    name: 'Alternatives and position',
    prereqs: ['pm-problem'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what do people do today, including nothing? What makes switching costly? In which dimension does a user compare? When is a table of features misleading?',
    example: 'Write by hand four alternatives to a to-do app that are not apps, with what each does better.',
    task:
      'Use three alternatives for a real task, and write alternatives.csv with minutes, steps, price, best and worst moment. Write position.md: for whom, instead of what, because of what, and at what disadvantage.',
    check: 'each claim in position.md refers to a row you measured, and at least one disadvantage is real',
    transfer: 'Position the product for users whose alternative is a sheet of paper.',
    question: {
      type: 'viewpoints',
      text: 'What would a loyal user of the strongest alternative laugh at in your text?',
      expects: 'a claim that is weak from their view, corrected',
    },
  },
  {
    id: 'pm-metrics',
    name: 'Measures of value and their traps',
    prereqs: ['pm-problem'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what separates input, output and outcome? What do activation, retention and cohort say? Which number rises while value falls? What is a counter-measure?',
    example:
      'Of 100 who start in January 40, 30 and 28 return in three months; of 100 in February 50 and 25. Draw both curves by hand.',
    task:
      'Write metrics.md with one outcome for your problem, three inputs that move it, a counter-measure each and the event behind it. Take or make events of 500 users in events.csv, and save a table of retention by cohort.',
    check: 'retention of one cohort counted by hand from events.csv equals the table',
    transfer: 'Define the outcome so that it also counts those who left content.',
    question: {
      type: 'implications',
      text: 'If a team were paid by your main number alone, what would the product look like in a year?',
      expects: 'the harmful shortcut, and the guard against it',
    },
  },
  {
    id: 'pm-opportunity',
    name: 'Choosing among opportunities',
    prereqs: ['pm-metrics', 'pm-alternatives'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: how are outcome, opportunities and solutions arranged as a tree? What do reach, impact, confidence and effort hide? What is the cost of not knowing? When is a score only decoration?',
    example:
      'Score by hand three opportunities with ranges rather than points, and see whether the order survives.',
    task:
      'Draw tree.md with your outcome, six opportunities with evidence, and three solutions for the best two. Write choice.csv with ranges for reach, effect and effort, and choice.md with the decision.',
    check:
      'choice.md says which opportunity wins in at least 80 of 100 draws from the ranges, or that none does',
    transfer: "Remove the best-paid person's favourite, and write the reason in a form they can answer.",
    question: {
      type: 'evidence',
      text: 'For which branch have you only your own idea as evidence?',
      expects: 'a branch marked, and the cheapest look at it',
    },
  },
]
