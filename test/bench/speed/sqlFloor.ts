import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { findDeno } from '../../../dev/denoBinary.mjs'
import { REPOSITORY } from '../../support/stack.ts'
import type { LoadResult } from './loadJob.ts'

export type SqlJob = { url: string; connections: number; text: string; calls: string[][] }

export type SqlFloor = { pid: number; run(job: SqlJob): Promise<LoadResult>; stop(): Promise<void> }

/** Starts the process that calls a function of the database with nothing around it; same runtime as the product. */
export function startSqlFloor(): SqlFloor {
  const child = spawn(findDeno(REPOSITORY), ['run', '--allow-all', 'test/bench/speed/sqlLoop.ts'], {
    cwd: REPOSITORY,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    pid: child.pid ?? 0,
    async run(job) {
      child.stdin.write(`${JSON.stringify(job)}\n`)
      const line = await lines.next()
      if (line.done) throw new Error('The SQL floor ended in the middle of a job')
      // Written by sqlLoop.ts.
      return JSON.parse(line.value) as LoadResult
    },
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}
