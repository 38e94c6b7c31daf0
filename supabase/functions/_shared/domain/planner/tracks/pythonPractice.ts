import type { TrackUnit } from './track.ts'

/** Python, part three: the outside world, speed, and a tool other people install. */
export const PYTHON_PRACTICE: TrackUnit[] = [
  {
    id: 'py-cli',
    name: 'A command line tool',
    prereqs: ['py-modules', 'py-exceptions'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: what do positional arguments, options and subcommands cost and give the user? What belongs on standard output and what on standard error? What do pipes expect of exit codes?',
    example:
      'Write by hand the help text you would like to see for a tool that renames photos, before any code.',
    task:
      'Write tidy.py with argparse: it sorts files of a folder by year and month, with --dry-run as the default and --apply to act, and writes moves.csv. Add undo from that file.',
    check: "after --apply and undo the folder's list of paths and checksums equals the one from before",
    transfer:
      'Let it read paths from standard input and finish cleanly when the receiving program stops reading.',
    question: {
      type: 'implications',
      text: "What is the worst thing your tool can do to a stranger's folder, and what stops it?",
      expects: 'overwriting or losing files; dry run, refusal or undo',
    },
  },
  {
    id: 'py-http',
    name: 'Talking to a web API',
    prereqs: ['py-exceptions', 'py-files'],
    kind: 'procedure',
    est_min: 90,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: what do status codes 200, 304, 401, 404, 429 and 503 ask of a client? What does a timeout cover? When may a request be repeated? Where do keys belong?',
    example:
      'For a server that answers 503, 503, 200 write by hand the moments of the three requests with waits of one and two seconds.',
    task:
      'Write fetch.py that collects at least 200 records from a public API page by page into records.json, with timeout, retry with growing waits, respect for Retry-After, and a cache file so that a second run asks less.',
    check:
      'against a local fake server that fails twice it succeeds at the third try, and a second run sends under half the requests',
    transfer: 'Make it resume after being killed on page 7 without asking for pages 1 to 6 again.',
    question: {
      type: 'viewpoints',
      text: "How does your client look from the side of the server's operator on a bad day?",
      expects: 'load, retries in step, identification; backoff and jitter',
    },
  },
  {
    id: 'py-database',
    name: 'SQLite from Python',
    prereqs: ['py-files', 'py-testing'],
    kind: 'procedure',
    est_min: 75,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: what do parameters prevent? When does sqlite3 commit? What does a context manager of a connection do on an exception? What does a row factory change?',
    example:
      "Write the text that results when a name O'Hara is pasted into a query with an f-string, and say why it fails.",
    task:
      'Write store.py that keeps your records in records.db with keys and a unique rule, loads records.json again without doubling, and answers three questions. Write a test on a database in memory.',
    check:
      'loading the same file three times leaves the row count unchanged, and a failure in row 50 leaves 0 new rows',
    transfer:
      'Add a column to the existing file without losing a row, and let the program detect which version it opens.',
    question: {
      type: 'evidence',
      text: 'How do you know that a crash in the middle of loading leaves the file whole?',
      expects: 'a test that raises midway and counts; transaction, not luck',
    },
  },
  {
    id: 'py-debugging',
    name: 'Debugging with a hypothesis',
    prereqs: ['py-testing'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what do breakpoint, next, step and up show? What is the smallest input that still fails? How does bisecting halve a search? When does logging beat a debugger?',
    example: 'For a list of 64 lines of which one breaks a parser, write by hand how many halvings find it.',
    task:
      'Ask somebody (or yourself last week) to hide three bugs in a copy of your package. Keep bugs.md as a table: symptom, hypothesis, experiment, result, cause, and the test that now fails without the repair.',
    check:
      'each bug has at least one refuted hypothesis in bugs.md, and three new tests fail on the old copy',
    transfer:
      'Find a bug that appears only sometimes, such as one that depends on the order of a set or on the clock, and make it happen every time.',
    question: {
      type: 'clarification',
      text:
        'What exactly did you observe, and what did you already assume, when you first described the bug?',
      expects: 'separates the symptom from the guessed cause',
    },
  },
  {
    id: 'py-performance',
    name: 'Measuring before speeding up',
    prereqs: ['py-comprehensions', 'py-testing'],
    kind: 'skill',
    est_min: 75,
    min_depth: 'expert',
    source: 'curated',
    study:
      'Find out: what do timeit and cProfile measure, and what do they distort? What do in on a list and in on a set cost? When does a generator save time and when only memory?',
    example:
      'Estimate by hand how many comparisons "x in list" needs for 10,000 lookups in 10,000 items, and for a set.',
    task:
      'Take your slowest script. Write profile.md with the three most expensive functions, one change at a time, and a table of times over five runs each, before and after, on the same input.',
    check:
      'the program is at least three times faster with identical output, or profile.md shows by numbers why it cannot be',
    transfer: 'Bring the same work to several processes, and find the input size below which that is slower.',
    question: {
      type: 'evidence',
      text: 'Is your gain larger than the spread of five runs on a busy machine?',
      expects: 'spread beside the mean, and a repeat in the other order',
    },
  },
  {
    id: 'py-async',
    name: 'Waiting for many things at once',
    prereqs: ['py-http', 'py-comprehensions'],
    kind: 'concept',
    est_min: 90,
    min_depth: 'expert',
    source: 'curated',
    study:
      'Answer: what does await give away? What blocks an event loop? What do gather and a task group do when one task fails? When are threads or processes the better tool?',
    example:
      'Three requests take 1, 2 and 3 seconds. Draw the time lines for one after the other, all at once, and at most two at once.',
    task:
      'Write afetch.py that fetches 100 pages of a local slow server with at most 10 at once, a time limit for the whole, and results.csv in the original order with an error text for pages that failed.',
    check:
      "the server's log shows never more than 10 open requests, and cancelling midway leaves a valid results.csv",
    transfer:
      'Add a step that computes for two seconds per page, and keep the other requests moving meanwhile.',
    question: {
      type: 'assumptions',
      text: 'Which line of your program would stop all hundred downloads if it took ten seconds?',
      expects: 'a blocking call, and where to move it',
    },
  },
  {
    id: 'py-release',
    name: 'A tool somebody else installs',
    prereqs: ['py-debugging'],
    kind: 'skill',
    est_min: 120,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what do wheel, entry point and version number tell an installer? What must a README answer in its first ten lines? What breaks for users between 1.2 and 2.0?',
    example:
      'Write by hand the three lines a stranger types between finding your tool and its first useful output.',
    task:
      'Build a wheel of your best program. Write CHANGELOG.md, LICENSE.txt and a README.md with one complete example. Watch one person install it without help, and log each stop in trial.md.',
    check:
      "the wheel installs in an empty environment, and the README's example reproduces its printed output in every character",
    transfer:
      'Remove an option people use: announce it with a warning in one version, drop it in the next, and write both entries.',
    question: {
      type: 'viewpoints',
      text: 'What did the person who tried your tool expect that you had not thought of?',
      expects: 'one observed expectation, and the change in text or behaviour that meets it',
    },
  },
]
