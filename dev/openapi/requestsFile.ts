import { DEMO_LEARNER } from '../demoLearner.ts'
import { LOCAL_PUBLISHABLE_KEY, LOCAL_SECRET_KEY } from '../keys.ts'
import { type Access, type RouteName, ROUTES } from '../../supabase/functions/_shared/contract/routes.ts'
import { OPERATIONS } from './operations.ts'

const MARK = '###'

const CREDENTIALS: Record<Access, string[]> = {
  learner: ['Authorization: Bearer {{token.response.body.$.access_token}}'],
  operator: ['apikey: {{secret}}'],
  anybody: [],
}

/** What a request needs beside the example of its schema. */
const CHAINED: Partial<Record<RouteName, { replace: Record<string, string> }>> = {
  'day.done': { replace: { session_id: '{{day_run.response.body.$.session_id}}' } },
}

/** examples/requests.http: the token first, then every route in the order of the document. */
export function composeRequestsFile(examples: Record<string, unknown>): string {
  const requests = Object.entries(ROUTES).flatMap(([name, { methods, access }]) =>
    methods.map((method) => composeRequest(name as RouteName, method, access, examples))
  )
  return [
    '# Every route, in the syntax of REST Client for VS Code. Made by `npm run openapi` from the contract;',
    '# runs from top to bottom on the stack of `npm start`, whose demo learner and key these are.',
    '',
    '@base = http://127.0.0.1:54321',
    '@orchestrator = {{base}}/functions/v1/orchestrator',
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
  name: RouteName,
  method: string,
  access: Access,
  examples: Record<string, unknown>,
): string {
  const { summary, request } = OPERATIONS[name]
  const example = request === undefined ? undefined : examples[request]
  const body = example === undefined ? null : { ...example as object, ...CHAINED[name]?.replace }
  return [
    `${MARK} ${method} ${name}: ${summary}`,
    `# @name ${name.replace('.', '_')}${method === 'GET' ? '' : name === 'status' ? '_post' : ''}`,
    `${method} {{orchestrator}}/${name}`,
    ...CREDENTIALS[access],
    ...(body === null ? [] : ['Content-Type: application/json', '', JSON.stringify(body, null, 2)]),
    '',
  ].join('\n')
}
