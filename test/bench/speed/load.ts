import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { findDeno } from '../../../dev/denoBinary.mjs'
import { REPOSITORY } from '../../support/stack.ts'
import type { LoadJob, LoadResult } from './loadJob.ts'

export type Generator = {
  /** Runs one job; jobs run one after the other. */
  run(job: Omit<LoadJob, 'host' | 'port'> & { origin: string }): Promise<LoadResult>
  stop(): Promise<void>
}

/** Starts the generator process; it stays warm over all jobs. */
export function startGenerator(): Generator {
  const child = spawn(findDeno(REPOSITORY), ['run', '--allow-all', 'test/bench/speed/generator.ts'], {
    cwd: REPOSITORY,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async run({ origin, ...job }) {
      const { hostname, port } = new URL(origin)
      child.stdin.write(`${JSON.stringify({ ...job, host: hostname, port: Number(port) })}\n`)
      const line = await lines.next()
      if (line.done) throw new Error('The load generator ended in the middle of a job')
      // Written by generator.ts.
      return JSON.parse(line.value) as LoadResult
    },
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}
