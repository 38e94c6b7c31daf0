import type { TrackUnit } from './track.ts'

/** Spanish A1, part three: routines, plans and paths, and a conversation that holds for ten minutes. */
export const SPANISH_A1_TOGETHER: TrackUnit[] = [
  {
    id: 'es-shopping',
    name: 'Shopping, clothes and colours',
    prereqs: ['es-cafe'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: what do este, ese and aquel point at, in four forms each? How do colours agree? What do ¿cuánto cuesta?, ¿me lo puedo probar? and me queda grande mean? What do lo, la, los, las replace?',
    example: 'Replace by hand: Compro la camisa. → La compro. Then for los zapatos, el abrigo and las gafas.',
    task:
      'Write a page with a list of ten pieces with colour and price from a Spanish online shop, and a dialogue in which you try, refuse and buy. Record it as shop.m4a, with at least five pronouns.',
    check:
      'every demonstrative and colour agrees, and each of the five pronouns has a noun before it that it replaces',
    transfer: 'Bring one piece back without a receipt, and get something else for it.',
    question: {
      type: 'clarification',
      text: 'If the shop assistant says ¿lo quiere?, which of the things on the table can it be?',
      expects: 'a masculine singular one; the earlier noun',
    },
  },
  {
    id: 'es-stem-change',
    name: 'Verbs that change their stem',
    prereqs: ['es-er-ir-verbs'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: in which persons do e to ie, o to ue, e to i and u to ue occur? Why not in nosotros? How can querer, poder, dormir, pedir and jugar be drawn as a boot?',
    example:
      'Write querer, poder and pedir by hand in six forms, and draw a line around the forms that change.',
    task:
      'Write a page with a short story of 150 words about a bad night in a hotel with at least eight such verbs, and record it as hotel.m4a. Keep a table of each verb with its yo and nosotros form.',
    check: 'at least eight verbs of three types appear, and the nosotros forms in the table have no change',
    transfer: 'Tell the same story as two guests, nosotros, without notes, and hear what changes.',
    question: {
      type: 'evidence',
      text: 'You meet the new verb encontrar. What in a dictionary tells you which type it is?',
      expects: 'a mark such as (ue), or an example in the third person',
    },
  },
  {
    id: 'es-routine',
    name: 'Daily routine and reflexive verbs',
    prereqs: ['es-time', 'es-er-ir-verbs'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what do me, te, se, nos, os, se do in levantarse and ducharse? Where do they stand with an infinitive? What do siempre, a menudo, a veces and nunca do to a sentence?',
    example:
      'Complete by hand: (yo) ___ levanto a las siete. ¿A qué hora ___ acuestas? No quiero levantar___.',
    task:
      'Write a page on your day and the day of somebody with another life (nurse, baker), 12 sentences each with times. Record the comparison as routine.m4a, and draw both days as two bars on one sheet.',
    check: 'at least eight reflexive verbs, all with the right pronoun, and five words of frequency are used',
    transfer: 'Say what you do differently on Sundays, and what nobody in your house ever does.',
    question: {
      type: 'implications',
      text: 'What changes between lavo el coche and me lavo, and when would me be wrong?',
      expects: 'who receives the act; not with another object',
    },
  },
  {
    id: 'es-directions',
    name: 'Asking and telling the way',
    prereqs: ['es-estar-hay'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Look up: siga, gire, tome and cruce; todo recto, a la derecha, la segunda calle; ¿cómo se va a…? and está a diez minutos. How do the forms for tú sound: sigue, gira, toma?',
    example: 'From a sketch with three streets, write by hand the way from A to B in three sentences.',
    task:
      'Open a map of a Spanish-speaking city. Write a page with three ways between real places, one of them by metro with a change, and record them as ways.m4a for usted.',
    check: 'a second person follows each recording on the map and arrives at the right place in all three',
    transfer:
      'Be lost on the phone: describe where you are until the other finds you, and note what they asked.',
    question: {
      type: 'viewpoints',
      text: 'What does a person new in that city need to hear that you, looking at the map, left out?',
      expects: 'landmarks, distance, which side, where one starts',
    },
  },
  {
    id: 'es-plans',
    name: 'Plans, invitations and excuses',
    prereqs: ['es-routine'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: how is ir a + infinitive formed? What do tener que, querer and poder + infinitive say? How is an invitation made, accepted, and refused without offence? What does quedar mean?',
    example: 'Write by hand three excuses for Saturday: with tener que, with ir a and with no poder.',
    task:
      'Write a page with a chat of 20 lines in which three people find a day, place and film, with two refusals and a counter-proposal. Speak it as plans.m4a, and write the final plan as one sentence.',
    check:
      'day, hour, place and who brings what are all in the final sentence, and no refusal stands without a reason',
    transfer: 'Change the plan by voice message in 30 seconds because of rain.',
    question: {
      type: 'question',
      text: 'Is no puedo a sufficient refusal among friends in Spanish, and what is expected beside it?',
      expects: 'a reason or a new proposal, regret',
    },
  },
  {
    id: 'es-weather',
    name: 'Weather, seasons and describing places',
    prereqs: ['es-estar-hay', 'es-stem-change'],
    kind: 'fact',
    est_min: 45,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: when hace, when hay, when está and when the verb itself: llueve, nieva? What do muy and mucho go with? How are north, coast and mountains said?',
    example: 'Choose by hand: ___ calor, ___ nublado, ___ viento, ___ (llover), ___ 20 grados.',
    task:
      'Write the forecast of four Spanish-speaking cities for one real day as a page with a table, and record it like a radio voice as weather.m4a. Add a recommendation of what to wear.',
    check:
      'a listener fills in the weather and temperature of all four cities, and muy and mucho are right throughout',
    transfer: 'Recommend one of the four for a holiday in two different months, with three reasons each.',
    question: {
      type: 'clarification',
      text: 'Why hace mucho calor, but está muy caliente, and of what can the second be said?',
      expects: 'noun with mucho, adjective with muy; of things, not of the weather',
    },
  },
  {
    id: 'es-read-write',
    name: 'Reading a notice and writing a short message',
    prereqs: ['es-plans'],
    kind: 'skill',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: how do you read without knowing each word: names, numbers, related words, purpose? How do a message to a friend and one to an office begin and end?',
    example:
      'In a real advertisement for a room, underline by hand the five facts you need, and guess three unknown words before looking.',
    task:
      'Find three real texts (advertisement, programme, message) and write a page with five facts of each. Answer one with an e-mail of 60 to 80 words, saved as reply.md: who you are, question, proposal, close.',
    check:
      'the e-mail has 60 to 80 words, a greeting and close that fit, two questions, and at most four corrections by a speaker or tool',
    transfer: 'Write the same message to a person of 70 whom you do not know.',
    question: {
      type: 'evidence',
      text: 'Which word did you guess from its surroundings, and which part of the text confirmed it?',
      expects: 'a word, the clue, and the check',
    },
  },
  {
    id: 'es-conversation',
    name: 'A conversation of ten minutes',
    prereqs: ['es-family', 'es-cafe', 'es-read-write'],
    kind: 'skill',
    est_min: 90,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: how do you gain time (a ver, pues), ask for help (¿puede repetir?, ¿qué significa…?), and show that you listen? What do you do when a word is missing?',
    example:
      'Explain by hand without the word itself: umbrella, dentist, to borrow. Use es una cosa para, es una persona que.',
    task:
      'Hold a conversation of ten minutes with a speaker or partner about people, day, likes and plans. Keep talk.m4a, and write a page: five things you learnt about the other, five errors with correction, and three gaps you got around.',
    check:
      'ten minutes with under one minute in another language, and the other person confirms four of the five facts',
    transfer: 'Hold it again with somebody else, and let that person choose two of the topics.',
    question: {
      type: 'viewpoints',
      text:
        'What did your partner do to make it easier for you, and what would a stranger in the street not do?',
      expects: 'slower, repeating, known words; one strategy of your own in its place',
    },
  },
]
