/** `learner`: a learner's token, or a secret key that names one. `operator`: a secret key. `anybody`: no credential. */
export type Access = 'learner' | 'operator' | 'anybody'
export type Method = 'GET' | 'POST' | 'PUT'
export type Route = { methods: readonly Method[]; access: Access }
export type Routes = Readonly<Record<string, Route>>

/** Every route below `/orchestrator/`. The router, 405, preflights and the OpenAPI document read it here. */
export const ROUTES = {
  'intent.sync': { methods: ['POST'], access: 'learner' },
  'day.run': { methods: ['POST'], access: 'learner' },
  'day.done': { methods: ['POST'], access: 'learner' },
  status: { methods: ['GET', 'POST'], access: 'learner' },
  events: { methods: ['GET'], access: 'learner' },
  metrics: { methods: ['GET'], access: 'operator' },
  health: { methods: ['GET'], access: 'anybody' },
  'openapi.json': { methods: ['GET'], access: 'anybody' },
} as const satisfies Routes

/** Every route of function `session`. A static segment wins over `{id}`, which is a uuid. */
export const SESSION_ROUTES = {
  'session/start': { methods: ['POST'], access: 'learner' },
  'session/config': { methods: ['GET', 'PUT'], access: 'operator' },
  'session/{id}': { methods: ['GET', 'POST'], access: 'learner' },
  'session/{id}/status': { methods: ['GET', 'POST'], access: 'learner' },
  'session/{id}/stream': { methods: ['GET'], access: 'learner' },
  'session/{id}/cancel': { methods: ['POST'], access: 'learner' },
  // Its caller proves itself by a signature over the body.
  'session/{id}/callback': { methods: ['POST'], access: 'anybody' },
} as const satisfies Routes

/** The one route of function `proxy`. */
export const PROXY_ROUTES = { proxy: { methods: ['POST'], access: 'learner' } } as const satisfies Routes

/** The routes of one kind of caller. */
export type RouteFor<All extends Routes, Who extends Access> = {
  [Name in keyof All & string]: All[Name]['access'] extends Who ? Name : never
}[keyof All & string]

const ID = /(?<=^|\/)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=\/|$)/i

/** The route that a path names and the uuid in it; null when there is none. */
export function findRoute<All extends Routes>(
  routes: All,
  path: string,
): { name: keyof All & string; id: string | null } | null {
  const id = ID.exec(path)?.[0] ?? null
  const name = id === null ? path : path.replace(ID, '{id}')
  // A path that spells the placeholder out names nothing.
  return Object.hasOwn(routes, name) && path.includes('{') === false
    ? { name, id: id?.toLowerCase() ?? null }
    : null
}
