// Rules a track's words must keep: a step that names nothing to make cannot be finished or checked.

const FILE =
  /\b[\w.-]*\w\.(py|js|ts|sql|sh|md|txt|csv|json|yaml|tf|html|css|http|joblib|parquet|db|pcap|yar|toml|png|mmd|m4a|service)\b|\b(Dockerfile|wheel)\b/
const THING = /\b(page|table|recording|map|drawing|prototype|cards)\b/
// Verbs after which a file is new or changed, and the fewer ones after which a bare noun is.
const MAKES_FILE =
  /\b(write|rewrite|draw|record|make|save|keep|build|fill|add|extend|rebuild|create|move|arrange|split|refine|set up|document|publish|prints?|define|put|fit|test|type)s?\b/gi
const MAKES_THING = /\b(write|draw|make|keep|record|build)\b/gi

const standsAfter = (sentence: string, verbs: RegExp, made: RegExp) =>
  [...sentence.matchAll(verbs)].some((verb) => made.test(sentence.slice(verb.index + verb[0].length)))

/** Whether some sentence of a task has a verb of making and, after it, the file or thing that comes into being. */
export function namesArtefact(task: string): boolean {
  return task.split(/(?<=[.!?;])\s+/).some((sentence) =>
    standsAfter(sentence, MAKES_FILE, FILE) || standsAfter(sentence, MAKES_THING, THING)
  )
}

const QUANTITY =
  /\d|\b(no|none|one|two|three|four|five|six|seven|eight|nine|ten|both|each|every|all|any|half|twice|once|exactly|zero|never|same|identical|least|most)\b/i

/** Whether a check can fail: seven words, and a quantity, a named file or two things held side by side. */
export function isSpecificCheck(check: string): boolean {
  const words = check.split(/\s+/).length
  const compares = /\b(fails?|equals?|agrees?|differs?|matches|lower|larger|than|without|not)\b/i
  return words >= 7 && (QUANTITY.test(check) || FILE.test(check) || compares.test(check))
}

const VAGUE = [
  /\blearn (more )?about\b/i,
  /\bunderstand(ing)? (the )?(basics|concepts?|fundamentals|importance)\b/i,
  /\b(get|become|be) (familiar|comfortable|acquainted)\b/i,
  /\b(explore|dive into|delve|brush up|be aware of|get to know|familiari[sz]e)\b/i,
  /\b(various|several) (aspects|concepts|topics|techniques)\b/i,
  /\b(key|core|main|basic) (concepts|ideas|principles)\b/i,
  /\bbest practices\b/i,
  /\band so on\b|\betc\b/i,
]

/** The vague phrase in a text, or null. */
export function vagueIn(text: string): string | null {
  for (const pattern of VAGUE) {
    const found = pattern.exec(text)
    if (found) return found[0]
  }
  return null
}

export function shinglesOf(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return new Set(words.slice(2).map((_, at) => words.slice(at, at + 3).join(' ')))
}

/** Share of common three-word runs, 0 to 1. */
export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0
  for (const run of a) if (b.has(run)) common++
  const either = a.size + b.size - common
  return either === 0 ? 0 : common / either
}
