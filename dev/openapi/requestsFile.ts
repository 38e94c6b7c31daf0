import { DEMO_LEARNER } from '../demoLearner.ts'
import { LOCAL_PUBLISHABLE_KEY, LOCAL_SECRET_KEY } from '../keys.ts'
import { type Access, ROUTES } from '../../supabase/functions/_shared/contract/routes.ts'
import { DOCUMENTED, type DocumentedRoute, OPERATIONS } from './operations.ts'

const MARK = '###'

const CREDENTIALS: Record<Access, string[]> = {
  learner: ['Authorization: Bearer {{token.response.body.$.access_token}}'],
  operator: ['apikey: {{secret}}'],
  anybody: [],
}

/** What a request needs beside the example of its schema. */
const CHAINED: Partial<Record<DocumentedRoute, { replace: Record<string, unknown> }>> = {
  'day.done': { replace: { session_id: '{{day_run.response.body.$.session_id}}' } },
  // Nothing is perfect: the session rests in review, where it can still be cancelled.
  'session/start': { replace: { options: { qualityThreshold: 1 } } },
}
/** A signature is not made by an editor. */
const LEFT_OUT = ['session/{id}/callback']

/** examples/requests.http: the token first, then the routes in the order of the document. */
export function composeRequestsFile(examples: Record<string, unknown>): string {
  const routes = Object.entries(DOCUMENTED).filter(([name]) => !LEFT_OUT.includes(name))
  const requests = routes.flatMap(([name, { methods, access }]) =>
    // The keys of DOCUMENTED, as Object.entries forgets.
    methods.map((method) => composeRequest(name as DocumentedRoute, method, access, examples))
  )
  return [
    '# Every route but the signed callback, in the syntax of REST Client for VS Code. Made by `npm run openapi` from the',
    '# contract; runs from top to bottom on the stack of `npm start`, whose demo learner and key these are.',
    '',
    '@base = http://127.0.0.1:54321',
    '@functions = {{base}}/functions/v1',
    '@orchestrator = {{functions}}/orchestrator',
    `@key = ${LOCAL_PUBLISHABLE_KEY}`,
    `@secret = ${LOCAL_SECRET_KEY}`,
    '',
    `${MARK} A learner's token`,
    '# @name token',
    'POST {{base}}/auth/v1/token?grant_type=password',
    'apikey: {{key}}',
    'Content-Type: application/json',
    '',
    JSON.stringify({ email: DEMO_LEARNER.email, password: DEMO_LEARNER.password }, null, 2),
    '',
    ...requests,
  ].join('\n')
}

function composeRequest(
  name: DocumentedRoute,
  method: string,
  access: Access,
  examples: Record<string, unknown>,
): string {
  const { summary, request } = OPERATIONS[name]
  const example = request === undefined || method === 'GET' ? undefined : examples[request]
  const body = example === undefined ? null : { ...example as object, ...CHAINED[name]?.replace }
  return [
    `${MARK} ${method} ${name}: ${summary}`,
    `# @name ${nameRequest(name, method)}`,
    `${method} ${name in ROUTES ? '{{orchestrator}}' : '{{functions}}'}/${name.replace('{id}', SESSION_ID)}`,
    ...CREDENTIALS[access],
    ...(body === null ? [] : ['Content-Type: application/json', '', JSON.stringify(body, null, 2)]),
    '',
  ].join('\n')
}

/** The file's later requests go by the name of an earlier one. */
const SESSION_ID = '{{session_start.response.body.$.id}}'

function nameRequest(name: DocumentedRoute, method: string): string {
  const [first = ''] = DOCUMENTED[name].methods
  return `${name.replace(/[./]/g, '_').replace(/[{}]/g, '')}${
    method === first ? '' : `_${method.toLowerCase()}`
  }`
}
