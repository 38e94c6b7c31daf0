import type { TrackUnit } from './track.ts'

/** Technical writing, part one: a reader, a task, and sentences that cannot be read in two ways. */
export const TECH_WRITING_SENTENCES: TrackUnit[] = [
  {
    id: 'tw-first-steps',
    name: 'Instructions a stranger can follow',
    prereqs: [],
    kind: 'skill',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what do a goal, a condition, a step and a result each tell? Why one action per step? What belongs before the first step? Why is watching a reader better than asking one?',
    example:
      'Take "Unscrew the lid after pressing the red button". Write it by hand in the order of doing, one action a line.',
    task:
      'Write howto.md for something you do without thinking (a coffee machine, a backup) in at most 12 steps. Watch one person do it in silence, and write stops.md: place, what they did, what the text should have said.',
    check:
      'a second reader finishes with the revised howto.md without a question and within the time you state at its top',
    transfer: 'Write it for somebody who has done it a hundred times and needs only what is easy to forget.',
    question: {
      type: 'clarification',
      text: 'At which step did your first reader stop, and which word or missing word caused it?',
      expects: "a step, the reader's reading, and the changed wording",
    },
  },
  {
    id: 'tw-audience',
    name: 'Reader and task',
    prereqs: ['tw-first-steps'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what does a reader know, want and fear? How does a person in a hurry read? What separates learning, doing, looking up and understanding as purposes? Who must not be the measure?',
    example:
      'For a page on resetting a password write by hand three readers with a different first question each.',
    task:
      'Choose a product with thin documentation. Talk to three users or read 30 of their questions in a forum. Write readers.md with two readers, and tasks.csv of 15 tasks with frequency, difficulty and where the answer stands today.',
    check:
      'each task in tasks.csv has a source, such as a quote or count, and the five most frequent are marked',
    transfer:
      'Do the same for people who install the product for others, and note the tasks that appear only there.',
    question: {
      type: 'evidence',
      text: 'Which of your statements about the reader could you not support with a quote or a number?',
      expects: 'one assumption, and how to test it in a day',
    },
  },
  {
    id: 'tw-sentences',
    name: 'Sentences with one reading',
    prereqs: ['tw-first-steps'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what do active voice, present tense and you save? When is the passive right? How do only, may, should and must differ? Why is "it" dangerous after two nouns? What is a nominalisation?',
    example:
      'Rewrite by hand: "Validation of the input is performed by the server before it is stored in the cache and it may fail."',
    task:
      'Take a real page of at least 400 words. Write revised.md, with at most 60 percent of the words and no fact lost, and edits.csv with 20 changes: before, after, reason.',
    check:
      'a second person lists the facts of both texts, and the lists agree, at 60 percent of the length or less',
    transfer: 'Revise a legal or safety text in which must, should and may are not yours to change.',
    question: {
      type: 'assumptions',
      text: 'Which word on your page would two engineers act on differently?',
      expects: 'such as should, soon or may; a wording with a number or a duty',
    },
  },
  {
    id: 'tw-terms',
    name: 'Terms used in one sense',
    prereqs: ['tw-sentences'],
    kind: 'procedure',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: why are synonyms harmful in instructions? What does a definition need? When is a new term worth its cost? How are names on a screen written? Which words exclude or offend?',
    example:
      'In a text that says folder, directory and path, write by hand what each refers to, and choose one.',
    task:
      'Write terms.csv with 25 terms of your product: term, meaning in one sentence, do not use, first place. Check three existing pages, and write conflicts.md with each term used in two senses.',
    check: 'conflicts.md quotes at least eight conflicts with page and line, and each has one decision',
    transfer: 'Prepare the list for translators: which terms stay, which have a gender or plural problem?',
    question: {
      type: 'viewpoints',
      text:
        'Which of your terms does the support team use differently from the developers, and whose word should win?',
      expects: "the reader's word, with evidence from searches or questions",
    },
  },
  {
    id: 'tw-structure',
    name: 'Headings, order and the first paragraph',
    prereqs: ['tw-audience', 'tw-sentences'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what does a heading promise? What belongs in the first two sentences? When are a list, a table and prose right? How deep may headings go? How does a reader arrive in the middle?',
    example:
      'From the headings "Overview, General, Details, Other" of a page on billing, write by hand four that a searching reader would choose.',
    task:
      'Reorder a page of at least 800 words into restructured.md. Test it: five people find three answers from the table of contents alone; keep find.csv with seconds and wrong turns, before and after.',
    check:
      'median time to find falls by at least a third, and every heading can be understood without the one above it',
    transfer: 'Split it into three pages, and decide what each repeats so that it can stand alone.',
    question: {
      type: 'question',
      text: 'Is this one page, or are these two readers who were put into one document?',
      expects: 'purposes that differ, and the cut',
    },
  },
  {
    id: 'tw-examples',
    name: 'Examples that run',
    prereqs: ['tw-first-steps'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what must an example contain to be copied? How is output shown? Why invent realistic values? How are secrets and names handled? What keeps it true next month?',
    example:
      'Take a command in which the parts to replace stand in angle brackets. Write by hand the full command a stranger can paste, and its output.',
    task:
      'Write examples.md with six examples for a tool or API: goal, complete input, output, what to change. Write check.sh that runs all the code blocks and compares the output.',
    check: 'check.sh passes on a clean machine, and changing one character of any output makes it fail',
    transfer: 'Add an example of the commonest failure, with its message and repair, tested in the same way.',
    question: {
      type: 'implications',
      text: 'A reader pastes your example into a live system. What is the worst it can do?',
      expects: 'deletes, bills or leaks; a safe default, a warning before, a test system',
    },
  },
  {
    id: 'tw-visuals',
    name: 'Diagrams, screenshots and tables',
    prereqs: ['tw-structure'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: what does a picture say that a sentence cannot? How much may one diagram show? When does a screenshot age? What is a text alternative for? How is a table read aloud?',
    example:
      'Draw by hand a sign-in among browser, application and provider, once as boxes and once as a sequence, and say what each hides.',
    task:
      'Write the source of three pictures (flow.mmd or similar) for your product: parts, one sequence and one decision. Put them with text alternatives into pictures.md, and have two people explain each aloud from the picture.',
    check: 'both people name the same start, end and order for each picture without reading the page',
    transfer:
      'Replace two screenshots by text or a smaller cut-out that survives the next change of the design.',
    question: {
      type: 'evidence',
      text: 'What did a person point at first in your diagram, and was it what matters?',
      expects: 'an observation, and a change of size, order or place',
    },
  },
]
