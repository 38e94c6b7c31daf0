/** Work under way by name, in this isolate. */
export type Flights<Made> = {
  /** Does the work, unless the same is being done: then its end, good or bad, is everybody's. */
  share(name: string, work: () => Promise<Made>): Promise<Made>
}

/**
 * One call for all who ask the same at once. Two isolates may still ask twice, and so may a reader whom the answer
 * overtakes: both answers are right, and the later one is kept.
 */
export function createFlights<Made>(): Flights<Made> {
  const underWay = new Map<string, Promise<Made>>()
  return {
    share(name, work) {
      const known = underWay.get(name)
      if (known !== undefined) return known
      const made = work().finally(() => underWay.delete(name))
      underWay.set(name, made)
      return made
    },
  }
}
