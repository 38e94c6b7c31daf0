// No Deno names in this file: the tests, which run on Node, import it.

/** Everything a client, a test or a curl line needs to know about a running stack, spelled as `status` prints it. */
export type StackInfo = {
  API_URL: string
  /** The learner page of web/, for a browser. */
  PAGE_URL: string
  FUNCTIONS_URL: string
  REALTIME_URL: string
  /** Role `postgres`: what migrations and the SQL editor of a hosted project have. */
  DB_URL: string
  /** Role of the functions: `wisely_api` when the migrations create it, else `postgres`. */
  API_DB_URL: string
  /** Superuser, for tests that inspect the cluster itself. */
  ADMIN_DB_URL: string
  PUBLISHABLE_KEY: string
  SECRET_KEY: string
  EDGE_SERVICE_JWT: string
  JWKS_URL: string
  JWT_ISSUER: string
  SIGNING_KEY_PATH: string
  FUNCTIONS_LOG: string
  DEMO_EMAIL: string
  DEMO_PASSWORD: string
  DEMO_USER_ID: string
}

/** One `KEY=value` line per entry, ready for `eval` or an env file. */
export function formatStackInfo(info: StackInfo): string {
  return Object.entries(info).map(([name, value]) => `${name}=${value}`).join('\n')
}
