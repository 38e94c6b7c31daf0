import { createInterface } from 'node:readline'
import { type LoadJob, type LoadResult, summarizeLatency } from './loadJob.ts'
import { openRawConnection, type RawConnection } from './rawConnection.ts'

// The load generator, a process of its own: one LoadJob per line on stdin, one LoadResult per line on stdout.

type Tally = { latency: Record<string, number[]>; errors: number; samples: string[]; answered: number }

for await (const line of createInterface({ input: process.stdin })) {
  // Written by bench.ts itself.
  const result = await runJob(JSON.parse(line) as LoadJob)
  process.stdout.write(`${JSON.stringify(result)}\n`)
}

async function runJob(job: LoadJob): Promise<LoadResult> {
  const connections: RawConnection[] = []
  for (let at = 0; at < job.connections; at += 1) {
    connections.push(await openRawConnection(job.host, job.port))
  }
  const tally: Tally = { latency: {}, errors: 0, samples: [], answered: 0 }
  const startedAt = performance.now()
  try {
    if (job.shape.kind === 'closed') await runClosed(job, job.shape.count, connections, tally)
    else await runOpen(job, job.shape, connections, tally)
  } finally {
    for (const connection of connections) connection.close()
  }
  const all = Object.values(tally.latency).flat()
  const kinds = Object.entries(tally.latency).map(([kind, times]) => [kind, summarizeLatency(times)] as const)
  return {
    seconds: (performance.now() - startedAt) / 1000,
    answered: tally.answered,
    errors: tally.errors,
    error_samples: tally.samples,
    latency: { all: summarizeLatency(all), ...Object.fromEntries(kinds) },
  }
}

function sendOne(
  job: LoadJob,
  index: number,
  connection: RawConnection,
  fromMs: number,
  tally: Tally,
): Promise<void> {
  const request = job.requests[index % job.requests.length]
  if (request === undefined) return Promise.resolve()
  return new Promise((resolve) => {
    connection.send(request.raw, (reply) => {
      tally.answered += 1
      ;(tally.latency[request.kind] ??= []).push(performance.now() - fromMs)
      if (reply?.status !== 200) {
        tally.errors += 1
        if (tally.samples.length < 3) {
          tally.samples.push(`${request.kind}: ${reply?.status ?? 'closed'} ${reply?.body ?? ''}`)
        }
      }
      resolve()
    })
  })
}

async function runClosed(
  job: LoadJob,
  count: number,
  connections: RawConnection[],
  tally: Tally,
): Promise<void> {
  let next = 0
  await Promise.all(connections.map(async (connection) => {
    while (next < count) {
      const index = next
      next += 1
      await sendOne(job, index, connection, performance.now(), tally)
    }
  }))
}

/** A request whose connection is still busy waits for it, and its wait counts: that is what the learner feels. */
async function runOpen(
  job: LoadJob,
  shape: { rate_per_s: number; seconds: number },
  connections: RawConnection[],
  tally: Tally,
): Promise<void> {
  const count = Math.round(shape.rate_per_s * shape.seconds)
  const startedAt = performance.now() + 50
  const tails: Promise<void>[] = connections.map(() => Promise.resolve())
  for (let index = 0; index < count; index += 1) {
    const intended = startedAt + index * 1000 / shape.rate_per_s
    const earlyMs = intended - performance.now()
    if (earlyMs > 0) await pause(earlyMs)
    const slot = index % connections.length
    const connection = connections[slot]
    if (connection === undefined) continue
    tails[slot] = (tails[slot] ?? Promise.resolve()).then(() =>
      sendOne(job, index, connection, intended, tally)
    )
  }
  await Promise.all(tails)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(1, ms)))
}
