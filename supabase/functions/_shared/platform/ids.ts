/** A fresh random UUID. */
export function makeId(): string {
  return crypto.randomUUID()
}

/** 0 <= n < 1. */
export function random(): number {
  return Math.random()
}
