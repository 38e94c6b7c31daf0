import { createInterface } from 'node:readline'
import pg from 'pg'
import { summarizeLatency } from './loadJob.ts'
import type { SqlJob } from './sqlFloor.ts'

// The floor of a write, a process of its own: nothing but the driver calling the same function, one SqlJob per line.

for await (const line of createInterface({ input: process.stdin })) {
  // Written by sqlFloor.ts.
  process.stdout.write(`${JSON.stringify(await runJob(JSON.parse(line) as SqlJob))}\n`)
}

async function runJob(job: SqlJob): Promise<unknown> {
  const clients = Array.from({ length: job.connections }, () => new pg.Client({ connectionString: job.url }))
  await Promise.all(clients.map((client) => client.connect()))
  const latencies: number[] = []
  const samples: string[] = []
  let next = 0
  const startedAt = performance.now()
  await Promise.all(clients.map(async (client) => {
    while (next < job.calls.length) {
      const values = job.calls[next]
      next += 1
      const askedAt = performance.now()
      const { rows } = await client.query<{ answer: string }>({ text: job.text, values })
      latencies.push(performance.now() - askedAt)
      if (rows[0]?.answer.includes('"refused"')) samples.push(rows[0].answer)
    }
  }))
  const seconds = (performance.now() - startedAt) / 1000
  await Promise.all(clients.map((client) => client.end()))
  const latency = { all: summarizeLatency(latencies) }
  return {
    seconds,
    answered: latencies.length,
    errors: samples.length,
    error_samples: samples.slice(0, 3),
    latency,
  }
}
