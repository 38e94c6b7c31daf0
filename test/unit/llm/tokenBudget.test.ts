import { describe, expect, it } from 'vitest'
import { createTokenBudget } from '../../../supabase/functions/agents/llm/tokenBudget.ts'

const CAPS = { tokens_per_learner_day: 1000, tokens_per_day: 1500 }

describe('the token budget', () => {
  it('reserves the most a call may cost and settles to what it did cost', () => {
    const budget = createTokenBudget(CAPS, () => 0)
    const first = budget.reserve('a', 900)
    expect(budget.reserve('a', 200)).toBeNull()

    first?.settle(300)
    first?.settle(0)

    expect(budget.reserve('a', 700)).not.toBeNull()
    expect(budget.reserve('a', 1)).toBeNull()
  })

  it('keeps the reservation of a call nobody knows the cost of', () => {
    const budget = createTokenBudget(CAPS, () => 0)
    budget.reserve('a', 900)?.settle(null)

    expect(budget.reserve('a', 200)).toBeNull()
  })

  it('stops everybody at the cap of all learners together', () => {
    const budget = createTokenBudget(CAPS, () => 0)
    budget.reserve('a', 1000)

    expect(budget.reserve('b', 501)).toBeNull()
    expect(budget.reserve('b', 500)).not.toBeNull()
  })

  it('begins anew with the UTC day, and a late settlement credits nothing to it', () => {
    let now = 86_399_000
    const budget = createTokenBudget(CAPS, () => now)
    const late = budget.reserve('a', 1000)
    now = 86_400_000
    expect(budget.reserve('a', 1000)).not.toBeNull()

    late?.settle(0)

    expect(budget.reserve('a', 1)).toBeNull()
  })
})
