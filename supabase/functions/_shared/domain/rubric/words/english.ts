/** What the rubric knows of English. A changed list is a changed rubric: the freeze hash in test/bench/plans covers it. */
const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/** Openings that ask for nothing one could see. With a quantity behind it ("practise three joins") it is a task. */
export const VAGUE_OPENING =
  /^\W*(learn|understand|study|explore|review|revise|familiari[sz]e|get (to know|familiar)|look (at|into|over)|read (about|up)|go over|(deep )?dive|continue|think about|master|improve|know|discover|cover|practi[cs]e|reflect|consolidate|engage|introduction|overview|focus)\b/i

/** Phrases that fit every topic and therefore say nothing about this one. */
export const HOLLOW =
  /\b(key (concepts?|ideas?|points?|principles)|main (concepts?|ideas?)|core (concepts?|ideas?|principles)|the (basics|fundamentals|essentials)|best practices|as needed|deepen your (knowledge|understanding)|gain (insights?|an understanding))\b/i

/** A check that repeats that the step is over. */
export const EMPTY_CHECK =
  /^\W*(it|this|the step|everything|the task|you|all)?\W*(is|are|was|have|has been|feel)?\W*(all |fully |well )?(done|finished|complete[d]?|understood|ready|confident|over|read|learned)\W*(it|this|now)?\W*$/i

/** Wording that makes a step a retrieval: something is pulled from memory with the source out of sight. */
export const FROM_MEMORY =
  /\b(notes?,? closed|closed (notes?|book|source)|work closed|from memory|by heart|without (looking|opening|notes?|source|your notes|help|its solution)|look nothing up|close (the|your|everything|all)|before you (look|uncover|open)|unaided|what you (still )?remember|quiz yourself|flashcards?|recall)\b/i

export const QUANTITY =
  /\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|hundred|once|twice|half|both|pair|dozen)\b/i

/** Text that speaks to a model that reads the plan instead of to the learner. */
export const SPEAKS_TO_A_MODEL =
  /\b(ignore|disregard|forget) (all |any |the |your )*(previous|prior|above|earlier) (instructions?|prompts?|rules|messages?)|\b(system prompt|as an ai( language)? model|you are (now )?(chatgpt|an? (ai|assistant|language model)))|<\/?(system|assistant|instructions?)>|\b(give|assign|award) (this|the) plan (a |the )?(full|top|perfect|maximum|high(est)?|100)|\bscore this plan\b/i

/** A measured result of the learner. It needs a measurement. */
export const CLAIMS_A_RESULT =
  /\b(you|your)\b[^.;]{0,40}\b(scored?|mastery|mastered|grade[ds]?|recalled|recall|assessment|accuracy)\b[^.;]{0,24}\d/i

/** Things one can look at when a step is over. Singular. */
export const PRODUCTS = words(`
  account alert algorithm annotation answer api app argument arrow article audit backup bar baseline blueprint board
  boundary branch brief budget bug button calculation card case chapter chart check checklist code column class
  command comment commit comparison component condition config constraint container copy criterion curve dashboard
  database dataset deck decision definition deployment design diagram dialog dialogue diff difference document draft
  drawing email endpoint entry equation error estimate evidence example exception exercise expectation experiment
  explanation factor failure feature figure file fix fixture flag flow folder forecast form formula fraction function
  gap graph grid group guide hash heading histogram hypothesis image index interval interview invoice issue item
  journey key label layout letter level line link list log loop map mark matrix measurement message metric migration
  minute mistake mock mockup model module name note notebook number objection option order outline output page pair
  paper paragraph parameter part permission persona photo picture piece pipeline place plan plot point policy
  portfolio post prediction presentation price probability procedure product program project proof protocol prototype
  pull query question quiz rate ratio reason record recording refusal release report repository request requirement
  response review role row rule run runbook sample schema scene schedule scope score screen screenshot script section
  segment sentence series server service session set share sheet sign signature site sketch slide snapshot solution
  spec specification spreadsheet stack state statement status step story storyboard style subject suite sum summary
  survey table tag task template term test text theme threat threshold ticket timeline title token tool topic trace
  traceback transaction transcript transition translation trigger type user value variable variant vector verb verdict
  version video view vocabulary warning wireframe word worksheet
`)

/** Verbs that a plan can be reworded with while it asks for the same; each row counts as its first word. */
export const SYNONYMS: readonly (readonly string[])[] = [
  ['write', 'note', 'jot', 'record', 'pen', 'compose'],
  ['read', 'study', 'peruse', 'scan'],
  ['take', 'pick', 'choose', 'select', 'grab'],
  ['mark', 'highlight', 'flag', 'tick'],
  ['find', 'locate', 'identify', 'spot'],
  ['make', 'create', 'build', 'produce', 'construct', 'craft'],
  ['change', 'alter', 'modify', 'vary', 'adjust'],
  ['compare', 'contrast', 'juxtapose'],
  ['explain', 'describe', 'outline', 'clarify'],
  ['answer', 'reply', 'respond'],
  ['try', 'attempt', 'test', 'check', 'verify'],
  ['case', 'instance', 'example'],
  ['show', 'display', 'present', 'print'],
  ['own', 'personal', 'individual'],
  ['wrong', 'incorrect', 'false', 'mistaken'],
  ['right', 'correct', 'true', 'accurate'],
  ['begin', 'start', 'commence'],
  ['look', 'glance', 'peek'],
  ['open', 'launch', 'unfold'],
  ['list', 'enumerate', 'itemise', 'itemize'],
]

/** Words without content, for goals and for what a step says. */
export const STOP_WORDS = words(`
  a about able above after again all also am an and any are as at away back be because been before being below better
  between both but by can cannot come could did do does doing done down during each else even every few first for from
  further get go good had has have having he her here him his how i if in into is it its just know last least less let
  like little long lot made make many me might more most much must my near need never new next no nor not now of off on
  once one only onto open or other our out over own part per put quite rather really same say see seem shall she should
  simple since small so some still such take than that the their them then there these they thing this those through
  time to today too two under until up upon us use very want was way we well were what when where whether which while
  who whom whose why will with within without would write year yes yet you your yourself
`)
