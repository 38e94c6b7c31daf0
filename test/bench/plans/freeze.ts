import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { intentFile, SETS } from './benchIntents.ts'

const RUBRIC = new URL('../../../supabase/functions/_shared/domain/rubric/', import.meta.url)
export const FREEZE_FILE = new URL('./freeze.json', import.meta.url)

/** Derived from the planner, not chosen, and recomputed by a test of its own. */
const DERIVED = 'words/templateWords.ts'

function rubricFiles(): string[] {
  const inFolder = (folder: string) =>
    readdirSync(new URL(folder, RUBRIC)).filter((name) => name.endsWith('.ts')).map((name) => folder + name)
  return [...inFolder('./'), ...inFolder('words/')].map((name) => name.replace('./', ''))
    .filter((name) => name !== DERIVED).sort()
}

/** sha256 over the rubric's code, its chosen word lists and the intents: another hash is another rubric. */
export function freezeHash(): string {
  const hash = createHash('sha256')
  for (const name of rubricFiles()) hash.update(`${name}\n${readFileSync(new URL(name, RUBRIC), 'utf8')}`)
  for (const set of SETS) hash.update(`${set}\n${intentFile(set)}`)
  return hash.digest('hex')
}

export function readFreeze(): { rubric: string; sha256: string } {
  return JSON.parse(readFileSync(FREEZE_FILE, 'utf8'))
}
