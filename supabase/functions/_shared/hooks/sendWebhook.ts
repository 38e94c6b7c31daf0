import { parseCleanJson } from '../agents/cleanJson.ts'
import { receiveReply } from '../agents/receiveReply.ts'
import type { Send, Timer } from '../contract/ports.ts'
import { signWebhook } from './signature.ts'

export type WebhookPorts = { fetch: Send; timer: Timer }
export type Delivery = {
  url: string
  secret: string
  /** The same at every try: whoever receives it twice may answer it once. */
  id: string
  body: Record<string, unknown>
  timeout_ms: number
}
/** `answer`: the body's JSON, null when it is none or too large. */
export type DeliveryResult =
  | { ok: true; answer: unknown }
  | { ok: false; error_code: 'TIMEOUT' | 'NETWORK' | 'REFUSED'; retryable: boolean }

/** One signed POST, no redirects, one deadline over headers and body, the answer capped. Never throws. */
export async function sendWebhook(
  delivery: Delivery,
  ports: WebhookPorts,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  const { url, secret, id, timeout_ms } = delivery
  const body = JSON.stringify(delivery.body)
  const signature = await signWebhook(secret, { id, body, now_ms: ports.timer.now() })
  const limit = ports.timer.deadline(timeout_ms, signal)
  try {
    const reply = await receiveReply(
      ports.fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          // Not asked for, not unpacked: what comes is counted as it comes.
          'accept-encoding': 'identity',
          ...signature,
        },
        body,
        // Where deliveries go is the operator's choice alone.
        redirect: 'manual',
        signal: limit.signal,
      }),
      limit.signal,
    )
    if ('kind' in reply) {
      return { ok: false, error_code: limit.signal.aborted ? 'TIMEOUT' : 'NETWORK', retryable: true }
    }
    if (reply.status < 200 || reply.status > 299) {
      return { ok: false, error_code: 'REFUSED', retryable: reply.status >= 500 || reply.status === 429 }
    }
    return {
      ok: true,
      answer: reply.body.kind === 'text' ? parseCleanJson(reply.body.text)?.value ?? null : null,
    }
  } finally {
    limit.cancel()
  }
}
