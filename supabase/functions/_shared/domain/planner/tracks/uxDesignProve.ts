import type { TrackUnit } from './track.ts'

/** UX design, part three: prototypes tested, decisions argued, and a design that is built as meant. */
export const UX_DESIGN_PROVE: TrackUnit[] = [
  {
    id: 'ux-prototype',
    name: 'Prototypes that answer a question',
    prereqs: ['ux-words'],
    kind: 'procedure',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what does paper, clickable and coded each test? How much polish misleads? What is faked and by whom? What must work although nobody asked for it?',
    example:
      "Write by hand the question that a paper prototype of a lift's buttons could settle and the one it could not.",
    task:
      'Write question.md with the two questions to settle, build a clickable prototype of the main path and two side paths, and save it as proto.html or an exported file with a table of what is faked.',
    check: 'a stranger completes the main path with no word from you, and both side paths lead back',
    transfer: 'Fake one function by a hidden person, and note what that person had to know.',
    question: {
      type: 'clarification',
      text: 'What would you have to see in a test to throw this prototype away?',
      expects: 'an observable failure tied to the question',
    },
  },
  {
    id: 'ux-usability',
    name: 'Usability testing with five people',
    prereqs: ['ux-prototype'],
    kind: 'skill',
    est_min: 90,
    min_depth: 'surface',
    source: 'curated',
    study:
      "Find out: what makes a task neutral? What are success, time and errors? What do five people show and what not? How is the moderator's influence kept small? When is a finding serious?",
    example:
      'Rewrite by hand the task "Click on Filter to find cheap hotels" so that it does not give the way.',
    task:
      'Write script.md with four tasks, run five sessions with a recording and consent, and keep sessions.csv with person, task, success, seconds, errors and quote. Write results.md with findings by severity and count.',
    check:
      'results.md gives success as x of 5 for all four tasks, and each finding points to rows of sessions.csv',
    transfer: 'Repeat after changes with three new people, and say which improvement is more than chance.',
    question: {
      type: 'evidence',
      text: 'Which problem did only one of five meet, and would you repair it?',
      expects: 'severity and reach argued; not only frequency',
    },
  },
  {
    id: 'ux-patterns',
    name: 'Components and consistency',
    prereqs: ['ux-accessible', 'ux-forms'],
    kind: 'procedure',
    est_min: 75,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: what does a component define: states, sizes, content, behaviour, limits? When is a new one justified? What are tokens? How does a system age?',
    example: 'List by hand the states of a button, and draw the three that are usually forgotten.',
    task:
      'Take stock of one product in inventory.png: buttons, fields, messages, spacing. Write system.md with six components: purpose, states, content rules, accessibility, do not. Rebuild two screens from them alone.',
    check:
      'the two screens use nothing outside system.md, and the number of button kinds falls by at least half',
    transfer: 'Add right-to-left text, and a name four times as long, to all six.',
    question: {
      type: 'implications',
      text: 'If every team may make exceptions, what will the person notice in a year?',
      expects: 'relearning, errors and slower change; a rule for exceptions',
    },
  },
  {
    id: 'ux-ethics',
    name: 'Influence and dark patterns',
    prereqs: ['ux-forms'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: what separates help from manipulation? What do hidden costs, guilt, obstruction and false urgency look like? What is consent worth? Who is more easily harmed?',
    example:
      'Sort by hand five pop-ups you met this week: informs, nudges, deceives, with the element that decides it.',
    task:
      'Cancel three subscriptions or accounts, and write cancel.md with steps, minutes and each obstacle as a screenshot reference. Design an honest version of the worst as honest.png, with what it costs the firm.',
    check:
      'joining and leaving differ by at most one step in the honest version, and the cost is a number or range',
    transfer: 'Write the reply to a manager who asks for a pre-ticked box.',
    question: {
      type: 'viewpoints',
      text: "Which of your own design's defaults would you be ashamed to explain to the person?",
      expects: 'a default, its interest and an alternative',
    },
  },
  {
    id: 'ux-metrics',
    name: 'Measuring after the release',
    prereqs: ['ux-usability'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'expert',
    source: 'curated',
    study:
      'Answer: what do completion, time, errors, return and satisfaction each say? What does a comparison of two versions need? How does a good number hide a bad experience? What stays qualitative?',
    example:
      'Of 400 visitors 60 finish, and after the change 72 of 400. Write by hand both shares and why this may be chance.',
    task:
      "Write measures.md for your flow with one measure per goal, its event, today's value, target and a counter-measure that warns of harm. Simulate or take data of two versions in ab.csv, and give the difference with an interval.",
    check:
      'the interval of the difference is stated with its decision, and every measure has a counter-measure',
    transfer: 'Find out why the people left who stopped at step two, without asking everybody.',
    question: {
      type: 'assumptions',
      text: 'What does your measure count as success that the person would call giving in?',
      expects: 'an event such as accepting or staying too long; a better sign',
    },
  },
  {
    id: 'ux-handover',
    name: 'A design that is built as meant',
    prereqs: ['ux-patterns', 'ux-usability'],
    kind: 'skill',
    est_min: 75,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: what must a developer know that no picture shows? How are states, limits, motion and order of focus described? What is decided together? When is the built thing checked?',
    example: 'List by hand ten questions a developer will ask about one field with suggestions.',
    task:
      'Write spec.md for two screens: behaviour, states, texts, limits, errors, focus, data, open points. Walk through it with a person who builds, keep asked.csv, and check the built or described result against it.',
    check:
      'the walk-through raises at most five questions not answered in spec.md, and each answer is added to it',
    transfer: 'Half the time is cut: write which parts go first, and what the person loses by each.',
    question: {
      type: 'question',
      text: 'Which part of your design is essential, and which could be built differently without harm?',
      expects: 'the need behind a detail, and freedom for the builder',
    },
  },
  {
    id: 'ux-case',
    name: 'A case that shows the thinking',
    prereqs: ['ux-usability', 'ux-accessible'],
    kind: 'skill',
    est_min: 120,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what does a reader want to know: problem, evidence, choices, result, your part? Which failure belongs in it? What must be made anonymous? What can be claimed at all?',
    example: 'Write by hand your project in three sentences: before, decision, what changed. No adjectives.',
    task:
      'Write case.md of about 800 words with four pictures: problem with evidence, three alternatives and why two fell, test before and after, what you would do differently. Give it to one designer and one outsider.',
    check:
      'both retell the problem and the reason of the main decision rightly, and each claim points to a file of the project',
    transfer: 'Tell it in five minutes with three pictures, and note where the listener asked.',
    question: {
      type: 'implications',
      text: 'Which of your conclusions would fall if you repeated the test with twenty other people?',
      expects: 'the weakest claim, its evidence and how to word it',
    },
  },
]
