import { unauthorized } from '../_shared/http/verifyToken.ts'
import type { LearnerStore } from '../_shared/store/learnerStore.ts'
import type { MetricsFeed } from '../_shared/hall/feedMetrics.ts'
import { VERSION } from '../_shared/contract/version.ts'
import { renderMetrics } from './renderMetrics.ts'

export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

export type MetricsPorts = { store: LearnerStore; metrics: MetricsFeed }

/** Every counter of the installation as Prometheus text, for who holds a secret key. */
export async function metrics(isOperator: boolean, ports: MetricsPorts): Promise<string> {
  if (!isOperator) throw unauthorized('metrics needs a secret key')
  // This isolate's own counts are in the answer; other isolates' are up to 30 s behind.
  await ports.metrics.flush()
  const rows = await ports.store.readMetrics()
  return renderMetrics(rows, VERSION)
}
