import type { TrackUnit } from './track.ts'

/** Full-stack web, part three: an interface of components, tested, fast and in operation. */
export const FULLSTACK_WEB_APPLICATION: TrackUnit[] = [
  {
    id: 'fw-components',
    name: 'Components and state',
    prereqs: ['fw-fetch', 'fw-typescript'],
    kind: 'concept',
    est_min: 90,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: what is derived and what is state? When does a component render again? What is a key for? What belongs into the address? What does an effect need to clean up?',
    example:
      'Mark on a drawing of your list page every value that could be computed from another one, and cross it out as state.',
    task:
      'Rebuild the event list with a component library you choose: filter in the address, editing with optimistic update and rollback. Write state.md with each piece of state, its owner and why it is not derived.',
    check:
      'reload and back button both restore the filter, and a refused save brings back exactly the old value with a message',
    transfer: 'Undo the last three edits, without storing copies of the whole list.',
    question: {
      type: 'question',
      text:
        'Does this page need a component library at all, or would the rendered page with little script do?',
      expects: 'interactions that justify it, and the cost in bytes and care',
    },
  },
  {
    id: 'fw-forms',
    name: 'Forms people can finish',
    prereqs: ['fw-server', 'fw-dom'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: when is an error shown, and how does a screen reader hear it? What do autocomplete, inputmode and type spare the person? Why does clearing a field on error cost trust?',
    example:
      'Take a form that annoyed you. Write by hand each field, who needs it and what happens when it stays empty.',
    task:
      'Build one form of at least eight fields in two steps. Watch three people fill it in, and keep watch.csv with field, hesitation in seconds, error and quote. Change the form, and write changes.md.',
    check: 'the most frequent error of the first round happens to nobody in a second round of three people',
    transfer: 'Let a person leave after step one and finish on another device the next day.',
    question: {
      type: 'viewpoints',
      text: 'Which field would a person rather lie in than leave the form, and do you need it?',
      expects: 'a field, the motive, and dropping or explaining it',
    },
  },
  {
    id: 'fw-testing',
    name: 'Tests at three heights',
    prereqs: ['fw-sql', 'fw-fetch'],
    kind: 'skill',
    est_min: 90,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: what does a unit, an integration and a browser test each find that the others miss? Why choose elements by role and name? What makes a test flaky? What may be replaced by a fake?',
    example:
      'List by hand five ways in which signing up can fail, and beside each the cheapest test that would notice.',
    task:
      "Write signup.spec.js in a browser test tool for the two paths that earn the site's keep, and integration tests for the refusals. Plant five bugs in turn, and keep caught.md as a table of bug and test.",
    check: 'at least four of five bugs are caught, and 20 repeated runs of the browser tests have no failure',
    transfer: 'Test the behaviour when the mail provider is down, without a sleep in the test.',
    question: {
      type: 'evidence',
      text: 'Which of your tests would still pass if the sign-up saved nothing?',
      expects: 'a test that looks only at the message, and what it should look at',
    },
  },
  {
    id: 'fw-security',
    name: 'Attacks on your own pages',
    prereqs: ['fw-permissions'],
    kind: 'skill',
    est_min: 75,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: how do stored script, forged requests, open redirects and unsafe uploads work? What does a content security policy forbid? Which headers cost nothing? What is a dependency allowed to do?',
    example:
      'For the comment text <img src=x onerror=alert(1)>, trace by hand where it is stored, printed and stopped.',
    task:
      'Attack your own application on your own machine and write findings.md with at least six attempts as steps, result, severity and repair. Add a content security policy without unsafe-inline.',
    check:
      'every finding has a test that failed before the repair, and the policy reports 0 violations in normal use',
    transfer:
      'Allow people to upload pictures, and list what could be inside such a file and what happens to it.',
    question: {
      type: 'implications',
      text: "If one of your packages were replaced by a thief's version tonight, what could it read?",
      expects: 'environment, database and sessions; lock file, review, least rights',
    },
  },
  {
    id: 'fw-performance',
    name: 'Fast for somebody else',
    prereqs: ['fw-components'],
    kind: 'skill',
    est_min: 75,
    min_depth: 'expert',
    source: 'curated',
    study:
      'Answer: what do largest contentful paint, layout shift and interaction delay measure? What blocks rendering? What does a picture cost by format and size? Which numbers come from the laboratory and which from visitors?',
    example: 'Add up by hand how long 900 kB take at 1.6 Mbit/s, without any waiting: 4.5 seconds.',
    task:
      'Measure your slowest page under a slow phone profile, five runs. Write speed.md as a table with one change per row: bytes, requests, largest paint as median, and whether it stays.',
    check:
      'median largest paint falls below 2.5 seconds, or speed.md names the measured part that prevents it',
    transfer: 'Set a budget of bytes per page that fails the build, and break it on purpose once.',
    question: {
      type: 'evidence',
      text: 'Did your change help visitors, or only the computer you measured with?',
      expects: 'field data or a spread of devices; the difference of medians with noise',
    },
  },
  {
    id: 'fw-deploy',
    name: 'Deploying with a way back',
    prereqs: ['fw-sql'],
    kind: 'procedure',
    est_min: 90,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what belongs into the environment and not into the repository? What do a reverse proxy and TLS do? What order do migration and release take? What does a health check ask?',
    example:
      'Write by hand the steps from a finished change to visitors seeing it, with the step that can be undone last.',
    task:
      'Put the application on a host you choose. Write runbook.md with release, rollback, backup and restore as commands, then follow it once with a deliberately broken release, noting the minutes in drill.csv.',
    check:
      "the broken release is rolled back in under 5 minutes, and a restored backup contains yesterday's rows",
    transfer:
      'Release a change of the schema while a script keeps sending requests, with 0 errors on its side.',
    question: {
      type: 'assumptions',
      text: 'What exists only on your server and would be gone with it?',
      expects: 'uploads, secrets, settings, the data; where each has a copy',
    },
  },
  {
    id: 'fw-observe',
    name: 'Knowing when it breaks',
    prereqs: ['fw-deploy', 'fw-testing'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'expert',
    source: 'curated',
    study:
      'Answer: what do logs, metrics and traces each answer? What does a request id tie together? What must never be logged? Which alarm deserves waking somebody?',
    example:
      'For "people cannot sign up", list by hand the three numbers that would show it before the first mail arrives.',
    task:
      'Add structured logs with request ids, a page with rate, errors and duration, and one alarm. Break three things on purpose, and write incident.md for one with a timeline, cause, and what would have shown it earlier.',
    check: 'the alarm fires within 5 minutes in each of the three cases and stays silent for a normal day',
    transfer: 'Find the slowest request of the week and explain each 100 ms of it.',
    question: {
      type: 'viewpoints',
      text: 'What would a visitor call broken that none of your numbers can see?',
      expects: 'a confusing or wrong result; a check from outside or feedback',
    },
  },
]
