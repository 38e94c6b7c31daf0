import type { TrackUnit } from './track.ts'

/** Data engineering, part one: getting data in, without losing or doubling a row. */
export const DATA_ENG_INGEST: TrackUnit[] = [
  {
    id: 'de-first-load',
    name: 'A load that can be run twice',
    prereqs: [],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what is an idempotent job? What do truncate-and-load, delete-and-insert by day and upsert each need to know? Which facts about a load must be written down with it?',
    example:
      'Write by hand the table after loading a file of three rows twice by append, by replace and by upsert on its key.',
    task:
      'Choose a public file that is published daily or monthly. Write load.py that puts one file into a local database with file name and load time per row, and loads.csv with file, rows read, rows written and seconds.',
    check: 'loading the same file three times leaves the same row count and the same checksum of the table',
    transfer: 'Load a corrected edition of a file for a past month, so that only that month changes.',
    question: {
      type: 'clarification',
      text: 'What identifies one row of your source, and what does its publisher do when a row was wrong?',
      expects: 'the key, and whether corrections replace, append or vanish',
    },
  },
  {
    id: 'de-formats',
    name: 'Files, types and encodings',
    prereqs: ['de-first-load'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what do CSV, JSON lines and Parquet store about types? What does a column store skip? When does compression prevent splitting? How do null, empty and missing differ in each format?',
    example:
      'Write by hand two rows with a comma, a line break, an empty text and a missing number as CSV and as JSON lines.',
    task:
      'Convert one million rows into CSV, compressed CSV, JSON lines and Parquet. Write formats.md as a table of size, seconds to write, seconds to sum one column, and which types came back changed.',
    check:
      'the sum of the column is equal in all four, and at least one changed type is named with its repair',
    transfer:
      'Sort the rows by another column before writing Parquet, and explain the new size and scan time.',
    question: {
      type: 'assumptions',
      text:
        'Which type in your table was guessed by a reader, and what would the next file do to that guess?',
      expects: 'a column such as codes with leading zeros, and an explicit schema',
    },
  },
  {
    id: 'de-schema-check',
    name: 'Refusing bad rows at the door',
    prereqs: ['de-formats'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what is a data contract? What belongs to reject, to quarantine and to warn? Why is silently casting worse than failing? Who is told?',
    example:
      'For five rows of your source, write by hand which rule each would have to break to be turned away.',
    task:
      'Write schema.json for your source and check.py that splits each file into good.parquet and quarantine.csv with row number and rule. Make a dirty file with eight kinds of damage.',
    check:
      'all eight kinds land in quarantine.csv under the right rule, and good plus quarantined equals rows read',
    transfer:
      'Accept a new optional column without a change of code, and refuse a renamed one with a message that names both.',
    question: {
      type: 'viewpoints',
      text:
        'What would the publisher of the file say about your rules, and which would they call your problem?',
      expects: 'a rule stricter than the promise, and how to agree on it',
    },
  },
  {
    id: 'de-api-ingest',
    name: 'Reading from an API',
    prereqs: ['de-first-load'],
    kind: 'procedure',
    est_min: 90,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what go wrong with page numbers while rows arrive? What does a watermark remember, and when may it move? What do 429 and Retry-After ask? Why keep the raw answer?',
    example:
      'Rows arrive with times 1 to 6; you read up to 4, and a late row of time 3 appears. Write by hand what a watermark of 4 misses.',
    task:
      'Write pull.py that fetches changes since a watermark from a public API (or a small server of your own) into raw/ as dated JSON files, then loads them, with retry and a lock against two runs at once. Save state.json.',
    check: 'killed at any moment and restarted, the table equals a full load, in 10 kills at random times',
    transfer: 'Re-read the last three days at each run to catch late rows, without doubling any.',
    question: {
      type: 'implications',
      text: 'What is lost for good if state.json moves forward before the rows are safely written?',
      expects: 'the rows between; order of commit and watermark',
    },
  },
  {
    id: 'de-modelling',
    name: 'Facts and dimensions',
    prereqs: ['de-first-load'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what is the grain of a fact? What separates additive from semi-additive? What is a surrogate key for? When does a wide table do?',
    example:
      'For a receipt, write by hand the grain, three dimensions and two measures. Say which measure must not be added over days.',
    task:
      'Draw a star for your source in model.md, and write build.sql that fills one fact table and three dimensions, with a row for unknown. Beside it write five questions and the query for each.',
    check:
      'sums in the fact table equal sums in the raw table, and each fact row finds exactly one row in every dimension',
    transfer:
      'Add a second fact with another grain, and answer a question across both without doubling a number.',
    question: {
      type: 'clarification',
      text: 'Complete aloud: one row of my fact table is one … per … . Does every measure fit that sentence?',
      expects: 'a grain, and the measure that belongs elsewhere',
    },
  },
  {
    id: 'de-history',
    name: 'Keeping history of changing things',
    prereqs: ['de-modelling'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: what do overwriting, adding a row with valid times, and adding a column each keep? What are valid time and recorded time? What happens with a correction of the past?',
    example:
      'A customer moves from A to B on 5 May and you hear of it on 9 May. Write by hand the rows of both kinds of time.',
    task:
      "Write history.sql that turns daily snapshots of one dimension into rows with valid_from and valid_to, and report.sql that counts by the value at the time of the fact and by today's value.",
    check:
      'no two periods of one key overlap or leave a hole, proved by a query with 0 rows over at least 100 changes',
    transfer: 'Load a late snapshot from the middle, and get the same table as if it had come in order.',
    question: {
      type: 'viewpoints',
      text: 'Which reader wants the region as it was, and which as it is today?',
      expects: 'two readers with a decision each, and a column per meaning',
    },
  },
  {
    id: 'de-sql-transform',
    name: 'Transformations in layers',
    prereqs: ['de-modelling'],
    kind: 'skill',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what belongs to raw, cleaned and published layers? Why is logic in one place? When is a view enough and when a table? What do window functions save?',
    example:
      'For one published number, write by hand every step back to the raw file, with the table of each.',
    task:
      'Write three folders of SQL files, staging, core and marts, for your source, and run.sh that runs them in order of dependence. Draw the graph in lineage.md.',
    check: 'deleting all but raw/ and running run.sh once brings back every table with equal checksums',
    transfer: 'Rename a column in staging, and find out from lineage.md alone what would break.',
    question: {
      type: 'question',
      text: 'Which published table does nobody need, and how would you find out before deleting it?',
      expects: 'usage from query logs or owners; announce and then remove',
    },
  },
]
