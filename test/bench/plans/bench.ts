import { writeFileSync } from 'node:fs'
import { SETS } from './benchIntents.ts'
import { RUBRIC_VERSION } from '../../../supabase/functions/_shared/domain/rubric/planScore.ts'
import { FREEZE_FILE, freezeHash, readFreeze } from './freeze.ts'
import { FULL_SIZE, runSet } from './runBench.ts'
import { scoreAttacks } from './scoreAttacks.ts'
import { summarize, type Summary } from './summarize.ts'
import { collectTemplateWords, templateModule } from './templateVocabulary.ts'

// npm run bench:plans [-- --json | --vocabulary | --freeze]: what our plans are worth, and what cheap ones are.

const VOCABULARY = new URL(
  '../../../supabase/functions/_shared/domain/rubric/words/templateWords.ts',
  import.meta.url,
)
const cell = (value: string | number, width: number) => String(value).padStart(width)
const flagText = (flags: Record<string, number>) =>
  Object.entries(flags).map(([name, count]) => `${name} ${count}`).join(', ')

function printTable(title: string, rows: readonly Summary[]): void {
  console.log(`\n${title}`)
  console.log(`${'row'.padEnd(28)} plans   mean    min  worst course  flags`)
  for (const { row, plans, mean, min, worst_course, flags } of rows) {
    console.log(
      `${row.padEnd(28)}${cell(plans, 6)}${cell(mean.toFixed(1), 7)}${cell(min.toFixed(1), 7)}${
        cell(worst_course.toFixed(1), 14)
      }  ${flagText(flags)}`,
    )
  }
}

function runBench(asJson: boolean): void {
  const results = SETS.map((set) => ({ set, rows: summarize(runSet(set, FULL_SIZE)) }))
  const attacks = scoreAttacks()
  for (const { set, rows } of results) {
    printTable(set === 'heldOut' ? 'Held-out intents' : 'Tuning intents', rows)
  }
  console.log(`\nAdversarial cases, each made from a plan of ${attacks.from}`)
  for (const { name, cap, total } of attacks.rows) {
    console.log(`${name.padEnd(38)}${cell(total.toFixed(1), 6)}  at most ${cap}`)
  }
  const frozen = readFreeze().sha256 === freezeHash()
  console.log(
    `\nRubric v${RUBRIC_VERSION}, seed ${FULL_SIZE.seed}, ${frozen ? 'frozen' : 'CHANGED SINCE THE FREEZE'}`,
  )
  console.log('A score says how a plan is made, not what anybody learnt from it.')
  if (asJson) {
    console.log(JSON.stringify({ rubric: RUBRIC_VERSION, seed: FULL_SIZE.seed, frozen, results, attacks }))
  }
}

const wish = process.argv[2]
if (wish === '--vocabulary') writeFileSync(VOCABULARY, templateModule(collectTemplateWords()))
else if (wish === '--freeze') {
  writeFileSync(FREEZE_FILE, `${JSON.stringify({ rubric: RUBRIC_VERSION, sha256: freezeHash() }, null, 2)}\n`)
} else runBench(wish === '--json')
