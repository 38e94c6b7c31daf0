import { classifyHost } from './literalAddress.ts'

export type HostRule = {
  /** Only these hosts, reserved ones included; null: every public host. */
  allowed: ReadonlySet<string> | null
  /** EDGE_BASE_URL is taken as given: in a container network it is plain http on a private name. */
  is_own: boolean
  /** A hosted project has no agent of its own on loopback: there it is the platform's machine. */
  is_hosted?: boolean
}

/** Hosts of WISELY_AGENT_HOSTS as URL would write them, or null when it is not set. */
export function parseHostList(variable: string, value: string | undefined): ReadonlySet<string> | null {
  if (value === undefined || value.trim() === '') return null
  return new Set(
    value.split(',').map((item) => {
      const host = item.trim()
      if (!/^[^\s/?#@\\]+$/.test(host) || !URL.canParse(`https://${host}`)) {
        throw new Error(`Cannot start: ${variable} must be a comma-separated list of host names`)
      }
      return new URL(`https://${host}`).hostname.replace(/\.$/, '')
    }),
  )
}

/**
 * An agent root without trailing slash, or an Error that names the variable, never its value. Refuses everything that
 * could lead a call elsewhere: other schemes, credentials, queries, control characters, reserved addresses, and hosts
 * that are not on the list.
 */
export function parseAgentRoot(variable: string, value: string, rule: HostRule): string {
  const refuse = (what: string) => new Error(`Cannot start: ${variable} ${what}`)
  // URL drops tabs, newlines and surrounding controls silently and turns \ into /: look at the raw text first.
  if (/[\p{Cc}\s\\]/u.test(value)) throw refuse('contains spaces or control characters')
  if (!/^https?:\/\/[^/]/i.test(value) || !URL.canParse(value)) throw refuse('must be an http(s) URL')
  if (/^[^/]*\/\/[^/?#]*@/.test(value)) throw refuse('must not contain credentials')

  const url = new URL(value)
  if (/[?#]/.test(value)) throw refuse('must not contain a query or fragment')
  if (!rule.is_own) {
    const host = url.hostname.replace(/\.$/, '')
    const kind = classifyHost(url.hostname)
    if (rule.allowed !== null && !rule.allowed.has(host)) {
      throw refuse('names a host outside WISELY_AGENT_HOSTS')
    }
    const isLoopbackElsewhere = kind === 'loopback' && rule.is_hosted === true
    if (rule.allowed === null && (kind === 'reserved' || isLoopbackElsewhere)) {
      throw refuse('names a private or reserved host')
    }
    if (url.protocol !== 'https:' && kind !== 'loopback') throw refuse('must use https')
  }
  return url.origin + url.pathname.replace(/\/+$/, '')
}
