/** Bucket size and the seconds in which it refills. */
export type RateLimit = { policy: string; capacity: number; per_s: number }

/** Everything the functions read from their environment, parsed once. docs/configuration.md is compared with it. */
export type Settings = {
  supabase_url: string
  database_url: string
  database_pool_max: number
  /** JSON text of the project's key set, null when only the key endpoint can tell. */
  jwks: string | null
  jwt_issuers: string[]
  legacy_jwt_secret: string | null
  anonymous_users: boolean
  /** Name -> key, the named secret keys of the project. */
  secret_keys: Record<string, string>
  /** `*` or a list of origins. */
  allowed_origins: string[]
  /** Taken in the database by every write. */
  write_limits: RateLimit[]
  /** Taken in the database by day.run beside the write limits. */
  day_run_limits: RateLimit[]
  /** The same two for anonymous users: anybody can become one, as often as they like. */
  anonymous_limits: { write_limits: RateLimit[]; day_run_limits: RateLimit[] }
  /** Memory bucket of one isolate per learner, null when off. */
  request_limit: RateLimit | null
  /** Memory bucket of one isolate per client address, for calls that identify nobody; null when off. */
  stranger_limit: RateLimit | null
  /** Memory bucket of one isolate per agent over HTTP, null when off. */
  agent_call_limit: RateLimit | null
  /** How many proxies append to X-Forwarded-For before a request arrives here; 0: the header is not believed. */
  trusted_proxies: number
  log_level: 'debug' | 'info' | 'warn' | 'error'
  /** Key of the user hash in logs and of the learner references that agents see. */
  pseudonym_key: string
  dev_clock: boolean
  region: string | null
  execution_id: string | null
  deployment_id: string | null
  /** Where spans go; null: nowhere. */
  otlp: { endpoint: string; headers: Record<string, string> } | null
  /** Variables that say where agents live; read by agents/endpoints.ts. */
  agents: Variables
  /** Sessions of one learner that may be open at once. */
  open_runs_max: number
  /** Runs that one worker process works on at once. */
  worker_slots: number
  /** What the scheduler that wakes function `worker` must send; null: it cannot be woken. */
  cron_secret: string | null
  agents_function: { acceptedTokens: string[]; allowAnonymous: boolean }
}

const MINUTE_S = 60
const DAY_S = 86_400

export type Variables = Record<string, string | undefined>

function present(vars: Variables, name: string): string | null {
  const value = vars[name]?.trim()
  return value ? value : null
}

function required(vars: Variables, ...names: string[]): string {
  for (const name of names) {
    const value = present(vars, name)
    if (value !== null) return value
  }
  throw new Error(`Cannot start: ${names.join(' or ')} is not set`)
}

function wholeNumber(vars: Variables, name: string, fallback: number, min: number, max: number): number {
  const text = present(vars, name)
  if (text === null) return fallback
  const value = Number(text)
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new Error(`Cannot start: ${name} must be a whole number from ${min} to ${max}`)
  }
  return value
}

function isOn(vars: Variables, name: string, fallback: boolean): boolean {
  const text = present(vars, name)?.toLowerCase() ?? null
  if (text === null) return fallback
  if (['on', 'true', '1'].includes(text)) return true
  if (['off', 'false', '0'].includes(text)) return false
  throw new Error(`Cannot start: ${name} must be on or off`)
}

function namedKeys(vars: Variables, name: string): Record<string, string> {
  const text = present(vars, name)
  if (text === null) return {}
  let keys: unknown
  try {
    keys = JSON.parse(text)
  } catch {
    keys = null
  }
  if (keys === null || typeof keys !== 'object' || Array.isArray(keys)) {
    throw new Error(`Cannot start: ${name} must be a JSON object {name: key}`)
  }
  return Object.fromEntries(
    Object.entries(keys).filter((entry): entry is [string, string] =>
      typeof entry[1] === 'string' && entry[1] !== ''
    ),
  )
}

function list(vars: Variables, name: string): string[] {
  return (present(vars, name) ?? '').split(',').map((item) => item.trim()).filter((item) => item !== '')
}

function rateLimit(
  vars: Variables,
  name: string,
  policy: string,
  capacity: number,
  per_s: number,
): RateLimit[] {
  if (present(vars, 'WISELY_RATE_LIMITS')?.toLowerCase() === 'off') return []
  if (present(vars, name)?.toLowerCase() === 'off') return []
  return [{ policy, capacity: wholeNumber(vars, name, capacity, 1, 1_000_000), per_s }]
}

/** The policies keep their names: an anonymous user who registers goes on with the same buckets. */
function anonymousLimits(vars: Variables): Settings['anonymous_limits'] {
  return {
    write_limits: rateLimit(vars, 'WISELY_RATE_ANONYMOUS_WRITES_PER_MIN', 'writes', 10, MINUTE_S),
    day_run_limits: rateLimit(vars, 'WISELY_RATE_ANONYMOUS_DAY_RUNS_PER_DAY', 'day_runs', 20, DAY_S),
  }
}

function logLevel(vars: Variables): Settings['log_level'] {
  const text = present(vars, 'WISELY_LOG_LEVEL') ?? 'info'
  if (text === 'debug' || text === 'info' || text === 'warn' || text === 'error') return text
  throw new Error('Cannot start: WISELY_LOG_LEVEL must be debug, info, warn or error')
}

