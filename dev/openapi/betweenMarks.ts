/** The text with what stands between the two marks replaced: the rest of the document is written by hand. */
export function replaceBetween(text: string, name: string, made: string): string {
  const [begin, end] = [`<!-- ${name}: made by npm run openapi -->`, `<!-- ${name}: end -->`]
  const from = text.indexOf(begin)
  const to = text.indexOf(end)
  if (from < 0 || to < from) throw new Error(`Cannot place ${name}: the marks are missing`)
  return `${text.slice(0, from + begin.length)}\n\n${made}\n\n${text.slice(to)}`
}
