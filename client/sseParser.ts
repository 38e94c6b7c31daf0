/** What an event stream says: a message's data, a comment, or how long to wait before coming back. */
export type SsePart =
  | { kind: 'message'; data: string }
  | { kind: 'comment' }
  | { kind: 'retry'; ms: number }

/** Takes a stream's text in whatever pieces and gives its parts; a message that is cut off gives none. */
export function createSseParser(): (text: string) => SsePart[] {
  let rest = ''
  let data: string[] = []
  let isAfterCr = false

  const readLine = (line: string): SsePart[] => {
    if (line === '') {
      const text = data.join('\n')
      data = []
      return text === '' ? [] : [{ kind: 'message', data: text }]
    }
    // Of an id and an event name nothing is lost: the data has both.
    const [, name, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? []
    if (name === '') return [{ kind: 'comment' }]
    if (name === 'data') data.push(value)
    return name === 'retry' && /^\d+$/.test(value) ? [{ kind: 'retry', ms: Number(value) }] : []
  }

  return (text) => {
    if (text === '') return []
    // A line ends at CR already; the LF of a CRLF may come in the next piece.
    const lines = (rest + (isAfterCr && text.startsWith('\n') ? text.slice(1) : text))
      .split(/\r\n|[\n\r]/)
    isAfterCr = text.endsWith('\r')
    rest = lines.pop() ?? ''
    return lines.flatMap(readLine)
  }
}
