const CONTROLS =
  // deno-lint-ignore no-control-regex -- control and bidi characters are what this removes
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+/g
const URLS = /\b[a-z][a-z0-9+.-]*:\/\/\S*|\bwww\.\S+/gi

/** Characters as the plan's schema counts them: a letter outside the basic plane is one, not two. */
export function countChars(text: string): number {
  return [...text].length
}

/** At most `max` characters, cut between words where one ends in the second half, never inside a surrogate pair. */
export function cutAtWord(text: string, max: number): string {
  if (text.length <= max) return text
  const hard = text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')
  const space = hard.lastIndexOf(' ')
  return `${(space >= max / 2 ? hard.slice(0, space) : hard).trimEnd()}…`
}

/** One line without control and bidi characters, whitespace collapsed, at most `max` characters; may be empty. */
export function cleanText(text: string, max: number): string {
  return cutAtWord(text.toWellFormed().replace(CONTROLS, ' ').replace(/\s+/g, ' ').trim(), max)
}

/** Whether cleaning could change a text of an agent; a quick look that spares most texts the work. */
export function needsCleaning(text: string): boolean {
  return /[^\x20-\x7e]|\s\s|^\s|\s$|:\/\/|www\./i.test(text)
}

/** Text of an agent: as `cleanText`, and addresses outside `allowedUrls` are gone, because nobody vouches for them. */
export function cleanAgentText(text: string, max: number, allowedUrls: readonly string[] = []): string {
  const kept = text.replace(URLS, (url) => allowedUrls.includes(url) ? url : '(link removed)')
  return cleanText(kept, max)
}

/** Form in which two names are compared: one case, one spacing, compatibility characters folded. */
export function normaliseName(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/[\s_-]+/g, ' ').trim()
}

/** `"A"`, `"A" and "B"`, `"A", "B" and "C"`. */
export function quoteNames(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`)
  if (quoted.length <= 1) return quoted.join('')
  return `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`
}
