import type { TrackUnit } from './track.ts'

/** Technical writing, part three: reviewing, maintaining and proving that the text helps. */
export const TECH_WRITING_PRACTICE: TrackUnit[] = [
  {
    id: 'tw-interview',
    name: 'Getting facts from experts',
    prereqs: ['tw-audience'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: what is read before an interview? Why ask for the last case and not for the general rule? How is "it\'s simple" answered? How are facts confirmed without giving away the text?',
    example:
      'Write by hand five questions to the developer of a new feature, none of which can be answered with yes.',
    task:
      'Prepare and hold an interview of 30 minutes. Keep a recording with consent, write questions.md beforehand and facts.csv after: fact, source, sure or not, how checked. Write a page from it, and have it confirmed.',
    check:
      'facts.csv has at least 20 facts, five were checked by trying, and the expert corrects at most two',
    transfer:
      'Get the same from a person who has no time: three questions by message that can be answered in two minutes.',
    question: {
      type: 'evidence',
      text: 'Where did the expert and the product disagree, and how did you settle it?',
      expects: 'a fact tried on the product; which one is a bug',
    },
  },
  {
    id: 'tw-review',
    name: 'Reviewing and being reviewed',
    prereqs: ['tw-structure', 'tw-sentences'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: in which order are truth, completeness, structure, wording and spelling reviewed? What does a useful comment contain? How is a taste marked? When is a review finished?',
    example:
      'Rewrite by hand the comment "this is confusing" as one that names place, reader, effect and proposal.',
    task:
      'Review a page of somebody else in an open project and write review.md with at most 12 comments in order of weight. Have a page of yours reviewed, and keep answers.csv with comment, decision and reason.',
    check:
      'each comment names a place and an effect on a reader, and answers.csv settles every comment received',
    transfer: 'Review a text whose content you do not understand, and say what you can still vouch for.',
    question: {
      type: 'question',
      text: 'Which comments were about the reader, and which about how you would have written it?',
      expects: 'a sorting, and one comment withdrawn',
    },
  },
  {
    id: 'tw-docs-as-code',
    name: 'Documents built and checked like code',
    prereqs: ['tw-examples', 'tw-review'],
    kind: 'procedure',
    est_min: 75,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: what do version control, a build, a link check and a prose linter each catch? Why write one sentence per line? How does a change of the code ask for a change of the text?',
    example:
      'Write by hand five faults of text, and beside each whether a machine or a person should catch it.',
    task:
      'Set up a small documentation site from Markdown with build.yaml: build, links, spelling, terms of terms.csv, examples. Plant eight faults, and keep caught.csv of fault and check.',
    check: 'at least six of the eight faults stop the build, and a clean page passes in under two minutes',
    transfer: "Let a change of a setting's name in the program fail the build until the reference follows.",
    question: {
      type: 'implications',
      text: 'Which rule of your linter will authors silence within a month, and what will be lost?',
      expects: 'a noisy rule; narrowed, explained or dropped',
    },
  },
  {
    id: 'tw-plain-access',
    name: 'Text for everybody',
    prereqs: ['tw-structure'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what do heading levels, link texts and alt texts mean for a screen reader? What do short sentences and known words do for second-language readers? How are colour and left or right avoided?',
    example: 'Rewrite by hand "click here, in the green box on the right" for somebody who hears the page.',
    task:
      'Check three pages with a screen reader and the keyboard. Write access.csv with place, obstacle, who is stopped and repair, repair one page as plain.md, and have a second-language reader mark unknown words.',
    check: 'at least ten obstacles are found and repaired, and the reader marks under one word in a hundred',
    transfer: 'Prepare the page for translation: pictures with text, idioms, dates and units.',
    question: {
      type: 'viewpoints',
      text: 'Whom does your page still shut out, and what would it cost to let them in?',
      expects: 'a group, the obstacle and an estimate',
    },
  },
  {
    id: 'tw-measure',
    name: 'Measuring whether documents help',
    prereqs: ['tw-docs-as-code', 'tw-audience'],
    kind: 'skill',
    est_min: 75,
    min_depth: 'expert',
    source: 'curated',
    study:
      'Find out: what do views, searches without result, ratings and support questions each show? What makes a good number mislead? How is a change compared? When is watching five people enough?',
    example:
      'A page has twice the views after a release. Write by hand three explanations, two of which are bad news.',
    task:
      'Choose one page with a problem. Write measure.md with the question, the number before, the change, the number after and rival explanations, and tasks_before.csv and tasks_after.csv from five readers each.',
    check:
      'success in the task rises by at least one reader in five, or measure.md explains what the change did not touch',
    transfer: 'Find the page whose removal nobody would notice, and test that.',
    question: {
      type: 'evidence',
      text: 'What else changed in the same week that could have moved your number?',
      expects: 'release, season, promotion; a page left unchanged for comparison',
    },
  },
  {
    id: 'tw-set',
    name: 'A set of documents that holds together',
    prereqs: ['tw-tutorial', 'tw-howto', 'tw-reference'],
    kind: 'skill',
    est_min: 120,
    min_depth: 'surface',
    source: 'curated',
    study:
      "Answer: which document answers which of the reader's questions? Where does each fact live once? Who owns a page, and when is it checked? What is deleted?",
    example: 'Draw by hand the path of a new user over a week, and beside each step the document they need.',
    task:
      'Publish a small set for one product: README.md, tutorial, two guides, reference and troubleshooting, with map.md of owner, reader, source of each fact and date of check. Let one beginner and one expert use it for an hour.',
    check:
      'both finish their task, each fact of map.md has one home, and a search for ten terms leads to the right page',
    transfer: 'Cut a third of the words of the set, and show by the same tasks that nothing was lost.',
    question: {
      type: 'assumptions',
      text: 'Which page will be wrong first after the next release, and who will notice?',
      expects: 'a page tied to change, its owner, and a check',
    },
  },
]
