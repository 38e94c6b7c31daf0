import type { TrackUnit } from './track.ts'

/** Python, part two: programs made of modules, objects and tests. */
export const PYTHON_PROGRAMS: TrackUnit[] = [
  {
    id: 'py-exceptions',
    name: 'Exceptions and failing well',
    prereqs: ['py-files'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what do try, except, else and finally each catch or guarantee? Why is a bare except harmful? When do you raise, and when return None? What does raise … from keep?',
    example:
      'For a number read from text, list by hand five inputs and the exception of each. Decide which of them the user can repair.',
    task:
      'Write failures.md, a plan for what can go wrong in clean.py: missing file, wrong column, bad date, full disk, Ctrl-C. State for each what is caught, where, and the message, then implement it with exit codes 0, 1 and 2.',
    check:
      'each of the five failures, provoked by a script, ends with its exit code and without a half-written clean.json',
    transfer:
      'Let a run continue after bad rows but stop when more than a tenth are bad, and test both sides of that border.',
    question: {
      type: 'viewpoints',
      text:
        'Who reads the message of each failure: the user, the author or a machine, and what does that reader need?',
      expects: 'a reader per failure, and what they can do next',
    },
  },
  {
    id: 'py-modules',
    name: 'Modules, environments and dependencies',
    prereqs: ['py-functions'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what happens when a module is imported twice? What does if __name__ == "__main__" separate? What does a virtual environment isolate? What is the difference between a wanted and a locked version?',
    example:
      'Draw three modules that import each other in a circle and mark the line at which the import fails.',
    task:
      'Arrange your work as a package textstats with three modules, pyproject.toml and README.md. Create a fresh environment, install it in editable form, and keep the exact commands in README.md.',
    check:
      'the commands of README.md, typed into a new environment in another folder, end with a working textstats --help',
    transfer:
      'Raise the major version of one dependency in a second environment and note what breaks and how you found out.',
    question: {
      type: 'implications',
      text: 'Your dependency is deleted from the index tomorrow. What still works, and for how long?',
      expects: 'installed copies, caches and locks; a plan to replace or keep it',
    },
  },
  {
    id: 'py-testing',
    name: 'Tests with pytest',
    prereqs: ['py-modules', 'py-exceptions'],
    kind: 'skill',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what does a test need to arrange, do and check? What do parametrize, tmp_path and raises save? Why is a test that never failed no evidence? What does coverage not tell?',
    example:
      'For a function that splits a bill, list by hand the smallest set of inputs that would catch a wrong rounding, a lost cent and zero people.',
    task:
      'Write tests/test_textstats.py with at least 15 cases for your package, one of them for an error and one with a temporary file. Then plant six bugs, one at a time, and log in mutants.md which test caught each.',
    check: 'at least five of the six planted bugs make a test fail, and the missed one gets a test',
    transfer:
      'State one property of your cleaner that holds for every input, such as cleaning twice equals cleaning once, and test it with generated rows.',
    question: {
      type: 'evidence',
      text: 'Which behaviour of your package could break today without any test noticing?',
      expects: 'a concrete behaviour and the shortest test for it',
    },
  },
  {
    id: 'py-comprehensions',
    name: 'Comprehensions, iterators and generators',
    prereqs: ['py-collections', 'py-functions'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: what does a generator remember between two values? Why is it empty the second time? When is a comprehension less readable than a loop? What do zip and itertools.groupby demand of their input?',
    example: 'Trace g = (x * x for x in range(3)) through next(g), list(g) and list(g) on paper.',
    task:
      'Rewrite the reading and cleaning of clean.py as a chain of generators in pipeline.py: lines, rows, valid rows, batches of 100. Log when each stage handles its first item in order.txt.',
    check:
      'the first batch is written before the last line is read, shown in order.txt, and memory stays below 50 MB on a 500 MB file',
    transfer:
      'Let one stream feed two consumers, a counter and a writer, without reading the file twice or keeping it all.',
    question: {
      type: 'assumptions',
      text: 'Which stage of your chain assumes that its input is sorted or can be walked twice?',
      expects: 'groupby, sorted, len or a second loop; what happens otherwise',
    },
  },
  {
    id: 'py-classes',
    name: 'Classes and data classes',
    prereqs: ['py-functions', 'py-testing'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: what belongs to the class and what to the object? When is a dictionary or a function enough? What do __eq__, __repr__ and __hash__ promise together? What does composition avoid?',
    example:
      'On paper, write what two accounts share when their list of bookings is a class attribute, after one booking in each.',
    task:
      'Write ledger.py: a frozen dataclass Booking and a class Account that keeps bookings and refuses an overdraft, plus tests for equality, printing and a refused booking. No attribute may be changed from outside.',
    check:
      'a test shows that a refused booking leaves balance and history unchanged, and two equal bookings share one set entry',
    transfer:
      'Add a savings account with another rule, once by inheritance and once by passing a rule in; keep one version and say why.',
    question: {
      type: 'question',
      text: 'Is a class the right form for your account, or would a list and three functions do?',
      expects: 'state with a rule to protect against plain data; a decision with its cost',
    },
  },
  {
    id: 'py-typing',
    name: 'Type hints that find bugs',
    prereqs: ['py-classes'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: what do hints change at run time? What do Optional, Literal, TypedDict and Protocol express? What does a checker do at an untyped boundary? Why is Any contagious?',
    example:
      'Annotate by hand a function that looks up a name in a dictionary and returns its age in years. Which case does the hint force you to name?',
    task:
      'Type ledger.py and clean.py completely and run a checker in strict mode. Keep found.md with every complaint, sorted into real bug, unclear design and noise, and what you did.',
    check:
      'the strict checker reports 0 errors without a single ignore comment, and found.md names at least one real bug',
    transfer:
      'Describe a plug-in for new file formats as a Protocol, and let the checker refuse one that forgets a method.',
    question: {
      type: 'viewpoints',
      text: 'Which of your hints helps the next reader, and which only pleases the tool?',
      expects: 'one of each, and what would be lost without it',
    },
  },
  {
    id: 'py-dates',
    name: 'Dates, time zones and durations',
    prereqs: ['py-files'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: what separates a naive from an aware datetime? What does zoneinfo add to an offset? Which local times do not exist or exist twice? When do you store UTC and when a local date?',
    example:
      'Compute by hand how many hours pass from 01:00 to 04:00 in Berlin on the last Sunday of March. Check with zoneinfo.',
    task:
      'Write meetings.py that takes a meeting time in one zone and writes meetings.csv with the local times of five cities for the next 52 weeks, marking the weeks in which some city shifts against the others.',
    check: 'the two shift periods of the year between London and New York appear with the right dates',
    transfer:
      'Plan something for 02:30 every day in a zone with summer time, and decide what happens on the two odd days.',
    question: {
      type: 'assumptions',
      text:
        'Which of your stored times would mean another moment if a government changed its rules next year?',
      expects: 'future local times kept as UTC; what to store instead',
    },
  },
]
