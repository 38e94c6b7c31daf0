import { afterAll, describe, expect, it } from 'vitest'
import { checkAgent } from '../../kit/checkAgent.ts'
import { CHECKS } from '../../kit/checks.ts'
import { listFailed } from '../../kit/report.ts'
import { createAgentsApp } from '../../supabase/functions/agents/app.ts'
import { makeClock, type Mutant } from '../support/mutants/bend.ts'
import { MEANING_MUTANTS } from '../support/mutants/meaningMutants.ts'
import { TOKEN_OF_MUTANTS as token, WIRE_MUTANTS } from '../support/mutants/wireMutants.ts'

// A conformance kit that lets a fault pass, or blames the wrong rule, is worse than none: each mutant has one fault.

const MUTANTS = [...WIRE_MUTANTS, ...MEANING_MUTANTS]
const NOW_MS = Date.parse('2025-03-11T09:00:00.000Z')
const app = createAgentsApp({ acceptedTokens: [token], allowAnonymous: false, now: () => NOW_MS })
const scorePlan = (plan: Record<string, unknown>) => plan['title'] === 'Worse' ? 10 : 80
const table: Record<string, string>[] = []

async function check({ agent, bend }: Pick<Mutant, 'agent' | 'bend'>) {
  const clock = makeClock()
  const send = bend((request) => app.fetch(request), clock)
  return await checkAgent({ fetch: send, agent, token, clock, scorePlan })
}

afterAll(() => console.table(table))

describe('a mutant', () => {
  it.each(MUTANTS)('that $fault fails $fails alone', async (mutant) => {
    const report = await check(mutant)
    const failed = [...listFailed(report, 'MUST'), ...listFailed(report, 'SHOULD')]
    const finding = report.results.find(({ id }) => id === mutant.fails)?.finding
    table.push({
      agent: mutant.agent,
      fault: mutant.fault,
      fails: failed.join(', '),
      received: finding?.received.slice(0, 60) ?? '',
    })

    expect(failed).toEqual([mutant.fails])
    expect(finding).toMatchObject({ sent: expect.any(String), received: expect.any(String) })
    expect(report.passed).toBe(CHECKS.find(({ id }) => id === mutant.fails)?.level === 'SHOULD')
  })
})

describe('the mutants', () => {
  it('are at least 30, and every check has one', () => {
    const caught = new Set(MUTANTS.map((mutant) => mutant.fails))

    expect(MUTANTS.length).toBeGreaterThanOrEqual(30)
    expect(CHECKS.map(({ id }) => id).filter((id) => !caught.has(id))).toEqual([])
  })
})
