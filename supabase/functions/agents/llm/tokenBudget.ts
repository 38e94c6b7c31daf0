const DAY_MS = 86_400_000

export type Reservation = {
  /** Replaces what was reserved by what was used; null: unknown, so the reservation stands. */
  settle(usedTokens: number | null): void
}

export type TokenBudget = {
  /** Takes the tokens a call may cost at most, or null when a cap would be passed. */
  reserve(learnerRef: string, tokens: number): Reservation | null
}

/**
 * Token caps per learner and UTC day and for everybody together, in this isolate's memory: function `agents` has no
 * database. Each isolate counts for itself, so the hard ceiling of a bill is the limit set at the provider.
 */
export function createTokenBudget(
  caps: { tokens_per_learner_day: number; tokens_per_day: number },
  now: () => number,
): TokenBudget {
  let day = NaN
  let total = 0
  let byLearner = new Map<string, number>()

  return {
    reserve(learnerRef, tokens) {
      const today = Math.floor(now() / DAY_MS)
      if (today !== day) {
        day = today
        total = 0
        byLearner = new Map()
      }
      const spent = byLearner.get(learnerRef) ?? 0
      if (spent + tokens > caps.tokens_per_learner_day || total + tokens > caps.tokens_per_day) return null
      const account = byLearner
      const add = (count: number) => {
        // Settling after midnight must not credit the new day with the old one's tokens.
        if (account !== byLearner) return
        total += count
        byLearner.set(learnerRef, (byLearner.get(learnerRef) ?? 0) + count)
      }
      add(tokens)
      let isOpen = true
      return {
        settle(usedTokens) {
          if (!isOpen) return
          isOpen = false
          if (usedTokens !== null) add(usedTokens - tokens)
        },
      }
    },
  }
}
