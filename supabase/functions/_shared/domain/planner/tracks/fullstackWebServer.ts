import type { TrackUnit } from './track.ts'

/** Full-stack web, part two: a server with a database, and people who sign in. */
export const FULLSTACK_WEB_SERVER: TrackUnit[] = [
  {
    id: 'fw-server',
    name: 'A server that renders pages',
    prereqs: ['fw-http', 'fw-js'],
    kind: 'procedure',
    est_min: 90,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what does a route match? What does middleware do before and after? Why redirect after a successful form? How does the server escape what it prints?',
    example:
      'Draw for one form submission the boxes browser, route, validation, store and page, and write what passes between them.',
    task:
      'Write server.js (Node with a small framework, or your language): list, detail, new and edit of one kind of thing kept in memory, with validation that shows all errors and keeps what was typed. Write routes.md.',
    check:
      'the whole flow works with JavaScript switched off, and reloading after saving creates no second item',
    transfer:
      'Add a JSON answer for the same routes when the client asks for it by Accept, without a second set of functions.',
    question: {
      type: 'clarification',
      text: 'For each of your routes: what does it change, and may a crawler or a double click call it?',
      expects: 'safe against changing routes, and the guard against repeats',
    },
  },
  {
    id: 'fw-sql',
    name: 'A database under the server',
    prereqs: ['fw-server'],
    kind: 'procedure',
    est_min: 90,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what do primary key, foreign key, unique and not null refuse? How does a parameter stay a value? What is a pool of connections? What does a migration record?',
    example:
      'Draw the tables for people, events and sign-ups by hand, with keys, and mark the rule "one sign-up per person and event".',
    task:
      'Write 001_init.sql and store.js, so that items live in a database, with the sign-up rule as a constraint and a message for it. Write store.test.js that starts from an empty database each time.',
    check: 'two sign-ups sent at the same moment leave exactly one row, in 20 of 20 runs',
    transfer: 'Add a limit of places per event that holds under simultaneous sign-ups.',
    question: {
      type: 'assumptions',
      text:
        'Which rule of your application is only checked in JavaScript and could be broken by a second server?',
      expects: 'a check before insert, and the constraint that replaces it',
    },
  },
  {
    id: 'fw-api',
    name: 'An API others can use',
    prereqs: ['fw-server'],
    kind: 'skill',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what makes a resource a noun? How are lists paged so that new items do not shift pages? What must an error body contain? When is a field added without breaking anybody?',
    example:
      'Write by hand the requests and answers by which a stranger signs up for an event and cancels, including one conflict.',
    task:
      'Write api.md and the routes for events and sign-ups: schema-checked input, one error shape with a code, paging by cursor. Write client.http (or a script) that runs every example of api.md.',
    check:
      'all examples in api.md give the printed status and body, and ten malformed inputs give 4xx, never 500',
    transfer:
      'Make creating a sign-up safe to repeat with an idempotency key, and show it with the answer lost on the way.',
    question: {
      type: 'viewpoints',
      text: 'What will the author of a phone app curse about your API after a month?',
      expects: 'too many calls, missing field, unstable order; one remedy',
    },
  },
  {
    id: 'fw-auth',
    name: 'Sessions and passwords',
    prereqs: ['fw-sql'],
    kind: 'concept',
    est_min: 90,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: why is a password hashed slowly and with salt? What does a session cookie hold? When must a session id change? What do cross-site request forgery and session fixation use? What may an error message reveal?',
    example:
      'Draw the sign-in as a sequence of four messages, and mark what an eavesdropper, a thief of the database and a foreign page each could take.',
    task:
      'Add sign-up, sign-in, sign-out and password change with a vetted library. Write auth.test.js with at least eight attacks: wrong password, unknown mail, reused old cookie, missing token, too many tries.',
    check: 'all eight attacks fail, and the answers for unknown mail and wrong password are identical',
    transfer:
      'Add sign-in by a mailed link with one use and ten minutes, storing nothing that lets a reader of the database sign in.',
    question: {
      type: 'implications',
      text: 'Your database is copied tonight. What can the thief do tomorrow morning, and what not?',
      expects: 'hashes, sessions, mails; what to revoke and whom to tell',
    },
  },
  {
    id: 'fw-permissions',
    name: 'Who may see and change what',
    prereqs: ['fw-auth'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: what separates authentication from authorisation? Why is a hidden button no permission? Where does a check belong so that no route forgets it? When is 404 better than 403?',
    example: 'Fill by hand a table of three roles by six actions with yes, own or no.',
    task:
      'Write policy.js as one function of person, action and object, and policy.test.js generated from the table in roles.csv. Then call every route as every role with a script and save matrix.csv.',
    check: 'matrix.csv equals roles.csv in all cells, and a new route without a policy makes a test fail',
    transfer:
      'Let an owner share one item with a person for a week. Say which table, which check and which test change.',
    question: {
      type: 'evidence',
      text:
        "How do you know that no route returns somebody else's item when the id in the address is changed?",
      expects: 'a test that swaps ids over all routes, not reading the code',
    },
  },
  {
    id: 'fw-typescript',
    name: 'Types across the wire',
    prereqs: ['fw-api'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: what does TypeScript know about JSON? What do unknown, narrowing and a union with a tag give? What is the difference between a type and a schema that runs? What does strict switch on?',
    example:
      'Write by hand the type of an answer that is either a list or an error, and the code that may not read the list before asking.',
    task:
      'Move cart.js and the API client to TypeScript in strict mode. Define each message once as a schema in messages.ts, used on both sides, and keep bugs.md with what the compiler found.',
    check:
      'no any and no assertion remains, and renaming one field in messages.ts breaks both sides at compile time',
    transfer:
      'Support an older answer without the new field for a month, with the type telling where it may be missing.',
    question: {
      type: 'assumptions',
      text: 'Where does your code believe a type that nobody checked at run time?',
      expects: 'a boundary such as JSON, storage or parameters, and the parser there',
    },
  },
]
