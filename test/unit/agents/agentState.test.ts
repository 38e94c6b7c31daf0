import { describe, expect, it } from 'vitest'
import {
  coolDown,
  createAgentState,
  endTry,
  listOpenBreakers,
  payRetry,
  recallAgent,
  startTry,
  takeOutgoing,
} from '../../../supabase/functions/_shared/agents/agentState.ts'
import { createPorts } from './fixture.ts'

const { endpoints } = createPorts('http://127.0.0.1:9')
const { ta } = endpoints.signals
const recall = () => recallAgent(createAgentState(600), ta, 0)
const countTaken = (memory: ReturnType<typeof recall>, tries: number, now: number) =>
  Array.from({ length: tries }, () => takeOutgoing(memory, now)).filter(Boolean).length

describe('what an isolate remembers of an agent', () => {
  it('is kept by agent and root', () => {
    const state = createAgentState(600)
    const memory = recallAgent(state, ta, 0)

    expect(recallAgent(state, ta, 5)).toBe(memory)
    expect(recallAgent(state, { ...ta, root: 'http://127.0.0.1:10' }, 0)).not.toBe(memory)
    expect(recallAgent(state, endpoints.signals.clo, 0)).not.toBe(memory)
  })
})

describe('outgoing calls', () => {
  it('are 600 at once, then ten a second', () => {
    const memory = recall()

    expect(countTaken(memory, 700, 0)).toBe(600)
    expect(countTaken(memory, 5, 99)).toBe(0)
    expect(countTaken(memory, 20, 1_099)).toBe(10)
  })

  it('never save up more than a minute, and a clock that steps back gives none', () => {
    const memory = recall()
    countTaken(memory, 600, 60_000)

    expect(countTaken(memory, 5, 0)).toBe(0)
    expect(countTaken(memory, 700, 3_600_000)).toBe(600)
  })
})

describe('the retry budget', () => {
  it('pays a hundred retries, or fifty after timeouts', () => {
    const [failing, slow] = [recall(), recall()]

    expect(Array.from({ length: 120 }, () => payRetry(failing, false)).filter(Boolean)).toHaveLength(100)
    expect(Array.from({ length: 120 }, () => payRetry(slow, true)).filter(Boolean)).toHaveLength(50)
  })

  it('earns one fifth of a retry with a success, none with a failure, and never more than it began with', () => {
    const memory = recall()
    while (payRetry(memory, false));
    for (let each = 0; each < 5; each += 1) endTry(memory, 'failure', 0)
    for (let each = 0; each < 4; each += 1) endTry(memory, 'success', 0)
    expect(payRetry(memory, false)).toBe(false)
    endTry(memory, 'success', 0)
    expect(payRetry(memory, false)).toBe(true)

    for (let each = 0; each < 900; each += 1) endTry(memory, 'success', 0)
    expect(memory.retry_tokens).toBe(500)
  })
})

describe('the cool-down', () => {
  it('is as long as the longest wish, five minutes at most, and no wish is none', () => {
    const memory = recall()
    coolDown(memory, 2_000, 1_000)
    coolDown(memory, 500, 1_000)
    expect(memory.cool_until).toBe(3_000)

    coolDown(memory, Number.NaN, 9_000)
    expect(memory.cool_until).toBe(9_000)
    coolDown(memory, 1e12, 10_000)
    expect(memory.cool_until).toBe(310_000)
  })
})

describe('open breakers', () => {
  it('refuse tries and are listed by agent, the instructor among them', () => {
    const state = createAgentState(600)
    const { instructor } = endpoints
    for (const endpoint of [ta, instructor!]) {
      const memory = recallAgent(state, endpoint, 0)
      for (let each = 0; each < 5; each += 1) {
        expect(startTry(memory, 0)).toBe(true)
        endTry(memory, 'failure', 0)
      }
      expect(startTry(memory, 0)).toBe(false)
    }

    expect(listOpenBreakers(state, endpoints, 0)).toEqual(['ta', 'instructor'])
    expect(listOpenBreakers(state, { ...endpoints, instructor: null }, 0)).toEqual(['ta'])
    expect(listOpenBreakers(state, endpoints, 30_000)).toEqual([])
  })
})
