import type { TrackUnit } from './track.ts'

/** Technical writing, part two: the kinds of document, each with its own promise. */
export const TECH_WRITING_DOCUMENTS: TrackUnit[] = [
  {
    id: 'tw-tutorial',
    name: 'A tutorial that ends in success',
    prereqs: ['tw-examples', 'tw-audience'],
    kind: 'skill',
    est_min: 90,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: how does a tutorial differ from a how-to? Why no choices? Where does the first visible result come? What is explained, and what only linked? How does a learner notice an error early?',
    example:
      'Plan by hand the six steps from nothing to a first result for your product, with what the learner sees after each.',
    task:
      'Write tutorial.md for about 30 minutes with a visible result after at most five. Watch two beginners do it, one after the other with a revision between, and write trial.md with minutes per step and stops.',
    check:
      'the second beginner finishes in the stated time without help, and every step states what is to be seen',
    transfer: 'Make a version for people without the right to install anything.',
    question: {
      type: 'viewpoints',
      text: 'What did the beginner believe they had understood, and what would they fail at tomorrow?',
      expects: 'a step copied without meaning; a small exercise',
    },
  },
  {
    id: 'tw-howto',
    name: 'How-to guides for real work',
    prereqs: ['tw-audience', 'tw-structure'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what makes a title a task? Which conditions belong at the top? How are branches and ways back shown? When is a warning placed, and what does it contain? What is left out?',
    example:
      'Write by hand the title, conditions, result and way back for "moving the data to another server", without steps.',
    task:
      'Write two guides, guide1.md and guide2.md, for the most frequent tasks of tasks.csv, with a decision, a check at the end, and how to undo. Test both on a system in an unusual state.',
    check:
      'each guide ends in a check with an expected output, and the undo was carried out once, with its result noted',
    transfer: 'Write the variant for doing it on a hundred machines, without copying the text.',
    question: {
      type: 'assumptions',
      text: "In which state is the reader's system at step one, and how would they know if it is not?",
      expects: 'a condition with a command or a look that tests it',
    },
  },
  {
    id: 'tw-reference',
    name: 'Reference that is complete',
    prereqs: ['tw-terms', 'tw-examples'],
    kind: 'procedure',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what does each entry need: type, unit, default, range, effect, error, since when? Why one pattern for all? What can be generated, and what can no generator know?',
    example:
      'For a setting timeout = 30 write by hand the seven facts that a reader needs before changing it.',
    task:
      'Write reference.md for at least 20 settings, commands or functions in one pattern. Check each fact by trying it, and keep tried.csv with entry, experiment and result. Write diff.sh that compares the names with the program.',
    check:
      'diff.sh reports 0 missing and 0 superfluous names, and at least three facts were corrected through trying',
    transfer:
      'Document one entry whose behaviour you consider a bug, without hiding it and without promising it.',
    question: {
      type: 'evidence',
      text: 'Which default did you copy from the code or older text without trying it?',
      expects: 'an entry and the experiment that would settle it',
    },
  },
  {
    id: 'tw-concept',
    name: 'Explaining how something works',
    prereqs: ['tw-visuals', 'tw-terms'],
    kind: 'skill',
    est_min: 75,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: what question does an explanation answer? How is a model built from what is known? Where does an analogy break? How are limits and alternatives told without selling?',
    example:
      'Explain a cache by hand in five sentences to a cook, and write the point at which the kitchen stops being like it.',
    task:
      'Write concept.md of 600 to 900 words on one difficult idea of your product: the problem, a model, one traced case, limits, and where it goes wrong. Ask three readers to predict two cases that the text does not contain.',
    check: 'at least four of the six predictions are right, and wrong ones lead to a changed sentence',
    transfer:
      'Explain the same in 100 words and one picture for somebody who only decides whether to use it.',
    question: {
      type: 'clarification',
      text: 'Which single misunderstanding does your explanation remove, and in which sentence?',
      expects: 'a stated wrong belief and the sentence against it',
    },
  },
  {
    id: 'tw-errors',
    name: 'Error messages and troubleshooting',
    prereqs: ['tw-howto'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what does a message need: what happened, why, what next? What must it not reveal or blame? How is a symptom found by search? In which order are causes tried?',
    example: 'Rewrite by hand "Error 13: operation failed" for a full disk and for missing rights.',
    task:
      'Collect 15 real error messages of a product. Write messages.csv with before, after, reader and next action, and trouble.md for the three worst as a table of symptom, test and repair, each provoked by yourself.',
    check:
      'every symptom in trouble.md is pasted from a real run, and each test tells at least two causes apart',
    transfer: 'Write the status message for an outage at minute 5 and at its end.',
    question: {
      type: 'viewpoints',
      text: 'Who sees this message at night, and what are they allowed to do about it?',
      expects: 'a role with or without rights; the next action for that role',
    },
  },
  {
    id: 'tw-release-notes',
    name: 'Changelogs and migration guides',
    prereqs: ['tw-howto', 'tw-reference'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: who reads a changelog, and why? What separates added, changed, deprecated, removed, fixed and security? What does a breaking change owe the reader? What does a version number promise?',
    example: 'Turn by hand the commit "refactor auth flow, fix #42" into a line a user can act on.',
    task:
      'Take 40 real commits or changes of a project. Write CHANGELOG.md for its users and migrate.md for one breaking change: who is affected, how to tell, steps, way back, deadline.',
    check:
      'at least half of the commits are left out for a reason, and migrate.md was carried out on a real old version',
    transfer: 'Announce the removal of something loved in 120 words, with what takes its place.',
    question: {
      type: 'implications',
      text: 'A user skips three versions. What will they miss if they read only your last entry?',
      expects: 'breaking steps in between; a path over versions',
    },
  },
  {
    id: 'tw-api-docs',
    name: 'Documenting an API',
    prereqs: ['tw-reference', 'tw-tutorial'],
    kind: 'skill',
    est_min: 90,
    min_depth: 'expert',
    source: 'curated',
    study:
      'Answer: what does a developer try in the first five minutes? What are authentication, limits, paging, errors and idempotency in words? What does a machine-readable description give, and what not?',
    example:
      'For one route write by hand a request, its answer, two errors and the sentence that says when to call it.',
    task:
      'Document an API of at least six routes: openapi.yaml, quickstart.md and errors.md. Write run.sh that sends every example and validates the answers against the description.',
    check:
      'run.sh passes on all examples, and a developer makes a first own call within ten minutes of opening quickstart.md',
    transfer: 'Describe webhooks for the same API: order, repeats, signature and what to do when down.',
    question: {
      type: 'assumptions',
      text: "What does your quickstart assume that a developer behind a company's proxy does not have?",
      expects: 'open network, rights, an account; a stated condition or a way round',
    },
  },
]
