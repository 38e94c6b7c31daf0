/** Words of the planner and of our agents that come with every topic; written by `npm run bench:plans -- --vocabulary`. */
const WORDS = `
  absence adapt add addition afterward against ago almost alone aloud already another answer anything
  apply argue arrow ask asked assumption author baseline beforehand began begin behind believe belong
  beside blank book break broken came carry case chair change changed check choose chosen close closed
  colleague colour column command compare comparison complete concrete condition confidence copied copy
  correct correction count counted counterexample course cover crossed cut day decided decision deliberate
  depend describe desk diagnostic diagram differ difference documentation doe doubt doubter draw dropped
  earlier easier edge eight empty end entry error everything exact exercise exist expect explain
  explanation fact fail failing failure fall fault feature feeling field fill find finish fit five fixed
  follow forecast found four gap gave give goal goe got grade granted grow guessed guide half halve hand
  hardest harmed heading heart help hide hold hole hour hunt input instead intent invent item keep key
  kind knew known label labelled largest lay leave left level life likely line list listen log longer look
  looking main map mark marked matter mean memory message met meta minute missing mistake month move name
  named nearly needed nobody none note nothing notice noticed observable observation occur official old
  order ordinary otherwise outline output outside page paper pass passe passing person pick piece place
  plant point printed problem proof purpose question quiz read reading real reason rebuild recall recorded
  recording red redo remember remove repair repaired report reported requirement respect result right row
  rule run saved scope scored screen search second section send sent sentence serve set sheet short
  shorter show shut side single sketch skip smaller smallest solution solve solved somebody something
  source stall stalled stand start statement stay step stop stranger strongest stuck stumbled supply sync
  table teach tell ten term thi three tick timed title together tomorrow took topic total toward translate
  translated translation trap tried try turn unaided uncover understood used vary varying verb verdict
  version wait watch weakest week went word work worked working worst writing written wrong wrote
`

export const TEMPLATE_WORDS: ReadonlySet<string> = new Set(WORDS.trim().split(/\s+/))
