import { afterAll, describe, expect, it } from 'vitest'
import { runSabotage } from './runSabotage.ts'
import { SABOTAGES } from './sabotages.ts'

// A suite that cannot fail proves nothing: every control is broken once, and a named check must turn red.

const table: { broken: string; noticed: string }[] = []

afterAll(() => console.table(table))

describe.concurrent('with the control broken that', () => {
  it.each(SABOTAGES)('$control, $caughtBy turns red', async (sabotage) => {
    const verdict = await runSabotage(sabotage)
    table.push({ broken: sabotage.control, noticed: verdict.failed[0] ?? '' })

    expect(verdict.failed, verdict.output).not.toEqual([])
  })
})

// Otherwise a copy that lacks something would be red whatever is broken in it.
describe.concurrent('with nothing broken', () => {
  it.each(['unit', 'sql', 'e2e'] as const)('a copy stays green: %s', async (project) => {
    const check = SABOTAGES.findLast((sabotage) => sabotage.project === project)
    if (!check) throw new Error(`No sabotage is caught by ${project}`)
    const verdict = await runSabotage({ ...check, kind: 'sql', statement: 'select 1' })

    expect(verdict.failed, verdict.output).toEqual([])
    expect(verdict.tests).toBeGreaterThan(0)
  })
})

describe('the sabotages', () => {
  it('are at least 12 and each is its own', () => {
    expect(new Set(SABOTAGES.map(({ control }) => control)).size).toBe(SABOTAGES.length)
    expect(SABOTAGES.length).toBeGreaterThanOrEqual(12)
  })
})
