import { OrchestratorError, refuse } from '../_shared/contract/errors.ts'
import type { Timer } from '../_shared/contract/ports.ts'
import { readExternalScore } from '../_shared/domain/quality/externalScore.ts'
import type { Shown } from '../_shared/hall/createHall.ts'
import { type RecognizePorts, slowStranger } from '../_shared/hall/recognize.ts'
import type { Visit } from '../_shared/hall/visit.ts'
import { verifyWebhook } from '../_shared/hooks/signature.ts'
import { parseBody, readBytes } from '../_shared/http/readBody.ts'
import type { RunStore } from '../_shared/store/runStore.ts'

export type CallbackPorts = Pick<RecognizePorts, 'stranger_buckets' | 'trusted_proxies'> & {
  runs: RunStore
  timer: Timer
  /** Several while one is replaced; none: every callback is refused. */
  callback_secrets: string[]
}

/** The task that waits for the outside scorer. */
const TASK_KEY = 'score:answer'

/** The later word of an outside scorer, who proves itself by a signature over the body. Said twice it counts once. */
export async function callback(visit: Visit, ports: CallbackPorts): Promise<Shown> {
  const { request, id } = visit
  const bytes = await readBytes(request, ports.timer)
  const text = decode(bytes)
  const delivery = text === null
    ? null
    : await verifyWebhook(ports.callback_secrets, request.headers, text, ports.timer.now())
  if (delivery === null) {
    slowStranger(visit, ports)
    throw new OrchestratorError('UNAUTHORIZED', 'Cannot take callback: its signature does not verify')
  }
  const score = readExternalScore(parseBody(request.headers, bytes))
  if (score === null) {
    throw new OrchestratorError(
      'VALIDATION_ERROR',
      'Cannot take callback: the score has none of the documented shapes',
    )
  }
  const { settled, known } = await ports.runs.settleTask(id, TASK_KEY, { score })
  if (!known) throw refuse('NOT_FOUND', 'RUN_NOT_FOUND')
  return { status: 200, text: JSON.stringify({ settled }) }
}

/** Null for bytes that are no UTF-8: what was signed must be exactly what is read. */
function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}
