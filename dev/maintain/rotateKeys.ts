import {
  generateSigningJwk,
  loadSecretKeys,
  loadSigningJwks,
  saveSecretKeys,
  saveSigningJwks,
} from '../keys.ts'

const NEXT = `Restart the stack: npm run stop; npm start. Old and new are both accepted until
  npm run maintain -- rotate-keys --drop-old`

const HOSTED = `A hosted project:
  signing key   dashboard, "JWT signing keys": create a standby key (ES256), rotate, and revoke the old one an hour
                later. The function learns an unknown key id by itself, at most every 30 s.
  secret key    dashboard, "API keys": create a second secret key, move the services to it, delete the first.
                Set WISELY_AGENT_PAIRWISE_SECRET before, or pseudonyms change with the first key.
  database      alter role wisely_api with login password '…'; then npx supabase secrets set WISELY_DB_URL=…`

/** A new signing key and secret key for the local stack; those that were in use stay valid beside them. */
export async function rotateKeys(home: string): Promise<string> {
  const [signing] = await loadSigningJwks(home)
  const [secret] = Object.values(await loadSecretKeys(home))
  const made = await generateSigningJwk()
  await saveSigningJwks(home, signing ? [made, signing] : [made])
  await saveSecretKeys(home, { default: makeSecretKey(), ...(secret ? { previous: secret } : {}) })
  return `New signing key ${made.kid} and a new secret key. ${NEXT}\n\n${HOSTED}`
}

/** Ends what a rotation kept: tokens and services with the old keys are refused after a restart. */
export async function dropOldKeys(home: string): Promise<string> {
  const [signing] = await loadSigningJwks(home)
  const [secret] = Object.values(await loadSecretKeys(home))
  if (signing) await saveSigningJwks(home, [signing])
  if (secret) await saveSecretKeys(home, { default: secret })
  return 'Only the newest signing key and secret key are left. Restart the stack: npm run stop; npm start'
}

function makeSecretKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24))
  return `sb_secret_${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
