import { ROUTES } from '../_shared/contract/routes.ts'
import { createHall, type HallPorts, type House } from '../_shared/hall/createHall.ts'
import { dayDone, type DayDonePorts } from './dayDone.ts'
import { dayRun, type DayRunPorts } from './dayRun.ts'
import { events } from './events.ts'
import { health, type HealthPorts } from './health.ts'
import { intentSync } from './intentSync.ts'
import { metrics, METRICS_TYPE, type MetricsPorts } from './metrics.ts'
import { createDocumentReader } from './openapi.ts'
import { status, type StatusPorts } from './status.ts'

export type AppPorts = HallPorts & DayRunPorts & DayDonePorts & StatusPorts & HealthPorts & MetricsPorts

/** The four endpoints, their events, and what is shown of the system. */
export function createApp(ports: AppPorts): { fetch(request: Request): Promise<Response> } {
  return createHall({ base: '/orchestrator/', routes: ROUTES, ...composeHouse(ports) }, ports)
}

function composeHouse(ports: AppPorts): Pick<House<typeof ROUTES>, 'stories' | 'notices'> {
  const readDocument = createDocumentReader()
  return {
    stories: {
      'intent.sync': (call) => intentSync(call, ports),
      'day.run': (call) => dayRun(call, ports),
      'day.done': (call) => dayDone(call, ports),
      status: (call) => status(call, ports),
      events: (call) => events(call, ports),
    },
    notices: {
      async health({ url }, isOperator) {
        const body = await health(url.searchParams.get('deep') === '1', isOperator, ports)
        return { status: body.status === 'ok' ? 200 : 503, text: JSON.stringify(body) }
      },
      async metrics(_visit, isOperator) {
        return {
          status: 200,
          text: await metrics(isOperator, ports),
          headers: { 'content-type': METRICS_TYPE },
        }
      },
      async 'openapi.json'() {
        const { text, etag } = await readDocument()
        return { status: 200, text, headers: { etag, 'cache-control': 'public, max-age=300' } }
      },
    },
  }
}
