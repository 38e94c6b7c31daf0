/** The body as text, or why not; bytes are counted while they arrive, so a lying length does not help. */
export async function readCapped(
  request: Request,
  maxBytes: number,
): Promise<{ text: string } | { refused: 'too_large' | 'unreadable' }> {
  if (request.body === null) return { text: '' }
  const reader = request.body.getReader()
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let size = 0
  let text = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return { text: text + decoder.decode() }
      size += value.length
      if (size > maxBytes) {
        // Not awaited: a sender that never stops must not hold the refusal back.
        reader.cancel().catch(() => {})
        return { refused: 'too_large' }
      }
      text += decoder.decode(value, { stream: true })
    }
  } catch {
    reader.cancel().catch(() => {})
    return { refused: 'unreadable' }
  }
}
