/** The address when it is a web page, else null: a plan's text may come from an agent or a model. */
export function safeLink(url: string | null): string | null {
  if (url === null) return null
  try {
    const { protocol, href } = new URL(url)
    return protocol === 'https:' || protocol === 'http:' ? href : null
  } catch {
    return null
  }
}
