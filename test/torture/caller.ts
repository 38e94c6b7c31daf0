import type { MintedLearner } from '../support/mintLearners.ts'

export type CallReply = {
  status: number
  json: Record<string, unknown>
  ms: number
  retryAfterS: number | null
}

/** One request to an orchestrator that is served at `origin`; throws when no whole answer comes back. */
export async function callOrchestrator(
  origin: string,
  learner: MintedLearner,
  route: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<CallReply> {
  const startedAt = performance.now()
  const response = await fetch(`${origin}/orchestrator/${route}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${learner.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  })
  const text = await response.text()
  const wait = response.headers.get('retry-after')
  return {
    status: response.status,
    json: text === '' ? {} : JSON.parse(text),
    ms: performance.now() - startedAt,
    retryAfterS: wait === null ? null : Number(wait),
  }
}

/** Runs `work` over the items, `width` at a time, in order of the items. */
export async function inLanes<Item, Result>(
  items: readonly Item[],
  width: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  const lane = async () => {
    while (next < items.length) {
      const index = next++
      // Below the length just checked.
      results[index] = await work(items[index] as Item, index)
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane))
  return results
}

/** Numbers from 0 to 1 that follow from the seed alone (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** The items in an order that follows from the seed. */
export function shuffle<Item>(items: readonly Item[], random: () => number): Item[] {
  return items.map((item) => ({ item, at: random() })).sort((a, b) => a.at - b.at).map(({ item }) => item)
}
