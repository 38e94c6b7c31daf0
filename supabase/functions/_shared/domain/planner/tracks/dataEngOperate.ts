import type { TrackUnit } from './track.ts'

/** Data engineering, part two: jobs that run in order, are tested and can be repaired. */
export const DATA_ENG_OPERATE: TrackUnit[] = [
  {
    id: 'de-tests',
    name: 'Tests on data',
    prereqs: ['de-sql-transform'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what do uniqueness, completeness, range, reference and freshness tests each find? Which compare with yesterday? When does a failed test stop the run? What is a test nobody reads?',
    example:
      'A column is usually 2 percent empty and today 9. Write by hand a rule that notices this and stays quiet at 3.',
    task:
      'Write tests.sql with at least ten tests, each returning the offending rows, and run them between layers. Plant six faults in copies of the data, and keep caught.md as a table of fault and test.',
    check:
      'five of six faults are caught, and a failing test leaves the published tables at their last good state',
    transfer:
      'Let thresholds come from the last 30 runs, and show a fault that such a rule learns to accept.',
    question: {
      type: 'evidence',
      text: 'When did each test last fail, and what did somebody do about it?',
      expects: 'a date or a planted failure; tests without a reader removed',
    },
  },
  {
    id: 'de-orchestrate',
    name: 'Scheduling and dependencies',
    prereqs: ['de-tests'],
    kind: 'procedure',
    est_min: 90,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: what does a scheduler know that cron does not? What are data interval and run time? When are retries harmful? What do pools and concurrency limits protect?',
    example:
      'Four jobs of 10, 20, 5 and 15 minutes: the last needs the second and third, these need the first. Draw it, and find the shortest total.',
    task:
      "Put your pipeline into an orchestrator you choose, one task per step, parameters only the interval. Write dag.md with each task's input, output and what a retry does. Run 30 past days.",
    check: 'a run for any past day gives the same rows whether it is run first, last or twice',
    transfer:
      'Start when the file has arrived and not at an hour, with a limit after which somebody is told.',
    question: {
      type: 'assumptions',
      text: 'Which of your tasks uses the clock of the machine where it should use its interval?',
      expects: "a task with today's date, and what a backfill would write",
    },
  },
  {
    id: 'de-backfill',
    name: 'Backfills and corrections',
    prereqs: ['de-orchestrate'],
    kind: 'skill',
    est_min: 75,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: how is history rebuilt beside the live table? What must be compared before switching? Who has exported the old numbers? How is load kept off the source?',
    example:
      'Thirty days, each of 12 minutes, at most three at once: compute by hand the time, and the time if one day fails twice.',
    task:
      'Introduce a fixed mistake into one transformation, let it run for 30 days, and repair it. Write backfill.md with scope, order, comparison by day, switch and message to readers, and diff.csv per day.',
    check: 'diff.csv shows changes only in the days and columns the mistake could touch, and 0 elsewhere',
    transfer: 'Correct only the rows of one customer in all days, without a full rebuild.',
    question: {
      type: 'viewpoints',
      text: 'What do you tell the person whose printed report no longer agrees with the table?',
      expects: 'what changed, since when, how much, and how to see both',
    },
  },
  {
    id: 'de-warehouse',
    name: 'Partitions and the cost of a scan',
    prereqs: ['de-formats', 'de-sql-transform'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: what do partition pruning, sort order and column statistics skip? Why are many small files slow? What does a join on a skewed key do? What is billed?',
    example:
      'A table of 365 days and 1 GB each has 20 equal columns. Compute by hand what a question about two columns of one week reads, well under 1 GB.',
    task:
      'Lay out ten million rows by day, by customer and unpartitioned. Write scan.md with bytes read and seconds for four questions, five runs each, and the layout you keep for which question.',
    check:
      'the bytes read by the best layout are under a tenth of the worst for two questions, and one question shows no gain',
    transfer:
      'Compact a partition of 1,000 small files and measure both the reading and the cost of compacting.',
    question: {
      type: 'implications',
      text: 'If everybody asks by customer but the table is cut by day, what will the bill show?',
      expects: 'full scans; a sort key, a second layout or an aggregate',
    },
  },
  {
    id: 'de-cdc',
    name: 'Capturing changes from a database',
    prereqs: ['de-api-ingest', 'de-history'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: what do polling by updated_at, triggers and reading the log each miss or cost? How do deletes travel? What order is promised? How do snapshot and stream join?',
    example:
      'Rows are inserted, updated twice and deleted between two polls. Write by hand what polling sees and what the log sees.',
    task:
      'Set up a small source database with a script that changes it 10 times a second. Copy it by log-based capture or triggers into a second one, and write cdc.md. Compare both each minute in drift.csv.',
    check:
      'after the script stops, both sides are equal by row checksums within one minute, deletes included',
    transfer:
      'Add a column on the source while the copy runs, and describe what arrives between the two versions.',
    question: {
      type: 'assumptions',
      text: 'What does your copy assume about clocks and about the order of changes of one row?',
      expects: 'commit order against timestamps; the position in the log',
    },
  },
  {
    id: 'de-streams',
    name: 'Events, order and delivery',
    prereqs: ['de-api-ingest'],
    kind: 'concept',
    est_min: 90,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: what are partition, offset and consumer group? What do at most once and at least once mean at a crash? Why is order only kept per key? What does a poison message do?',
    example:
      'A consumer stores its result and then crashes before committing its offset. Write by hand what happens after the restart.',
    task:
      'Run a broker or a log table of your own. Write producer.py and consumer.py, with 100,000 events, duplicates, two consumers, and kills at random. Save counts.csv of sent, received, and applied.',
    check: 'applied equals distinct events sent in 10 of 10 runs, although received is larger in some',
    transfer: 'Make one event fail for ever, and keep the rest flowing without losing it.',
    question: {
      type: 'clarification',
      text: 'What does "exactly once" mean in your system: received, processed or visible?',
      expects: 'effects visible once through keys or transactions',
    },
  },
  {
    id: 'de-windows',
    name: 'Windows, late events and watermarks',
    prereqs: ['de-streams'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'expert',
    source: 'curated',
    study:
      'Answer: what separates event time from processing time? What do tumbling, sliding and session windows count? What does a watermark claim? When may a result be changed?',
    example:
      "Events of times 1, 4, 3, 9, 2 arrive in that order. With windows of 5 and allowed lateness 3, write by hand each window's result over time.",
    task:
      'Write windows.py that counts events per minute and key from a delayed, shuffled stream, with late events going to late.csv. Save a table of completeness against waiting time for five watermarks.',
    check:
      'counts plus rows in late.csv equal events sent, and the table shows the trade between delay and completeness',
    transfer:
      'Emit early results every ten seconds with corrections, and let a reader rebuild the final table from them.',
    question: {
      type: 'question',
      text: 'Does the decision behind this number need it within a minute, or by tomorrow at eight?',
      expects: 'the cost of waiting against the cost of complexity',
    },
  },
]