function devClock(vars: Variables, supabaseUrl: string): boolean {
  if (!isOn(vars, 'WISELY_DEV_CLOCK', false)) return false
  const host = new URL(supabaseUrl).hostname
  if (host === '127.0.0.1' || host === 'localhost' || host === '[::1]') return true
  throw new Error('Cannot start: WISELY_DEV_CLOCK is for a local stack only')
}

/** The collector's root or its traces path, and `name=value` pairs for it. */
function otlp(vars: Variables): Settings['otlp'] {
  const endpoint = present(vars, 'WISELY_OTLP_ENDPOINT')?.replace(/\/+$/, '') ?? null
  if (endpoint === null) return null
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    throw new Error('Cannot start: WISELY_OTLP_ENDPOINT is not an http or https URL')
  }
  const pairs = list(vars, 'WISELY_OTLP_HEADERS').map((pair) => /^([\w-]+)=([\x20-\x7e]+)$/.exec(pair))
  if (pairs.includes(null)) throw new Error('Cannot start: WISELY_OTLP_HEADERS must be a list of name=value')
  const headers = Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']))
  return { endpoint: endpoint.endsWith('/v1/traces') ? endpoint : `${endpoint}/v1/traces`, headers }
}

/** Reads the settings; throws an Error that names the variable, never its value. */
export function readSettings(vars: Variables): Settings {
  const supabaseUrl = required(vars, 'SUPABASE_URL').replace(/\/+$/, '')
  if (!URL.canParse(supabaseUrl)) throw new Error('Cannot start: SUPABASE_URL is not a URL')
  const secretKeys = namedKeys(vars, 'SUPABASE_SECRET_KEYS')
  const serviceToken = present(vars, 'EDGE_SERVICE_JWT')
  const issuers = list(vars, 'WISELY_JWT_ISSUER')
  const origins = list(vars, 'ALLOWED_ORIGINS')
  return {
    supabase_url: supabaseUrl,
    database_url: required(vars, 'WISELY_DB_URL', 'SUPABASE_DB_URL'),
    database_pool_max: wholeNumber(vars, 'WISELY_DB_POOL', 4, 1, 20),
    jwks: present(vars, 'SUPABASE_JWKS'),
    jwt_issuers: issuers.length > 0 ? issuers : [`${supabaseUrl}/auth/v1`],
    legacy_jwt_secret: isOn(vars, 'WISELY_LEGACY_JWT', false)
      ? required(vars, 'WISELY_LEGACY_JWT_SECRET')
      : null,
    anonymous_users: isOn(vars, 'WISELY_ANONYMOUS_USERS', true),
    secret_keys: secretKeys,
    allowed_origins: origins.length > 0 ? origins : ['*'],
    write_limits: rateLimit(vars, 'WISELY_RATE_WRITES_PER_MIN', 'writes', 30, MINUTE_S),
    day_run_limits: rateLimit(vars, 'WISELY_RATE_DAY_RUNS_PER_DAY', 'day_runs', 200, DAY_S),
    request_limit: rateLimit(vars, 'WISELY_RATE_REQUESTS_PER_MIN', 'requests', 300, MINUTE_S)[0] ?? null,
    anonymous_limits: anonymousLimits(vars),
    stranger_limit: rateLimit(vars, 'WISELY_RATE_STRANGERS_PER_MIN', 'strangers', 100, MINUTE_S)[0] ?? null,
    agent_call_limit: rateLimit(vars, 'WISELY_RATE_AGENT_CALLS_PER_MIN', 'agent_calls', 600, MINUTE_S)[0] ??
      null,
    trusted_proxies: wholeNumber(vars, 'WISELY_TRUSTED_PROXIES', 1, 0, 10),
    log_level: logLevel(vars),
    pseudonym_key: present(vars, 'WISELY_AGENT_PAIRWISE_SECRET') ?? Object.values(secretKeys)[0] ??
      present(vars, 'SUPABASE_SERVICE_ROLE_KEY') ?? supabaseUrl,
    dev_clock: devClock(vars, supabaseUrl),
    region: present(vars, 'SB_REGION'),
    execution_id: present(vars, 'SB_EXECUTION_ID'),
    deployment_id: present(vars, 'DENO_DEPLOYMENT_ID'),
    otlp: otlp(vars),
    agents: vars,
    open_runs_max: wholeNumber(vars, 'WISELY_OPEN_SESSIONS', 5, 1, 1_000),
    worker_slots: wholeNumber(vars, 'WISELY_WORKER_SLOTS', 10, 1, 100),
    cron_secret: present(vars, 'CRON_SECRET'),
    agents_function: {
      acceptedTokens: [
        ...list(vars, 'WISELY_AGENTS_TOKENS'),
        ...(serviceToken === null ? [] : [serviceToken]),
      ],
      allowAnonymous: isOn(vars, 'WISELY_AGENTS_ALLOW_ANONYMOUS', false),
    },
  }
}

// Node's type check sees this file too and knows no Deno.
declare const Deno: { env: { toObject(): Record<string, string> } }

/** The settings of this isolate. */
export function readEnvironment(): Settings {
  return readSettings(Deno.env.toObject())
}
