import type { TrackUnit } from './track.ts'

/** UX design, part two: flows, screens and words that are tried before they are built. */
export const UX_DESIGN_DESIGN: TrackUnit[] = [
  {
    id: 'ux-flow',
    name: 'Flows with their side paths',
    prereqs: ['ux-problem'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what is the shortest path, and who cannot take it? Where can a person stop, return, err or wait? What must be known at each decision? Which step exists for the firm only?',
    example:
      'Draw by hand the flow of a password reset, and add the three ways in which the mail does not help.',
    task:
      'Draw flow.png for your problem with the main path, five side paths and the state kept in each. Write steps.csv with each step, who needs it and what would happen without it.',
    check: 'every arrow ends in a state or a way back, and at least two steps are removed with a reason',
    transfer: 'Let the person begin on a phone and finish on another device a day later.',
    question: {
      type: 'assumptions',
      text: 'At which decision does your flow assume the person has a paper, code or answer at hand?',
      expects: 'a step, the missing thing, and a way to pause',
    },
  },
  {
    id: 'ux-sketch',
    name: 'Many ideas before one',
    prereqs: ['ux-flow'],
    kind: 'skill',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: why sketch several before judging? What does a sketch leave open on purpose? How is criticism asked for? What are constraints good for?',
    example: 'Draw by hand eight thumbnails of a start screen in eight minutes. The last three matter most.',
    task:
      'Draw three really different concepts for your flow on paper, photographed as concepts.png. Write compare.md as a table of the concepts against five criteria from the findings, with the idea each does best.',
    check:
      'the three differ in the first action of the person and not only in arrangement, agreed by a second person',
    transfer: 'Sketch a version for somebody with one hand and no sight of the screen.',
    question: {
      type: 'viewpoints',
      text:
        'Which concept would the person from your second interview choose, and by which sentence of theirs?',
      expects: 'a quote linked to a property of a concept',
    },
  },
  {
    id: 'ux-wireframe',
    name: 'Wireframes and hierarchy',
    prereqs: ['ux-sketch'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what does size, place, space and contrast tell about order? What belongs on the first screen? What do grids and alignment do for reading? Why real content?',
    example:
      'Number by hand, on a bill or timetable, the order in which your eye moves, and the order you needed.',
    task:
      'Draw wireframes of five screens for the narrowest width as wire.png, with real text and the longest real names. Show each to three people for five seconds, and keep fiveseconds.csv of what they remember.',
    check:
      'on every screen at least two of the three people name its main action, or the screen is changed and shown again',
    transfer: 'Lay out the same content for a wide screen without adding anything.',
    question: {
      type: 'question',
      text: 'What could go from the screen without anybody missing it, and how would you know?',
      expects: 'an element, tested by removal, not by taste',
    },
  },
  {
    id: 'ux-words',
    name: 'Words in the interface',
    prereqs: ['ux-wireframe'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what does a button promise? How is an error written so that the person can act? What are tone and voice? Why is "OK" a bad answer to a question? What does an empty screen owe?',
    example: 'Rewrite by hand "Invalid input" for a birthday in the future and for a missing house number.',
    task:
      "Write words.csv with every label, hint, error and empty state of your flow: before, after, reader's situation. Read it aloud as a dialogue with a second person who plays the visitor.",
    check:
      'every button begins with what happens, each error says what to do next, and the dialogue runs without a question back',
    transfer: 'Shorten everything by a third for translation into a language with longer words.',
    question: {
      type: 'evidence',
      text: 'Which word did somebody read in another sense than yours, and what did they then do?',
      expects: 'an observed reading, and its effect',
    },
  },
  {
    id: 'ux-forms',
    name: 'Forms and prevention of errors',
    prereqs: ['ux-words'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: which fields are needed, and now? When is an error shown? How do defaults help or push? What formats do names, addresses and dates have in the world?',
    example:
      'List by hand five real names that a field with first and last name of at least two letters refuses or splits wrongly.',
    task:
      'Design a form of your flow in form.html or a prototype with at least eight fields, all errors and a review. Test it on five people with prepared data, and keep errors.csv of field, error, seconds and cause.',
    check:
      'no person ends in an error they cannot leave, and the two most frequent errors are halved in a second round',
    transfer: 'Ask the same by conversation, one question at a time, and compare the time.',
    question: {
      type: 'implications',
      text: 'Your default is what most people leave. Who gains by it, and would they choose it themselves?',
      expects: 'an interest behind the default; an honest one',
    },
  },
  {
    id: 'ux-accessible',
    name: 'Design for different bodies',
    prereqs: ['ux-wireframe'],
    kind: 'skill',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what do contrast, target size, focus order, names and captions give, and to whom? How does a screen reader walk through a page? What helps with little attention or reading?',
    example: 'Compute with a tool the contrast of three grey texts, and mark by hand which reach 4.5 to 1.',
    task:
      'Use your prototype or a site with keyboard only, screen reader, 200 percent zoom and grey picture. Write access.csv with obstacle, who is stopped, rule and repair, and change five in access-after.png.',
    check:
      'at least 12 obstacles are listed, five are repaired, and the main task is done by keyboard in a recorded run',
    transfer: 'Design the flow for somebody who is tired, in a hurry and carrying a child.',
    question: {
      type: 'viewpoints',
      text: 'Who was not among the people you watched, and what would they not get past?',
      expects: 'a group, the obstacle and a way to include them',
    },
  },
]
