import type { Count } from '../contract/metrics.ts'
import { VERSION } from '../contract/version.ts'
import { createAuthenticate } from '../http/authenticate.ts'
import { createKeySet, type KeySet } from '../http/keySet.ts'
import { createMemoryBuckets } from '../http/rateLimit.ts'
import type { Settings } from '../platform/env.ts'
import { makeId } from '../platform/ids.ts'
import { keepAlive } from '../platform/keepAlive.ts'
import { createLog } from '../platform/log.ts'
import { createSpanExporter } from '../platform/otlp.ts'
import { createPseudonym } from '../platform/pseudonym.ts'
import { systemTimer } from '../platform/timer.ts'
import type { HallPorts } from './createHall.ts'
import { createMetricsFeed } from './feedMetrics.ts'

/** The hall's ports of a function, for its composition root. `service` names it in spans. */
export function composeHallPorts(
  settings: Settings,
  service: string,
  store: { addMetrics(counts: Count[]): Promise<void> },
): HallPorts & { keys: KeySet } {
  const timer = systemTimer
  const log = createLog(settings.log_level, timer)
  const keys = createKeySet({
    jwks: settings.jwks,
    url: `${settings.supabase_url}/auth/v1/.well-known/jwks.json`,
    fetch,
    timer,
  })
  return {
    timer,
    makeId,
    log,
    keys,
    authenticate: createAuthenticate({
      keys,
      issuers: settings.jwt_issuers,
      legacy_secret: settings.legacy_jwt_secret,
      secret_keys: settings.secret_keys,
      anonymous_users: settings.anonymous_users,
      timer,
    }),
    secret_keys: settings.secret_keys,
    allowed_origins: settings.allowed_origins,
    request_buckets: settings.request_limit && createMemoryBuckets(settings.request_limit, timer.now),
    stranger_buckets: settings.stranger_limit && createMemoryBuckets(settings.stranger_limit, timer.now),
    trusted_proxies: settings.trusted_proxies,
    pseudonym: createPseudonym(settings.pseudonym_key),
    dev_clock: settings.dev_clock,
    metrics: createMetricsFeed({ addMetrics: store.addMetrics, keepAlive, timer, log }),
    exportSpans: settings.otlp &&
      createSpanExporter({
        settings: settings.otlp,
        service: { name: service, version: VERSION },
        fetch,
        keepAlive,
        timer,
        log,
      }),
    log_fields: {
      ...(settings.region === null ? {} : { region: settings.region }),
      ...(settings.execution_id === null ? {} : { execution_id: settings.execution_id }),
      ...(settings.deployment_id === null ? {} : { deployment_id: settings.deployment_id }),
    },
  }
}
