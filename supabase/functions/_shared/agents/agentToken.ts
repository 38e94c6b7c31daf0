export type TokenChoice = { token: string | null; warning: string | null }

/** The `role` claim of something that looks like a JWT, unverified: only used to refuse sending it. */
function readRole(token: string): unknown {
  const payload = token.split('.')[1]
  if (payload === undefined) return null
  try {
    const claims: unknown = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))
    return typeof claims === 'object' && claims !== null && 'role' in claims ? claims.role : null
  } catch {
    return null
  }
}

/**
 * The bearer token an agent gets over HTTP: its own, else EDGE_SERVICE_JWT. A secret key is never sent, a service-role
 * token only if the operator says so (it opens the whole database, and the seed's example value is exactly that key).
 */
export function chooseToken(
  variable: string,
  vars: Readonly<Record<string, string | undefined>>,
): TokenChoice {
  const name = vars[variable] ? variable : 'EDGE_SERVICE_JWT'
  const token = vars[name]
  if (!token) {
    throw new Error(`Cannot start: set ${variable} or EDGE_SERVICE_JWT, agents over HTTP need a token`)
  }
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new Error(`Cannot start: ${name} contains characters a header cannot carry`)
  }

  if (token.startsWith('sb_secret_')) {
    return { token: null, warning: `${name} is a secret key: it is not sent to agents` }
  }
  if (readRole(token) === 'service_role' && vars['WISELY_AGENT_ALLOW_SERVICE_ROLE'] !== '1') {
    return { token: null, warning: `${name} is a service-role token: it is not sent to agents` }
  }
  return { token, warning: null }
}
