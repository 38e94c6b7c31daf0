import { OrchestratorError } from '../../supabase/functions/_shared/contract/errors.ts'
import type { Count } from '../../supabase/functions/_shared/contract/metrics.ts'
import type { Timer } from '../../supabase/functions/_shared/contract/ports.ts'
import type { HallPorts } from '../../supabase/functions/_shared/hall/createHall.ts'

export const USER = '6f1c2a34-0000-4000-8000-00000000000a'
export const NOW = '2026-11-21T09:00:00.000Z'

export type LogLine = { level: string; fields: Record<string, unknown> }

/** The hall's ports without a world: `Bearer good` is the one valid token; lines and counts are kept for the test. */
export function memoryHall(timer: Timer, lines: LogLine[], counts: Count[] = []): HallPorts {
  let ids = 0
  return {
    timer,
    makeId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
    authenticate: (headers) =>
      headers.get('authorization') === 'Bearer good'
        ? Promise.resolve({ user_id: USER, kind: 'learner', anonymous: false, key_name: null })
        : Promise.reject(
          new OrchestratorError('UNAUTHORIZED', 'Cannot authenticate: no credential was sent'),
        ),
    secret_keys: {},
    allowed_origins: ['*'],
    request_buckets: null,
    stranger_buckets: null,
    trusted_proxies: 1,
    pseudonym: () => 'pseudonym',
    dev_clock: false,
    log: (level, fields) => lines.push({ level, fields }),
    log_fields: {},
    metrics: {
      note: (added) => void counts.push(...added),
      flush: () => Promise.resolve(true),
    },
    exportSpans: null,
  }
}
