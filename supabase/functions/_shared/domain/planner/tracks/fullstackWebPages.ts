import type { TrackUnit } from './track.ts'

/** Full-stack web, part one: pages that work for everybody, then behaviour in the browser. */
export const FULLSTACK_WEB_PAGES: TrackUnit[] = [
  {
    id: 'fw-html',
    name: 'A page with meaning',
    prereqs: [],
    kind: 'procedure',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out on MDN: what do header, main, nav, article and section tell a screen reader? When is a link right and when a button? What ties a label to its field? What is an alt text for?',
    example:
      'Take a printed menu or timetable. Mark by hand its headings by level, its lists, its tables and the one thing a visitor looks for first.',
    task:
      'Write index.html for a club, shop or event you know: headings in order, navigation, a table of dates, two pictures, and a form for signing up, without any CSS. Read it once with the keyboard only and once with a screen reader.',
    check:
      'the HTML validator reports 0 errors, and the form can be filled and sent without touching the mouse',
    transfer:
      'Add the same page in a second language with correct lang attributes, and a link that switches between the two.',
    question: {
      type: 'clarification',
      text: 'What is the one thing a visitor of your page came for, and which element holds it?',
      expects: 'a task, and an element with the right meaning near the top',
    },
  },
  {
    id: 'fw-css-box',
    name: 'Cascade, box and flow',
    prereqs: ['fw-html'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: how is specificity counted? What do margin, border, padding and box-sizing add up to? When do margins collapse? What does position change about the flow?',
    example:
      'Compute by hand the width on screen of a box with width 200, padding 20 and border 5 under both values of box-sizing.',
    task:
      'Write style.css for your page with custom properties for colours and sizes, no id selectors and no !important. Keep cascade.md with three rules that fought each other and why one won.',
    check: 'contrast of all text is at least 4.5 to 1, and the page at 200 percent text size hides nothing',
    transfer: 'Add a dark theme that follows the system and changes custom properties only.',
    question: {
      type: 'assumptions',
      text: 'Which size or colour in your style sheet assumes a screen, a font or eyes like your own?',
      expects: 'a fixed value, who meets its limit, and a relative unit',
    },
  },
  {
    id: 'fw-layout',
    name: 'Layouts that adapt',
    prereqs: ['fw-css-box'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: when is flex the tool and when grid? What do minmax, auto-fit and fr do together? Why does a long word break a layout, and which property lets it wrap? What does the viewport meta tag change?',
    example:
      'Draw on paper your page at 320, 768 and 1400 pixels, and number the blocks in reading order at each width.',
    task:
      'Rebuild the page with grid and flex and at most two media queries in layout.css, with a card list that goes from one to four columns by itself. Save screenshots as 320.png, 768.png and 1400.png.',
    check:
      'no horizontal scroll bar appears between 320 and 1400 pixels, even with a 40-letter word in a card',
    transfer:
      'Let one card span two columns where there is room, without changing the order in which the keyboard visits them.',
    question: {
      type: 'viewpoints',
      text:
        'What does a person with a narrow phone in bright sun see of your page in the first three seconds?',
      expects: 'order, size and contrast at that moment; one thing to move up',
    },
  },
  {
    id: 'fw-js',
    name: 'JavaScript values and functions',
    prereqs: ['fw-html'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what do let and const promise? How do == and === differ? What do map, filter and reduce return? What does a closure keep? What is shared when an object is passed to a function?',
    example: 'Predict by hand: [10, 9, 1].sort(), typeof null, "5" * "2", [] == false and 0.1 + 0.2 === 0.3.',
    task:
      'Write cart.js with pure functions: add, remove, total in cents, discount, and group by shop. Write cart.test.js with the test runner of Node and at least 12 cases, among them an empty cart and a quantity of zero.',
    check: 'all tests pass, and a frozen input object stays unchanged through every function',
    transfer:
      'Write the total with reduce, with a loop and with a generator, and keep the one a newcomer reads aloud correctly.',
    question: {
      type: 'implications',
      text: "If one function changed the cart it was given, which bug would the shop's page show?",
      expects: 'a stale or doubly changed view; where it would surface',
    },
  },
  {
    id: 'fw-dom',
    name: 'Events and the document',
    prereqs: ['fw-js', 'fw-css-box'],
    kind: 'procedure',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: how does an event travel down and up? What does delegation save? Why is innerHTML with foreign text dangerous? What does preventDefault prevent? When does a script with defer run?',
    example:
      'Draw the path of a click on a button inside a list item, and mark where a single listener could hear it.',
    task:
      'Write todo.html and todo.js: add, tick, filter and delete items, kept in localStorage, with one listener for the whole list and the focus in a sensible place after each action.',
    check:
      'an item named <b>x</b> appears as that text, and after each deletion the focus is on the next item',
    transfer:
      'Make the list survive in two open tabs: what happens in one shows in the other without reloading.',
    question: {
      type: 'assumptions',
      text: 'What does your list assume about the contents of localStorage when the page starts?',
      expects: "valid JSON in today's shape; what it does with something else",
    },
  },
  {
    id: 'fw-fetch',
    name: 'Asking a server from a page',
    prereqs: ['fw-dom'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: when does fetch reject? What do status, headers and body each tell? What does an AbortController end? What do same origin and CORS protect, and whom?',
    example:
      'Write by hand the order of the outputs of a script with a log, a promise, a timeout of 0 and another log.',
    task:
      'Write search.html that asks a public API while typing: waiting 300 ms, cancelling older requests, showing loading, empty, error and result. Log each request with its end in requests.md.',
    check: 'a slow old answer never replaces a newer one, shown with throttled network in requests.md',
    transfer: 'Make the page usable offline for the last ten answers, and say visibly how old they are.',
    question: {
      type: 'viewpoints',
      text:
        'Which of the four states of your search will a person on a train see most, and what can they do there?',
      expects: 'loading or error, with a next action and kept input',
    },
  },
  {
    id: 'fw-http',
    name: 'HTTP on the wire',
    prereqs: ['fw-html'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what are safe and idempotent methods? What do 201, 204, 303, 304, 401, 403, 404, 409 and 422 tell a client? What do Cache-Control and ETag agree on? What makes a cookie HttpOnly, Secure and SameSite?',
    example:
      'Write by hand the full request and answer for sending a form with two fields, and for the redirect that follows.',
    task:
      'Record with curl -i ten requests to three sites in wire.md: method, status, type, cache headers, cookies, and one sentence each on what a browser does next time.',
    check: 'wire.md has ten entries, at least one 304 obtained with your own If-None-Match, and one redirect',
    transfer:
      'Predict which of the requests of a page are repeated on reload, on hard reload and after a day, then check in the network panel.',
    question: {
      type: 'implications',
      text: 'What happens to your customers if a page with their name is marked public and cacheable?',
      expects: 'a shared cache serves it to others; the header that forbids it',
    },
  },
]
