import type { TrackUnit } from './track.ts'

/** Spanish A1, part one: sounds, oneself, and the first sentences that are spoken and recorded. */
export const SPANISH_A1_START: TrackUnit[] = [
  {
    id: 'es-sounds',
    name: 'Sounds and spelling',
    prereqs: [],
    kind: 'procedure',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out and say aloud: how do c and g sound before e and i? What do h, j, ll, ñ, qu and rr sound like? Where is the stress in a word that ends in a vowel, n or s, and what does a written accent change?',
    example:
      'Mark the stressed syllable by hand in casa, hablan, ciudad, café, español and teléfono, with the rule beside each. Then listen to a dictionary and compare.',
    task:
      "Make a recording sounds.m4a of 20 words that you found yourself, each said after a dictionary's voice. Write a page with the words, the stressed syllable and the letter that sounds unlike your language.",
    check:
      'a second recording made a day later without listening has the stress right in at least 18 of 20 words',
    transfer:
      'Read aloud ten Spanish place names you have never heard, record them, and only then check each.',
    question: {
      type: 'clarification',
      text:
        'Which Spanish sound do you replace by one of your own language, and in which word does that change the meaning?',
      expects: 'such as pero and perro, or a vowel made long or unclear; one pair of words',
    },
  },
  {
    id: 'es-greet',
    name: 'Greeting and introducing yourself',
    prereqs: ['es-sounds'],
    kind: 'skill',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Look up: when do buenos días, buenas tardes and buenas noches change? Who is tú and who is usted? What do ¿cómo te llamas?, me llamo, mucho gusto and encantado or encantada say?',
    example:
      'Write the answers into the gaps: Hola, ¿___ te llamas? — ___ llamo Ana. ¿Y ___? — Soy Luis. ___ gusto.',
    task:
      'Write a page with two dialogues of eight lines, one with a neighbour of your age and one with an older doctor. Record both as greet.m4a, speaking one part and leaving a pause for the other.',
    check:
      'the formal dialogue has no tú, te or tu, and the pauses let a second person speak the missing part',
    transfer: 'Introduce two friends to each other with te presento a and le presento a, and let them react.',
    question: {
      type: 'viewpoints',
      text:
        'Whom in your town would you call usted on first meeting, and what would tú sound like to that person?',
      expects: 'a person, age or role, and the effect; differences between countries',
    },
  },
  {
    id: 'es-ser',
    name: 'Ser: name, origin and profession',
    prereqs: ['es-greet'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what are the six forms of ser? When is the subject pronoun left out? How do nationalities and professions change for a woman and for several people? Why is there no article in soy médico?',
    example:
      'Complete by hand: yo ___, tú ___, ella ___, nosotros ___, vosotros ___, ustedes ___, and turn each into a no-sentence.',
    task:
      'Write a page on six real people: name, country, city, profession, one thing they are not. Keep it in a table with the Spanish forms for a man and for a woman, and record it as people.m4a.',
    check:
      'at least 18 sentences, each with the right form of ser, and every adjective agrees with its person',
    transfer:
      'Change each man into a woman and each single person into a pair, aloud, without looking at the page.',
    question: {
      type: 'assumptions',
      text: 'In which of your sentences did you say yo or ella although the verb already told it?',
      expects: 'a sentence where it is superfluous, and one where contrast needs it',
    },
  },
  {
    id: 'es-numbers',
    name: 'Numbers, phone numbers and prices',
    prereqs: ['es-sounds'],
    kind: 'fact',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out how 16 to 29 and 31 to 99 are built. What changes in uno and veintiuno before a noun? When is it cien and when ciento? Which hundreds are irregular?',
    example: 'Write in words by hand: 15, 21 libros, 31 casas, 47, 100, 116, 500, 700, 1.999.',
    task:
      'Make a recording numbers.m4a of 30 numbers from real life: phone numbers, prices, house numbers, years. A day later write down a table of what you hear, without the sources.',
    check: 'at least 27 of the 30 numbers in the table agree with the sources',
    transfer: 'Count the stairs, pages or steps of one day aloud in Spanish, backwards for the last twenty.',
    question: {
      type: 'evidence',
      text: 'Which pair of numbers do you mix up by ear, and how could you prove it to yourself?',
      expects: 'such as sesenta and setenta; a dictation with ten of each',
    },
  },
  {
    id: 'es-nouns',
    name: 'Gender, plural and articles',
    prereqs: ['es-ser'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: which endings are usually feminine or masculine, and which common words break the rule? How is the plural made after a vowel, a consonant and z? When el, when un, when nothing?',
    example: 'Write article and plural by hand: mano, día, problema, ciudad, lápiz, agua, foto, canción.',
    task:
      'Make a picture or photo of one room, and write a page of labels for 40 things in it with article, plural and one adjective each. Mark the ten nouns whose gender you would not have guessed.',
    check: 'covering the labels, you name 36 of the 40 things with the right article in under three minutes',
    transfer: 'Describe a second room from memory with muchos, pocas, varios and otra.',
    question: {
      type: 'implications',
      text:
        'You say la problema. Does a listener misunderstand you, and which error with an article would really mislead?',
      expects: 'mostly understood; a pair such as el capital and la capital',
    },
  },
  {
    id: 'es-ar-verbs',
    name: 'Regular verbs in -ar',
    prereqs: ['es-ser'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: which six endings replace -ar? When does the present tense mean now, habit or near future? Where do no and también stand? Which verbs of your day end in -ar?',
    example:
      'Write out hablar, trabajar and estudiar by hand in six forms each, then cross out the pronouns that are not needed.',
    task:
      'Write a page of 20 true sentences about yourself, your family and your neighbours with at least ten verbs in -ar. Record it as ar.m4a, and beside it write a table of the forms you had wrong.',
    check:
      '20 sentences use at least ten verbs and all six persons, and a rerun in speech has at most two errors',
    transfer:
      'Tell the day of a friend to a second friend: change every sentence from yo to él or ella while speaking.',
    question: {
      type: 'clarification',
      text: 'In trabajo mañana and trabajo mucho, how do you know which one is about a plan?',
      expects: 'the adverb and context; the same form of the verb',
    },
  },
  {
    id: 'es-questions',
    name: 'Asking questions',
    prereqs: ['es-ar-verbs'],
    kind: 'skill',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what do qué, quién, dónde, cuándo, cómo, cuánto, cuál and por qué ask for? Where does the verb stand? What do the two question marks do? How does the voice move?',
    example:
      'For the sentence Ana trabaja en un banco en Lima, write by hand the questions that ask for each part.',
    task:
      'Write cards for 20 questions about a person on one page. Ask them of a real person, a partner online or a recorded reply, and write the answers in full sentences. Keep interview.m4a.',
    check: 'all eight question words occur with their accents, and at least 15 answers are full sentences',
    transfer: 'Conduct the interview again formally, and add a follow-up to every third answer.',
    question: {
      type: 'question',
      text: 'Which of your questions would be rude to a stranger, and how would you ask it indirectly?',
      expects: 'age, pay or similar; a softer form or leaving it out',
    },
  },
]
