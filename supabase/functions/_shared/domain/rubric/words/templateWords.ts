/** Words of the planner and of our agents that come with every topic; written by `npm run bench:plans -- --vocabulary`. */
export const TEMPLATE_WORDS: ReadonlySet<string> = new Set(`
  absence adapt add addition against ago almost already another answer anything apply argue arrow ask
  asked assumption baseline beforehand began begin believe beside book break broken case change changed
  check chosen close closed colour column command comparison complete concrete condition confidence copied
  copy counted course cover crossed cut day decided decision deliberate depend describe desk diagnostic
  differ difference documentation doe doubt doubter draw dropped easier end error everything exercise
  explain explanation fail failing failure fault feature feeling field fill find finish fit five fixed
  follow forecast found gap gave give goal goe got granted grow guessed half hand harmed heading help hold
  hole hour input instead intent item keep key kind knew known labelled largest leave left level likely
  line list log longer look looking main map mark marked mean memory message met meta minute missing
  mistake name named needed none note nothing notice noticed observable observation occur official old
  order outline output outside page paper pass passing person pick piece place point printed problem proof
  purpose question read reading real reason recall recorded recording redo remember report reported
  requirement respect result right rule run saved scope scored screen second section send sent sentence
  serve show side single skip smaller smallest solution solved somebody something source stalled stand
  start statement step stop strongest stuck stumbled sync term thi three timed title took topic total
  toward try uncover understood used verdict version watch weakest week went word work worked worst
  writing written wrong
`.trim().split(/\s+/))
