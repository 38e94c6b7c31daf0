import { healthResponseSchema } from '../../../supabase/functions/_shared/contract/health.ts'
import { type Finding, openReport, type Report } from '../finding.ts'
import { firstOf, type Outside } from '../target.ts'

const ROOT = '/functions/v1/orchestrator'
const SKEW_WARNING_MS = 5_000
const SKEW_ERROR_MS = 30_000

/** Whether the deployed function answers, guards itself, accepts the operator, and knows the time. */
export async function checkService(tools: Outside): Promise<Finding[]> {
  const { target, ask, now } = tools
  const report = openReport('function orchestrator')
  const deploy = target.mode === 'hosted'
    ? 'npx supabase functions deploy orchestrator --use-api'
    : 'npm run stop; npm start  (the terminal names the cause)'
  const askedAt = now()
  const response = await ask(`${ROOT}/health`)
  const answeredAt = now()
  const health = healthResponseSchema.safeParse(await response?.json().catch(() => null))
  if (!health.success) {
    report.error({
      what: `${target.url}${ROOT}/health answers ${response?.status ?? 'nothing'}`,
      why: response?.status === 503
        ? 'The function does not start; its log names the variable.'
        : 'It is not there.',
      fix: deploy,
    })
    return report.findings('')
  }
  judgeClock(report, response?.headers.get('date') ?? null, (askedAt + answeredAt) / 2)

  const refused = await ask(`${ROOT}/status`)
  const body: unknown = await refused?.json().catch(() => null)
  const isOurs = body !== null && typeof body === 'object' && 'error' in body
  if (refused?.status !== 401 || !isOurs) {
    report.error({
      what: `a call without credential answers ${refused?.status ?? 'nothing'}${
        isOurs ? '' : ', not in our shape'
      }`,
      why:
        'The platform answers before the function: secret keys and CORS do not work (verify_jwt must be false).',
      fix: `set verify_jwt = false in supabase/config.toml, then: ${deploy}`,
    })
  }
  await checkOperator(report, tools)
  return report.findings(`version ${health.data.version} answers and refuses strangers`)
}

async function checkOperator(report: Report, { target, ask }: Outside): Promise<void> {
  const apikey = firstOf(target.secret_keys)
  if (apikey === null) return
  const deep = await ask(`${ROOT}/health?deep=1`, { headers: { apikey } })
  const read = healthResponseSchema.safeParse(await deep?.json().catch(() => null))
  if (!read.success) {
    report.error({
      what: `health?deep=1 with the secret key answers ${deep?.status ?? 'nothing'}`,
      why: 'The function does not know this key, so no service can call either.',
      fix: 'export SUPABASE_SECRET_KEY=…  (Project settings, "API keys"; locally: npm run status)',
    })
    return
  }
  const { checks } = read.data
  if (checks?.database.ok === false) {
    report.error({
      what: 'the function cannot use its database',
      why: 'Every request of a learner answers 503.',
      fix: 'npx supabase db push  (cause_code 42… in its log; 28… is a wrong password in WISELY_DB_URL)',
    })
  }
  for (const agent of checks?.breakers_open ?? []) {
    report.warn({
      what: `the breaker of agent ${agent} is open in the isolate that answered`,
      why: 'Days are degraded until it answers again.',
      fix: `npm run agent:check -- --url <root of ${agent}>`,
    })
  }
}

function judgeClock(report: Report, date: string | null, localMs: number): void {
  const skewMs = date === null ? 0 : Math.abs(Date.parse(date) + 500 - localMs)
  if (skewMs < SKEW_WARNING_MS) return
  const told = {
    what: `this machine and the server disagree by ${Math.round(skewMs / 1000)} s`,
    why: 'Tokens count as expired or not yet valid, and times in logs cannot be compared.',
    fix: 'sudo timedatectl set-ntp true  (on the machine that is wrong)',
  }
  if (skewMs < SKEW_ERROR_MS) report.warn(told)
  else report.error(told)
}
