import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findDeno } from '../../../../dev/denoBinary.mjs'
import { REPOSITORY } from '../../../support/stack.ts'
import type { SpeedSuite } from '../suite.ts'

const MOST_KB = 1024
const FUNCTIONS = ['orchestrator', 'agents', 'session', 'proxy']

/** What a deploy uploads of each function: its own files, unminified; packages are fetched by the platform. */
export const bundle: SpeedSuite = {
  name: 'bundle',
  in_gate: true,
  run() {
    const sizes = FUNCTIONS.map((name) => ({ name, kb: readSizeKb(name) }))
    return Promise.resolve({
      rows: [{
        name: `upload of a function, ${FUNCTIONS.join(', ')}`,
        figure: sizes.map(({ kb }) => `${kb.toFixed(0)} KB`).join(', '),
        target: `<= ${MOST_KB} KB each`,
        met: sizes.every(({ kb }) => kb > 0 && kb <= MOST_KB),
      }],
      explanation: [],
    })
  },
}

function readSizeKb(name: string): number {
  const folder = join('supabase', 'functions', name)
  const text = execFileSync(findDeno(REPOSITORY), [
    ...['info', '--json', '--no-lock', '--node-modules-dir=manual'],
    ...['--config', join(folder, 'deno.json'), join(folder, 'index.ts')],
  ], { cwd: REPOSITORY, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  // Deno's documented output of `info --json`.
  const { modules } = JSON.parse(text) as { modules: { specifier?: string }[] }
  const own = modules.flatMap(({ specifier = '' }) =>
    specifier.startsWith('file:') && !specifier.includes('/node_modules/') ? [fileURLToPath(specifier)] : []
  )
  return own.reduce((sum, path) => sum + statSync(path).size, 0) / 1024
}
