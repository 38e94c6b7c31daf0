import { type Finding, openReport } from '../finding.ts'
import { composeSet, composeUnset, type Outside } from '../target.ts'

type Jwk = { alg?: string; kty?: string; crv?: string }

const AUTH = '/auth/v1/.well-known'

/** Whether learners' tokens can be verified: an asymmetric key, and an issuer that both sides agree on. */
export async function checkSigning({ target, ask }: Outside): Promise<Finding[]> {
  const report = openReport('token signing')
  const url = `${target.url}${AUTH}/jwks.json`
  const keys = await readKeys(await ask(`${AUTH}/jwks.json`))
  const hasKey = (alg: string, kty: string) => keys?.some((key) => key.alg === alg || key.kty === kty)
  if (keys === null) {
    report.error({
      what: `${url} gives no key set`,
      why: 'New signing keys cannot be learned: after a rotation every learner gets 401.',
      fix: `curl -i ${url}  (is this the project's URL, and does Auth run?)`,
    })
  } else if (!hasKey('ES256', 'EC')) {
    const isRsa = hasKey('RS256', 'RSA')
    const told = {
      what: `the key set has no ES256 key${isRsa ? ', only RS256' : ` (${keys.length} keys)`}`,
      why: isRsa
        ? 'RS256 is accepted; its tokens are three times as long and slower to sign.'
        : 'Auth signs with the shared legacy secret (HS256), which is refused: every learner gets 401.',
      fix:
        'dashboard, "JWT signing keys": create an ES256 key and rotate to it (locally: npm run maintain -- rotate-keys)',
    }
    if (isRsa) report.warn(told)
    else report.error(told)
  }

  const issuer = await readIssuer(await ask(`${AUTH}/openid-configuration`)) ?? `${target.url}/auth/v1`
  const accepted = target.vars.WISELY_JWT_ISSUER
  const issuers = accepted ? accepted.split(',').map((one) => one.trim()) : [`${target.url}/auth/v1`]
  if (!issuers.includes(issuer)) {
    report.error({
      what: `tokens are issued by ${issuer}, and accepted from ${issuers.join(', ')}`,
      why: 'Every learner gets 401 "the token is not valid".',
      fix: accepted && issuer === `${target.url}/auth/v1`
        ? composeUnset(target, 'WISELY_JWT_ISSUER')
        : composeSet(target, `WISELY_JWT_ISSUER=${issuer}`),
    })
  }
  return report.findings('tokens are signed with ES256 by an accepted issuer')
}

async function readKeys(response: Response | null): Promise<Jwk[] | null> {
  const body = response?.ok ? await readJson(response) : null
  // Each field is compared with a text of ours and nothing else.
  return Array.isArray(body?.keys) ? body.keys as Jwk[] : null
}

/** Older Auth servers have no such document. */
async function readIssuer(response: Response | null): Promise<string | null> {
  const body = response?.ok ? await readJson(response) : null
  return typeof body?.issuer === 'string' ? body.issuer : null
}

async function readJson(response: Response): Promise<Record<string, unknown> | null> {
  const body: unknown = await response.json().catch(() => null)
  // JSON objects have string keys; what is in them is checked by the reader.
  return body !== null && typeof body === 'object' ? body as Record<string, unknown> : null
}
