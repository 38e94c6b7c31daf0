/** `learner`: a learner's token, or a secret key that names one. `operator`: a secret key. `anybody`: no credential. */
export type Access = 'learner' | 'operator' | 'anybody'
export type Method = 'GET' | 'POST'
type Route = { methods: readonly Method[]; access: Access }

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
} as const satisfies Record<string, Route>

export type RouteName = keyof typeof ROUTES
/** The routes of one kind of caller. */
export type RouteFor<Who extends Access> = {
  [Name in RouteName]: (typeof ROUTES)[Name]['access'] extends Who ? Name : never
}[RouteName]

export function isRoute(name: string): name is RouteName {
  return Object.hasOwn(ROUTES, name)
}
