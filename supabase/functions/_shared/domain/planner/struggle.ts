const STRUGGLE = /struggl|stuck|confus|\blost\b|unclear|overwhelm|didn['’]?t get/i

/** Whether a note speaks of trouble. It only stops a step up and marks the main unit: "not stuck" is a false alarm. */
export function hasStruggleWord(notes: string | null | undefined): boolean {
  return STRUGGLE.test(notes ?? '')
}
