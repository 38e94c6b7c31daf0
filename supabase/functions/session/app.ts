import { SESSION_ROUTES } from '../_shared/contract/routes.ts'
import { createHall, type HallPorts, type House } from '../_shared/hall/createHall.ts'
import { createPageReader } from '../_shared/runs/pageReader.ts'
import { PAGE } from '../_shared/runs/streamRun.ts'
import { createTail } from '../_shared/runs/tail.ts'
import { callback, type CallbackPorts } from './callback.ts'
import { cancel, type CancelPorts } from './cancel.ts'
import { config, type ConfigPorts } from './config.ts'
import { start, type StartPorts } from './start.ts'
import { status, type StatusPorts } from './status.ts'
import { stream, type StreamPorts } from './stream.ts'

export type AppPorts =
  & HallPorts
  & StartPorts
  & StatusPorts
  & Omit<StreamPorts, 'tail' | 'readPage'>
  & CancelPorts
  & CallbackPorts
  & ConfigPorts

/** Sessions: started, watched, stopped, scored from outside, configured. The work itself is a worker's. */
export function createApp(ports: AppPorts): { fetch(request: Request): Promise<Response> } {
  return createHall({ base: '/', routes: SESSION_ROUTES, ...composeHouse(ports) }, ports)
}

function composeHouse(ports: AppPorts): Pick<House<typeof SESSION_ROUTES>, 'stories' | 'notices'> {
  // One of each for all streams of this isolate.
  const tail = createTail({ loadSeqs: ports.runs.loadSeqs, timer: ports.timer })
  const readPage = createPageReader((asks) => ports.runs.readPages(asks, PAGE))
  return {
    stories: {
      'session/start': (call) => start(call, ports),
      'session/{id}': (call) => status(call, ports),
      'session/{id}/status': (call) => status(call, ports),
      'session/{id}/stream': (call) => stream(call, { ...ports, tail, readPage }),
      'session/{id}/cancel': (call) => cancel(call, ports),
    },
    notices: {
      'session/config': (visit, isOperator) => config(visit, isOperator, ports),
      'session/{id}/callback': (visit) => callback(visit, ports),
    },
  }
}
