import type { TrackUnit } from './track.ts'

/** Data engineering, part three: promises to readers, protection of people, cost and repair. */
export const DATA_ENG_PLATFORM: TrackUnit[] = [
  {
    id: 'de-batch-scale',
    name: 'Distributed processing',
    prereqs: ['de-warehouse'],
    kind: 'concept',
    est_min: 90,
    min_depth: 'expert',
    source: 'curated',
    study:
      'Find out: what is a shuffle? What do map-side aggregation, broadcast joins and salting avoid? Where does lazy evaluation hide the cost? When is one large machine simpler?',
    example:
      'Four workers hold keys a to d, and a has 70 percent of the rows. Draw by hand the time line of a join by key with and without splitting a.',
    task:
      'Run one job over at least 20 GB (generated) with a distributed engine, and with a single-machine engine. Write scale.md: seconds, memory, shuffle bytes, skewest task, and price per run for each.',
    check:
      'both give the same checksum, and scale.md states from which size the distributed one wins, measured or extrapolated',
    transfer: 'Double the workers, and explain by the numbers why the time does not halve.',
    question: {
      type: 'evidence',
      text: "Which number in the engine's page tells you that skew, and not size, is the problem?",
      expects: 'longest against median task time and rows per task',
    },
  },
  {
    id: 'de-promises',
    name: 'Freshness and quality promises',
    prereqs: ['de-orchestrate'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: what do an indicator, an objective and an error budget mean for data? What does fresh by eight cost compared with fresh by nine? Who owns a table? What is announced?',
    example:
      'In 60 days a table was late on three. Compute by hand the share, and what an objective of 97 percent still allows this quarter.',
    task:
      'Write promises.md for your three most used tables: owner, grain, freshness, tests, known gaps, contact. Write watch.sql that computes each indicator, and save status.csv for 30 runs.',
    check:
      'status.csv shows for every table and run whether the promise held, and a delayed run is marked within 15 minutes',
    transfer:
      'A reader wants hourly data: write the offer with the cost, the new risk and the question behind it.',
    question: {
      type: 'viewpoints',
      text: 'Which delay would a reader not notice, and which wrong number would they notice a year later?',
      expects: "freshness against correctness from the reader's decision",
    },
  },
  {
    id: 'de-incident',
    name: 'Repairing a broken pipeline',
    prereqs: ['de-tests', 'de-orchestrate'],
    kind: 'skill',
    est_min: 75,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: what is stopped first, the job or the readers? How is the extent established? What belongs to a timeline? What separates a cause from the last change?',
    example: "The sum of today is half of yesterday's. Write by hand five hypotheses, cheapest test first.",
    task:
      'Let somebody break your pipeline in three unknown ways (half a file, changed unit, doubled join). Repair each and write incident.md with a timeline in minutes, extent in rows, cause and guard.',
    check: 'for each case the extent in rows is exact, and the new guard fails on the broken data',
    transfer: 'Handle one that began 20 days ago and was noticed by a reader.',
    question: {
      type: 'evidence',
      text: 'How do you know that the damage began on that day and not earlier?',
      expects: 'a comparison by day with raw data, not the date of the complaint',
    },
  },
  {
    id: 'de-privacy',
    name: 'Personal data in pipelines',
    prereqs: ['de-sql-transform'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      "Answer: what separates pseudonymous from anonymous? Which three columns often identify a person? How is one person's data erased from raw files, tables and backups? What is logged about access?",
    example:
      'In a table of postcode, birth year and sex, count by hand the rows that are alone in their combination.',
    task:
      "Write inventory.csv of all columns with kind, purpose, retention and readers, masks.sql with views for two roles, and erase.py that removes one person everywhere, with a log without the person's data.",
    check:
      "after erase.py a search over every file and table finds 0 hits, and totals change by exactly that person's rows",
    transfer:
      'Publish a table of counts in which no cell can be traced to fewer than five people, even by subtraction.',
    question: {
      type: 'implications',
      text: 'If your raw folder leaked, whom would it harm, and why is it still kept?',
      expects: 'people and harm; purpose and retention or deletion',
    },
  },
  {
    id: 'de-cost',
    name: 'What a table costs',
    prereqs: ['de-warehouse', 'de-promises'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'expert',
    source: 'curated',
    study:
      'Find out: how are storage, compute and transfer billed? What does an idle cluster cost? Which tables are written daily and never read? How is a cost given to its cause?',
    example:
      'At 5 per TB scanned, compute by hand the month of a dashboard that scans 40 GB every ten minutes: about 860 to 900.',
    task:
      'Write cost.md for your pipeline, measured or priced by a public list: cost per run, per table and per question, with the three largest and one change for each. Save before.csv and after.csv.',
    check:
      'total cost falls by at least 30 percent at unchanged promises, or the floor is explained by numbers',
    transfer: 'Price a doubling of the data and of the readers separately, and name the first limit reached.',
    question: {
      type: 'assumptions',
      text: 'Which part of your bill grows with data, which with readers and which with mistakes?',
      expects: 'storage, queries, retries and full refreshes',
    },
  },
  {
    id: 'de-platform',
    name: 'A pipeline handed to somebody else',
    prereqs: ['de-tests', 'de-schema-check'],
    kind: 'skill',
    est_min: 120,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what must the next person know on a night of failure? Which commands suffice to start from nothing? What was decided and against what?',
    example:
      'Write by hand the ten questions you would ask about a pipeline you inherit, in the order of urgency.',
    task:
      'Put your pipeline in a repository with README.md, runbook.md, decisions.md and one command that builds everything from raw data. Let another person start it, break it and repair it, and log the stops in handover.csv.',
    check:
      'the other person gets the published tables within an hour without asking, and repairs one fault from runbook.md',
    transfer:
      "Swap the source for another publisher's with different names, and count the files that had to change.",
    question: {
      type: 'viewpoints',
      text: 'What would the next owner rip out first, and would they be right?',
      expects: 'a part without a reader or test, and the reason it is there',
    },
  },
]
