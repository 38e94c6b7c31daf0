import type { TrackUnit } from './track.ts'

/** Spanish A1, part two: family, places, time, food and likings in everyday situations. */
export const SPANISH_A1_EVERYDAY: TrackUnit[] = [
  {
    id: 'es-family',
    name: 'Family, possessives and tener',
    prereqs: ['es-nouns', 'es-ar-verbs'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what are the forms of tener? What do mi, tu, su and nuestro agree with? How is age said? What does su leave open? Which words name parents, siblings and in-laws?',
    example: 'Complete by hand: ___ (yo) dos hermanas. ___ (mi) hermanas ___ (tener) 20 y 23 ___.',
    task:
      'Draw your family tree, or that of a series, with at least ten people. Write a page that says for each the relation, age, job and one quality, and record it as family.m4a without reading.',
    check:
      'a listener draws the same tree from the recording alone, with at most one person in the wrong place',
    transfer: "Ask ten questions about somebody else's tree and draw it while listening.",
    question: {
      type: 'assumptions',
      text: 'When you say su casa, whose house does your listener think of, and how can you make it clear?',
      expects: 'his, hers, theirs or yours; de él, de ella, de usted',
    },
  },
  {
    id: 'es-estar-hay',
    name: 'Estar, hay and where things are',
    prereqs: ['es-nouns'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: when hay and when está? What do en, al lado de, detrás de, entre and cerca de say? What do ser and estar separate in es aburrido and está aburrido? What does de + el become?',
    example:
      'Choose by hand: ___ un banco en la plaza. El banco ___ cerrado. La fiesta ___ en mi casa. Madrid ___ en España.',
    task:
      'Draw a map of your quarter with 12 places. Write a page of 20 sentences with hay, estar and at least eight expressions of place, and record a guided walk as quarter.m4a.',
    check:
      'a second person marks the 12 places on an empty map from the recording, at least ten of them rightly',
    transfer: 'Hide five things in a room and let somebody find them by your Spanish sentences only.',
    question: {
      type: 'clarification',
      text: 'Why is it hay una farmacia but la farmacia está? What does your listener know in each case?',
      expects: 'new against known; indefinite with hay, definite with estar',
    },
  },
  {
    id: 'es-time',
    name: 'Clock, days and dates',
    prereqs: ['es-numbers'],
    kind: 'fact',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Look up: es la una, son las dos, y media, menos cuarto; a las and de … a; days with el and los; months; how a date is said. What does mañana por la mañana mean?',
    example: 'Write by hand: 1:15, 4:45, 12:30, every Monday, on 3 May, from 9 to 5.',
    task:
      'Write your real week as a table in Spanish with at least 15 entries and times. Record ten sentences about it as week.m4a, and arrange a meeting in a dialogue in which the first two proposals fail.',
    check: 'from the recording a listener fills in at least nine of the ten times and days rightly',
    transfer:
      'Read a real timetable or opening hours in Spanish, and write five answers to questions of a traveller.',
    question: {
      type: 'implications',
      text: 'You write nos vemos el lunes. What changes with los lunes?',
      expects: 'once against every Monday; the article carries it',
    },
  },
  {
    id: 'es-er-ir-verbs',
    name: 'Verbs in -er and -ir and some irregular ones',
    prereqs: ['es-ar-verbs'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: where do -er and -ir differ? What are the yo-forms of hacer, salir, poner, ver, saber and conocer? When saber and when conocer? How is ir formed?',
    example:
      'Write by hand comer, vivir, hacer and ir in six forms, and underline every form that breaks the pattern.',
    task:
      'Write a page of 24 sentences in pairs, one about you and one about another person, with at least 12 of these verbs. Make a set of 30 cards with person and verb, and keep a table of three rounds with errors and seconds.',
    check: 'in the third round 30 cards take under two minutes with at most three errors',
    transfer: 'Play the cards with questions: each card becomes a question to somebody, with an answer.',
    question: {
      type: 'evidence',
      text: 'Which three forms did you get wrong twice in the rounds, and what do they have in common?',
      expects: 'forms named from the table; such as irregular yo or nosotros of -ir',
    },
  },
  {
    id: 'es-gustar',
    name: 'Likes: gustar and similar verbs',
    prereqs: ['es-er-ir-verbs'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what is the subject in me gusta el café? When gusta and when gustan? What do me, te, le, nos, les stand for, and a mí for? How do también and tampoco answer? What does encantar add?',
    example:
      'Translate by hand word for word and then well: A Luis le gustan los perros. A mí no me gusta correr.',
    task:
      'Ask five people, or find five profiles, about ten things they like or not. Write the answers as a table, and a page of 15 sentences with comparison: a los dos nos gusta. Record it as likes.m4a.',
    check: '15 sentences use at least four different pronouns, and gusta or gustan is right in all',
    transfer: 'Choose a present for each of the five from what they said, with a reason in Spanish.',
    question: {
      type: 'assumptions',
      text:
        'What does somebody who says yo gusto el café think the verb means, and how would you explain it to them?',
      expects: "to like as the person's act; it is to please, the coffee is the subject",
    },
  },
  {
    id: 'es-cafe',
    name: 'Ordering in a café or restaurant',
    prereqs: ['es-gustar', 'es-numbers'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Look up: quiero, quisiera, para mí, ¿me pone…?, ¿me trae…?, de primero, la cuenta. How do you ask for something without an ingredient? What do vos and ustedes change in parts of America?',
    example:
      'Put in order by hand: la cuenta, por favor / ¿qué van a tomar? / para mí un café con leche / aquí tiene / ¿algo más?',
    task:
      'Take a real menu in Spanish. Write a page with a dialogue of 16 lines for two guests, one of them with an allergy, and the bill in words. Record all parts as cafe.m4a.',
    check:
      'the order names three dishes and two drinks of the menu, the allergy is understood, and the sum is right',
    transfer:
      'The dish is finished, and the bill is wrong by one drink: settle both politely, without notes.',
    question: {
      type: 'viewpoints',
      text:
        'How does quiero un café sound to a waiter compared with ¿me pone un café, por favor?, and does it depend on the country?',
      expects: 'tone and custom; one example for Spain and one for America',
    },
  },
]
