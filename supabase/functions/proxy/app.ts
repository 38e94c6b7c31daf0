import { PROXY_ROUTES } from '../_shared/contract/routes.ts'
import { createHall, type HallPorts } from '../_shared/hall/createHall.ts'
import { proxy, type ProxyPorts } from './proxy.ts'

/** The one endpoint of function `proxy`. */
export function createProxyApp(
  ports: HallPorts & ProxyPorts,
): { fetch(request: Request): Promise<Response> } {
  const stories = { proxy: (call: Parameters<typeof proxy>[0]) => proxy(call, ports) }
  return createHall({ base: '/', routes: PROXY_ROUTES, stories, notices: {} }, ports)
}
