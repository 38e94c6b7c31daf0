import {
  type Access,
  type Method,
  PROXY_ROUTES,
  ROUTES,
  type Routes,
  SESSION_ROUTES,
} from '../../supabase/functions/_shared/contract/routes.ts'
import { OF_BODIES, OF_EVERY_ROUTE, OF_LEARNER_ROUTES, OF_WRITES, type Refusals } from './refusals.ts'
import { SESSION_OPERATIONS } from './sessionOperations.ts'

/** Every documented route. Those of `orchestrator` are named from that function on, the others from their own. */
export const DOCUMENTED = { ...ROUTES, ...SESSION_ROUTES, ...PROXY_ROUTES } as const satisfies Routes
export type DocumentedRoute = keyof typeof DOCUMENTED

/** What the document says of a route beside its methods and access, which contract/routes.ts says. */
export type Operation = {
  /** By method; the word is what generated clients call it. */
  ids: Partial<Record<Method, string>>
  tag: 'Learning' | 'Quality sessions' | 'Operation'
  summary: string
  description: string
  /** Name of components/schemas; the body of POST or PUT. */
  request?: string
  answer: { schema: string; type?: string }
  query?: string
  /** Name of components/parameters. */
  parameters?: string[]
  /** Carries ETag, answers 304. */
  revalidated?: boolean
  /** Tells by X-Cache and Age whether the answer was kept. */
  cached?: boolean
  refusals: Refusals[]
  /** Statuses that answer the same shape as 200. */
  alike?: number[]
}

const WRITE_HEADERS = ['IdempotencyKey', 'XIdempotencyKey']

/** A new route needs its line in contract/routes.ts and its entry here. */
export const OPERATIONS: Record<DocumentedRoute, Operation> = {
  'intent.sync': {
    ids: { POST: 'syncIntent' },
    tag: 'Learning',
    summary: 'Stores what the learner wants',
    description: 'The same topic updates the active intent in place; another topic replaces it. ' +
      'A learner has exactly one active intent. Unknown fields are refused.',
    request: 'IntentSyncRequest',
    answer: { schema: 'IntentSyncResponse' },
    parameters: WRITE_HEADERS,
    refusals: [OF_WRITES, OF_BODIES, { VALIDATION_ERROR: ['INVALID_TIME_ZONE'] }],
  },
  'day.run': {
    ids: { POST: 'runDay' },
    tag: 'Learning',
    summary: "Builds or returns a day's plan",
    description: "Without week and day: the learner's next day. One session per intent, week and day. " +
      'If nothing the plan depends on has changed, the stored plan comes back.',
    request: 'DayRunRequest',
    answer: { schema: 'DayRunResponse' },
    parameters: WRITE_HEADERS,
    refusals: [OF_WRITES, OF_BODIES, {
      CONFLICT: ['NO_ACTIVE_INTENT', 'PROGRAM_FINISHED', 'IDEMPOTENCY_IN_PROGRESS'],
      SERVICE_UNAVAILABLE: ['DAY_IN_PROGRESS'],
    }],
  },
  'day.done': {
    ids: { POST: 'completeDay' },
    tag: 'Learning',
    summary: "Stores the learner's report",
    description: 'The first completion wins: the same report again answers the same, another one is refused.',
    request: 'DayDoneRequest',
    answer: { schema: 'DayDoneResponse' },
    parameters: WRITE_HEADERS,
    refusals: [OF_WRITES, OF_BODIES, {
      NOT_FOUND: ['SESSION_NOT_FOUND'],
      CONFLICT: ['SESSION_ALREADY_COMPLETED'],
    }],
  },
  status: {
    ids: { GET: 'getStatus', POST: 'postStatus' },
    tag: 'Learning',
    summary: 'Tells where the learner stands',
    description: 'Reads only. POST is there for `functions.invoke`, which sends it without a body.',
    answer: { schema: 'StatusResponse' },
    parameters: ['IfNoneMatch'],
    revalidated: true,
    refusals: [],
  },
  events: {
    ids: { GET: 'listEvents' },
    tag: 'Learning',
    summary: 'Lists what happened, in commit order',
    description: 'Ask again with `next_after` while `has_more` is true. Other query parameters are ignored.',
    query: 'EventsQuery',
    answer: { schema: 'EventsResponse' },
    refusals: [{ VALIDATION_ERROR: [] }],
  },
  metrics: {
    ids: { GET: 'getMetrics' },
    tag: 'Operation',
    summary: 'Counts for Prometheus',
    description:
      'The counters of the whole installation in the text format 0.0.4; docs/operations.md lists them.',
    answer: { schema: 'MetricsText', type: 'text/plain; version=0.0.4; charset=utf-8' },
    refusals: [{ UNAUTHORIZED: [], SERVICE_UNAVAILABLE: [] }],
  },
  health: {
    ids: { GET: 'getHealth' },
    tag: 'Operation',
    summary: 'Tells whether it runs',
    description:
      'Without a credential it asks nobody. With `deep=1` and a secret key it asks the database; ' +
      '503 has the same shape and says what is unhealthy.',
    parameters: ['Deep'],
    answer: { schema: 'HealthResponse' },
    refusals: [{ UNAUTHORIZED: [] }],
    alike: [503],
  },
  'openapi.json': {
    ids: { GET: 'getOpenapi' },
    tag: 'Operation',
    summary: 'This document',
    description: 'May be cached; carries an ETag.',
    answer: { schema: 'OpenapiDocument' },
    parameters: ['IfNoneMatch'],
    revalidated: true,
    refusals: [],
  },
  ...SESSION_OPERATIONS,
  proxy: {
    ids: { POST: 'askOnce' },
    tag: 'Learning',
    summary: 'Asks one agent or model once',
    description:
      'The answer is kept for 24 h, for this learner and this question: `X-Cache` says MISS the first time and ' +
      'HIT after that. Errors are never kept.',
    request: 'ProxyRequest',
    answer: { schema: 'ProxyResponse' },
    parameters: ['CacheControl'],
    cached: true,
    refusals: [{
      VALIDATION_ERROR: [],
      CONFLICT: ['NO_ACTIVE_INTENT', 'PROGRAM_FINISHED', 'MODEL_NOT_CONFIGURED'],
      SERVICE_UNAVAILABLE: ['AGENT_FAILED'],
    }],
  },
}

/** Everything a route may refuse with one of its methods. */
export function listRefusals(operation: Operation, access: Access, method: Method): Refusals[] {
  const ofBody = method === 'GET' ? [] : [OF_BODIES]
  if (access !== 'learner') {
    const ofRequest = operation.request === undefined || method === 'GET'
      ? []
      : [...ofBody, { BAD_REQUEST: [], VALIDATION_ERROR: [] }]
    return [OF_EVERY_ROUTE, ...ofRequest, ...operation.refusals]
  }
  return [OF_EVERY_ROUTE, OF_LEARNER_ROUTES, ...ofBody, ...operation.refusals]
}
