import type { TrackUnit } from './track.ts'

/** Product management, part two: small bets, clear decisions and work that others can begin. */
export const PRODUCT_MGMT_SHAPE: TrackUnit[] = [
  {
    id: 'pm-assumptions',
    name: 'Risky assumptions and cheap tests',
    prereqs: ['pm-problem'],
    kind: 'skill',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what are risks of value, use, feasibility and business? Which assumption kills the idea if it is false? What is the cheapest honest test? Why fix the threshold beforehand?',
    example:
      'For a bicycle rental write by hand four assumptions, one for each risk, and order them by danger and ignorance.',
    task:
      'Write bets.csv with 12 assumptions: risk, evidence, danger, test, threshold, cost in hours. Run one test within a week (a page, a hand-made service, a pre-order), and write result.md.',
    check:
      'the threshold in bets.csv is dated before the test, and result.md follows it or says openly why not',
    transfer: 'Test the same assumption at half the cost, and say what you no longer learn.',
    question: {
      type: 'assumptions',
      text: 'Which assumption did you not write down because everybody shares it?',
      expects: 'a common belief, and what would show it false',
    },
  },
  {
    id: 'pm-scope',
    name: 'The smallest version worth using',
    prereqs: ['pm-assumptions'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what separates small from unfinished? What may be done by hand at first? Which quality is never cut? How is a thin slice found through all layers?',
    example: 'Cut by hand a restaurant booking into five slices of which each is usable alone.',
    task:
      'Write scope.md with the outcome, the first slice as a story from start to end, a table of what is in, by hand, later and never, each with a reason, and what will be known after it.',
    check:
      'a builder estimates the slice at ten days or less, and a user of the segment says for what they would use it tomorrow',
    transfer: 'Halve the time: cut scope again without touching the outcome.',
    question: {
      type: 'viewpoints',
      text: 'What would the first user miss at once, and would they come back in spite of it?',
      expects: "a missing part and its importance, by a user's words",
    },
  },
  {
    id: 'pm-stories',
    name: 'Requirements others can build',
    prereqs: ['pm-scope'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what do a situation, a rule and an example each settle? Which questions come from edge cases? What is an acceptance check? What must stay open for design and engineering?',
    example:
      'For "users can cancel an order" write by hand eight examples, among them shipped, part-paid and cancelled twice.',
    task:
      'Write spec.md for the slice: purpose, six rules with examples in examples.csv, states, errors, limits, data, what is not decided. Go through it with one person who builds and one who tests.',
    check:
      'both together find at most five missing cases, and every rule has an example that must be refused',
    transfer: 'Write the same for a change that must not be noticed by present users.',
    question: {
      type: 'clarification',
      text: 'Which word in your rules could be read in two ways, and which example settles it?',
      expects: 'a word such as active or cancelled, and its example',
    },
  },
  {
    id: 'pm-prioritise',
    name: 'Order, trade-offs and saying no',
    prereqs: ['pm-scope'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what does delay cost? Why is a list by votes misleading? How do dependence and risk change the order? How is a no given so that the person returns?',
    example:
      'Two tasks: 2 weeks with 5 a week of benefit, and 4 weeks with 8. Compute by hand the loss of both orders.',
    task:
      'Take 20 real requests of a product, and write backlog.csv with problem, evidence, cost of delay, effort as a range and decision. Write three replies of refusal in replies.md to three named roles.',
    check:
      'each of the 20 has a decision with a reason from evidence, and at least half are refused or merged',
    transfer:
      'A customer with a fifth of the revenue demands one thing: write both answers with their price.',
    question: {
      type: 'implications',
      text: 'What will not happen because of your first three, and who will notice it first?',
      expects: 'a named loss and person; what they are told',
    },
  },
  {
    id: 'pm-roadmap',
    name: 'A roadmap of outcomes',
    prereqs: ['pm-prioritise', 'pm-metrics'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: what does a roadmap promise to whom? Why now, next, later? When are dates needed? How is uncertainty shown? What happens to it after a surprise?',
    example: 'Rewrite by hand "Q3: new search, Q4: mobile app" as problems with measures and conditions.',
    task:
      'Write roadmap.md of one page with five entries: problem, outcome, evidence, condition to begin, confidence. Make two further views, for sales and for builders, and list in views.md what each leaves out.',
    check: 'no entry is only a feature, and each has a condition that could stop it',
    transfer:
      'A competitor brings out your second entry today: change the page, and keep a diff of what stays.',
    question: {
      type: 'question',
      text: 'Does the reader ask what comes, when it comes, or whether you know what you are doing?',
      expects: "the reader's decision and the view that serves it",
    },
  },
  {
    id: 'pm-estimate',
    name: 'Forecasts with ranges',
    prereqs: ['pm-stories'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: why do estimates err to one side? What do ranges, reference cases and throughput give? What does adding people do? When is a date a commitment?',
    example:
      'Five tasks took 2, 3, 3, 5 and 12 days. Write by hand mean and median, and what you tell for the next one.',
    task:
      'Take 30 finished tasks from a public project with start and end. Write forecast.py or a sheet forecast.csv that draws 1,000 sums for 15 open tasks, and forecast.md with dates for 50 and 85 percent.',
    check:
      'on an older part of the same record, the 85 percent date held in at least seven of ten back-tests',
    transfer: 'The date is fixed: compute which number of tasks fits with 85 percent.',
    question: {
      type: 'evidence',
      text: 'When did such a forecast last come true in this team, and how do you know?',
      expects: 'a record of forecast and result, not memory',
    },
  },
]
