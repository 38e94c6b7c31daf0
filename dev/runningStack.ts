import { loadDataState } from './dataState.ts'
import { recoverData } from './postgres.ts'
import { preparePostgresFiles } from './postgresFiles.ts'
import { signalProcess, waitForExit } from './processes.ts'
import { deleteRecord, loadRecord, type StackRecord } from './record.ts'
import type { Settings } from './settings.ts'
import { StackError } from './stackError.ts'

const STOP_LIMIT_MS = 4000

/** The record of the stack that runs in this home, or a StackError that says how to start one. */
export async function requireRecord(settings: Settings): Promise<StackRecord> {
  const record = await loadRecord(settings.home)
  if (!record) throw new StackError(`No stack is running in ${settings.home}: run "npm start"`)
  return record
}

/** Ends this home's stack and nothing else, or the database that a killed one left. `false`: there was nothing. */
export async function stopRunningStack(settings: Settings): Promise<boolean> {
  const record = await loadRecord(settings.home)
  if (record) {
    signalProcess(record.pid, 'SIGTERM')
    if (!await waitForExit(record.pid, STOP_LIMIT_MS)) {
      signalProcess(record.pid, 'SIGKILL')
      await waitForExit(record.pid, 1000)
    }
  }
  let hasOrphan = false
  if (await loadDataState(settings.home)) {
    await recoverData(await preparePostgresFiles(settings.repository, settings.home), (line) => {
      hasOrphan = true
      console.error(line)
    })
  }
  await deleteRecord(settings.home)
  return record !== null || hasOrphan
}
