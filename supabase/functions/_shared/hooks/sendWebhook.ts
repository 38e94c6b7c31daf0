import type { Send, Timer } from '../contract/ports.ts'
import { signWebhook } from './signature.ts'

export type WebhookPorts = { fetch: Send; timer: Timer }
export type Delivery = {
  url: string
  secret: string
  id: string
  body: Record<string, unknown>
  timeout_ms: number
}
export type DeliveryResult = { ok: true; answer: unknown } | {
  ok: false
  error_code: 'TIMEOUT' | 'NETWORK' | 'REFUSED'
}

/** What an answer may weigh; an outside scorer says a number. */
const ANSWER_MAX_CHARS = 16 * 1024

/** One signed POST, no redirects, one deadline over headers and body. Never throws. */
export async function sendWebhook(
  delivery: Delivery,
  ports: WebhookPorts,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  const body = JSON.stringify(delivery.body)
  const limit = ports.timer.deadline(delivery.timeout_ms, signal)
  try {
    const signature = await signWebhook(delivery.secret, { id: delivery.id, body, now_ms: ports.timer.now() })
    const response = await ports.fetch(delivery.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...signature },
      body,
      redirect: 'manual',
      signal: limit.signal,
    })
    const text = await readShort(response)
    if (!response.ok) return { ok: false, error_code: 'REFUSED' }
    return { ok: true, answer: parse(text) }
  } catch {
    return { ok: false, error_code: limit.signal.aborted ? 'TIMEOUT' : 'NETWORK' }
  } finally {
    limit.cancel()
  }
}

async function readShort(response: Response): Promise<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (reader === undefined) return ''
  let text = ''
  try {
    while (text.length <= ANSWER_MAX_CHARS) {
      const { done, value } = await reader.read()
      if (done) return text
      text += value
    }
    return ''
  } finally {
    reader.cancel().catch(() => {})
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
