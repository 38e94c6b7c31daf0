import { createHash } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What the data was made from, kept beside it: tells an edited migration or shim from a pending one. */
export type DataState = {
  postgres_major: string
  bootstrap_sha256: string
  grants: 'old' | 'new'
  seeded: boolean
  /** Version to sha256 of the file that was applied. */
  migrations: Record<string, string>
}

/** `null` when there is no data, or data whose preparation never finished. */
export async function loadDataState(home: string): Promise<DataState | null> {
  const text = await readFile(statePath(home), 'utf8').catch(() => null)
  // Written by saveDataState below.
  return text === null ? null : JSON.parse(text) as DataState
}

export async function saveDataState(home: string, state: DataState): Promise<void> {
  const path = statePath(home)
  // Renamed into place: a killed stack leaves the old file or the new one, never half of one.
  await writeFile(`${path}.next`, JSON.stringify(state, null, 2))
  await rename(`${path}.next`, path)
}

export async function deleteDataState(home: string): Promise<void> {
  await rm(statePath(home), { force: true })
}

export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function statePath(home: string): string {
  return join(home, 'data.json')
}
