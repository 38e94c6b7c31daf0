import type { TrackUnit } from './track.ts'

/** Product management, part three: releasing, reading results, money, and taking people along. */
export const PRODUCT_MGMT_DELIVER: TrackUnit[] = [
  {
    id: 'pm-experiment',
    name: 'Experiments and their reading',
    prereqs: ['pm-metrics', 'pm-assumptions'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'expert',
    source: 'curated',
    study:
      'Answer: what does random assignment give? How many users does a difference need? What does looking early do? When is an experiment impossible or wrong?',
    example:
      'With 4 percent today and a wish to see 5, compute by hand n per group by 16 p (1 - p) / d²: about 6,100.',
    task:
      'Write plan.md for one change: hypothesis, main measure, counter-measure, n, duration, rule of decision. Simulate 200 runs with and without an effect, save runs.csv, and write reading.md on three made-up results.',
    check:
      'runs.csv shows false alarms between 2 and 8 percent without an effect, and power near the planned one with it',
    transfer: 'Only 300 users exist: write how you would decide instead.',
    question: {
      type: 'assumptions',
      text: 'Do users of one group influence those of the other, or differ in when they arrive?',
      expects: 'interference, novelty or season, and the guard',
    },
  },
  {
    id: 'pm-launch',
    name: 'Releasing in steps',
    prereqs: ['pm-stories'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what separates deploying, releasing and announcing? Who must know beforehand? What stops a release? What does support need? How is it taken back?',
    example:
      'Write by hand the first message to support for a price change: what, whom, from when, three questions and answers.',
    task:
      'Write launch.md with stages, share of users, measures, stop rules with numbers, texts for users, support and sales, and the way back. Rehearse it with one person who plays a stop at stage two, noted in rehearsal.md.',
    check:
      'every stage has a stop rule with a number and a person, and the rehearsed way back takes under an hour',
    transfer: 'Release something that must reach everybody on one day because of a law.',
    question: {
      type: 'viewpoints',
      text: 'What will a user feel who learns of the change from the screen alone?',
      expects: 'surprise or loss; a text, a choice or a notice before',
    },
  },
  {
    id: 'pm-results',
    name: 'Reading what a release did',
    prereqs: ['pm-launch', 'pm-metrics'],
    kind: 'skill',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what else changed in the same time? Who answered, and who left? Which part of the effect stays after the novelty? When is it stopped?',
    example:
      'A measure rises from 20 to 24 percent in a week with half the visitors. Write by hand three explanations.',
    task:
      'Take a real or simulated release with eight weeks of data in weekly.csv. Write readout.md of one page: expected, happened, rival explanations checked, five user voices, and the decision continue, change or remove.',
    check:
      'readout.md compares with the expectation dated before the release, and at least two rivals are tested with data',
    transfer: 'Write the readout of a failure so that the next team saves a month.',
    question: {
      type: 'evidence',
      text: 'Which finding would have made you decide otherwise, and did you look for it?',
      expects: 'a disconfirming observation, and the search for it',
    },
  },
  {
    id: 'pm-pricing',
    name: 'Price and unit economics',
    prereqs: ['pm-alternatives', 'pm-metrics'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'expert',
    source: 'curated',
    study:
      'Find out: what are price metric, fence and anchor? What do margin, cost of winning a customer, churn and lifetime value tell together? What does a discount teach? Which costs grow with use?',
    example:
      'Price 10 a month, cost 4, churn 5 percent, cost to win 90: compute by hand margin over life (120) and months to pay back (15).',
    task:
      'Write economics.csv for your product with ranges, and pricing.md with three ways to charge, who gains by each, and one test. Save sensitivity.csv for the three strongest inputs.',
    check:
      'sensitivity.csv names the input whose plausible range turns profit into loss, with the value at which it does',
    transfer: 'Raise the price for present customers: write whom, by how much, with what notice.',
    question: {
      type: 'implications',
      text: 'What will the heaviest and the lightest user each do on the day of your new price?',
      expects: 'leave, change use or stay; numbers for both',
    },
  },
  {
    id: 'pm-stakeholders',
    name: 'Decisions with other people',
    prereqs: ['pm-prioritise'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: who decides, advises, is affected? How is disagreement brought out early? What does a written decision hold? Why do meetings repeat themselves? How do you disagree and carry on?',
    example:
      'For a disputed feature write by hand the strongest case of the other side, until its holder would sign it.',
    task:
      'Map eight people around one real or played decision in people.csv: interest, influence, worry, what they need from you. Write decision.md with options, criteria, choice, dissent and date of review, and have two of them correct it.',
    check: 'the two people agree that their view is stated rightly, and the dissent stands in the text',
    transfer: 'Bring the same decision about without a meeting in three days.',
    question: {
      type: 'viewpoints',
      text: 'Who loses something by this decision and has not been heard?',
      expects: 'a group, the loss and a way to hear it',
    },
  },
  {
    id: 'pm-ethics',
    name: 'Harm, privacy and limits',
    prereqs: ['pm-scope'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: who can be harmed without being a user? Which data are needed for the value? What do consent and default do? What is done with misuse by customers? What must a product refuse?',
    example: 'For a family locator write by hand four people near it and the worst that it could do to each.',
    task:
      'Write harms.csv for your product with 12 ways of harm: who, how, likelihood, severity, guard, remaining. Write limits.md with three things the product will not do and the revenue that costs.',
    check: 'at least four rows concern people who never agreed to anything, and each guard can be tested',
    transfer: 'Rework one feature so that it needs half of the personal data.',
    question: {
      type: 'question',
      text: 'Should it be built at all, and who may say no?',
      expects: 'a condition for not building, and a person with the right',
    },
  },
  {
    id: 'pm-review',
    name: 'A product review that ends in a decision',
    prereqs: ['pm-results', 'pm-prioritise'],
    kind: 'skill',
    est_min: 120,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what must be known to decide: problem, evidence, result, options, cost, risk? What is read before? How are doubt and failure shown? What is asked of whom?',
    example:
      'Write by hand the one sentence that you want to hear at the end of the meeting, and what would prevent it.',
    task:
      'Write review.md of at most two pages on your product: outcome with number, three things learnt, two options with cost and risk, recommendation, and what would change it, with links to your files. Let two people decide by it.',
    check:
      'both reach a decision in 30 minutes, and each number of the page is found in a file within a minute',
    transfer: 'Write it for the case that the recommendation is to stop.',
    question: {
      type: 'implications',
      text:
        'If the recommendation turns out wrong, when will you notice at the earliest, and by which number?',
      expects: 'a date, a measure with threshold, and the way back',
    },
  },
]
