const MARKS = /[\\`*_[\]{}<>#|~&!$]/g
const WORD_JOINER = '\u2060'

/**
 * Text of others as one line of plain Markdown text: no tag, link, image, emphasis, code, heading or table can begin
 * in it. Readers that turn bare addresses into links are stopped by an invisible joiner inside the address.
 */
export function escapeText(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
    .replace(/:\/\//g, `:${WORD_JOINER}//`)
    .replace(/\/(?=\/)/g, `/${WORD_JOINER}`)
    .replace(/\bwww\./gi, (www) => `${www.slice(0, 3)}${WORD_JOINER}.`)
    .replace(/@/g, `${WORD_JOINER}@`)
    .replace(MARKS, '\\$&')
}

/** A link to an http(s) address, else the title alone. */
export function linkText(title: string, url: string | null): string {
  if (url === null || !URL.canParse(url)) return escapeText(title)
  const { protocol, href } = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:') return escapeText(title)
  const safe = href.replace(
    /[<>()\\\s*_`~[\]|]/g,
    (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
  // marked undoes escaped brackets in a link's text and finds links of others in there: brackets travel as entities.
  const text = escapeText(title).replaceAll('\\[', '&#91;').replaceAll('\\]', '&#93;')
  return `[${text}](${safe})`
}
