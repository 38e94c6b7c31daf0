import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { identifyProcess } from './processes.ts'
import type { StackInfo } from './stackInfo.ts'

export type { StackInfo } from './stackInfo.ts'

/** What a running stack leaves in its home for the other commands. It holds keys: mode 0600. */
export type StackRecord = { pid: number; identity: string; info: StackInfo }

export async function saveRecord(home: string, info: StackInfo): Promise<void> {
  const record: StackRecord = { pid: Deno.pid, identity: await identifyProcess(Deno.pid) ?? '', info }
  await mkdir(home, { recursive: true })
  await writeFile(recordPath(home), JSON.stringify(record, null, 2), { mode: 0o600 })
}

/** The record of the stack that runs now; `null` when none does, also when a killed one left its file behind. */
export async function loadRecord(home: string): Promise<StackRecord | null> {
  const text = await readFile(recordPath(home), 'utf8').catch(() => null)
  if (text === null) return null
  // Written by saveRecord above, whole or not at all as far as a reader cares: a torn file counts as none.
  const record = parseRecord(text)
  if (record === null) return null
  return await identifyProcess(record.pid) === record.identity ? record : null
}

export async function deleteRecord(home: string): Promise<void> {
  await rm(recordPath(home), { force: true })
}

function parseRecord(text: string): StackRecord | null {
  try {
    const record = JSON.parse(text) as StackRecord
    return typeof record.pid === 'number' && typeof record.identity === 'string' ? record : null
  } catch {
    return null
  }
}

function recordPath(home: string): string {
  return join(home, 'stack.json')
}
