import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { prepare, summarizeLatency } from '../../bench/speed/loadJob.ts'
import { interleave, ratioOf, type Sample, showRatio } from '../../bench/speed/measure.ts'
import { openRawConnection } from '../../bench/speed/rawConnection.ts'
import { renderPlot } from '../../bench/speed/svg.ts'
import { startWireProxy } from '../../bench/speed/wireProxy.ts'

/** A server on loopback that answers each chunk as told. */
async function withServer<T>(
  answer: (chunk: string) => string | null,
  work: (port: number) => Promise<T>,
): Promise<T> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      const text = answer(chunk.toString())
      if (text === null) socket.destroy()
      else socket.write(text)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  try {
    return await work(address !== null && typeof address === 'object' ? address.port : 0)
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
}

function ask(port: number, questions: string[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    void import('node:net').then(({ connect }) => {
      const answers: string[] = []
      const socket = connect({ host: '127.0.0.1', port }, () => socket.write(questions[0] ?? ''))
      socket.on('data', (chunk) => {
        answers.push(chunk.toString())
        const next = questions[answers.length]
        if (next === undefined) socket.end(() => resolve(answers))
        else socket.write(next)
      })
      socket.on('error', reject)
    })
  })
}

describe('the wire proxy', () => {
  it('counts a question and its answer as one round trip and changes no byte', async () => {
    const found = await withServer((chunk) => `<${chunk}>`, async (port) => {
      const proxy = await startWireProxy(`postgresql://somebody:word@127.0.0.1:${port}/db`)
      try {
        const answers = await ask(Number(new URL(proxy.url).port), ['one', 'two', 'three'])
        return { answers, trips: proxy.trips() }
      } finally {
        await proxy.stop()
      }
    })

    expect(found).toEqual({ answers: ['<one>', '<two>', '<three>'], trips: 3 })
  })
})

describe('a prepared request', () => {
  it('declares its length in bytes', () => {
    const { raw } = prepare('sync', { method: 'POST', path: '/x', body: { topic: 'Español' } })

    expect(raw).toContain('content-length: 20\r\n')
    expect(raw.startsWith('POST /x HTTP/1.1\r\n')).toBe(true)
  })

  it('of GET has no body and no length', () => {
    expect(prepare('status', { method: 'GET', path: '/x' }).raw).not.toContain('content-')
  })
})

describe('a raw connection', () => {
  const send = (port: number) =>
    openRawConnection('127.0.0.1', port).then((connection) =>
      new Promise((resolve) =>
        connection.send('GET / HTTP/1.1\r\n\r\n', (reply) => {
          connection.close()
          resolve(reply)
        })
      )
    )

  it('reads status and body of an answer', async () => {
    const answer = 'HTTP/1.1 409 Conflict\r\nContent-Length: 2\r\n\r\n{}'

    expect(await withServer(() => answer, send)).toEqual({ status: 409, body: '{}' })
  })

  it('answers null when the server hangs up', async () => {
    expect(await withServer(() => null, send)).toBeNull()
  })
})

function sampleOf(per_s: number): Sample {
  return { per_s, server_us: 0, database_us: 0, p50_ms: 0, p99_ms: 0, errors: 0, error_samples: [] }
}

describe('interleaved rounds', () => {
  it('run every variant in each round, in changing order, and drop the first round', async () => {
    const order: string[] = []
    const variant = (name: string) => ({
      name,
      run: (round: number) => {
        order.push(`${name}${round}`)
        return Promise.resolve(sampleOf(name === 'a' ? 100 : 50 + round * 10))
      },
    })

    const rounds = await interleave([variant('a'), variant('b')], 3, () => {})

    expect(order).toEqual(['a0', 'b0', 'b1', 'a1', 'a2', 'b2', 'b3', 'a3'])
    expect(showRatio(ratioOf(rounds, 'b', 'a'))).toBe('0.70 (0.60..0.80)')
  })
})

it('a latency summary takes its percentiles from the sorted times', () => {
  const times = Array.from({ length: 100 }, (_, at) => 100 - at)

  expect(summarizeLatency(times)).toEqual({ count: 100, p50_ms: 51, p99_ms: 100, max_ms: 100 })
})

it('a plot draws one line per series inside its frame', () => {
  const svg = renderPlot({
    file: 'x.svg',
    title: 'cost',
    x: 'learners',
    y: 'µs',
    lines: [{ label: 'status', points: [{ x: 1_000, y: 3 }, { x: 100_000, y: 7 }] }],
  })

  expect(svg.match(/<polyline/g)).toHaveLength(1)
  expect(svg).toContain('points="60.0,185.0 510.0,69.0"')
})
