const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/

/** Blocks that are no public unicast: [network, prefix length]. */
const RESERVED_IPV4: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
]

function parseIpv4(host: string): number | null {
  const parts = IPV4.exec(host)?.slice(1).map(Number)
  if (parts === undefined || parts.some((part) => part > 255)) return null
  return parts.reduce((sum, part) => sum * 256 + part, 0)
}

function classifyIpv4(address: number): HostKind {
  const isWithin = ([network, length]: readonly [string, number]) => {
    const size = 2 ** (32 - length)
    return Math.floor(address / size) === Math.floor((parseIpv4(network) ?? 0) / size)
  }
  if (isWithin(['127.0.0.0', 8])) return 'loopback'
  return RESERVED_IPV4.some(isWithin) ? 'reserved' : 'public'
}

/** Only 2000::/3 is public, without the ranges that smuggle an IPv4 address (Teredo, 6to4) or are documentation. */
function classifyIpv6(address: string): HostKind {
  if (address === '::1') return 'loopback'
  const [first = '', second = ''] = address.split(':')
  const group = Number.parseInt(first || '0', 16)
  if (group < 0x2000 || group > 0x3fff || group === 0x2002) return 'reserved'
  const isTeredoOrDocs = group === 0x2001 && ['', '0', 'db8'].includes(second)
  return isTeredoOrDocs || group === 0x3fff ? 'reserved' : 'public'
}

export type HostKind = 'loopback' | 'reserved' | 'public'

/**
 * Where a host name of a parsed URL leads, judged by its letters alone: URL has already turned decimal, octal, hex and
 * full-width notations into plain ones. Names are not resolved; single-label and internal ones count as reserved.
 */
export function classifyHost(hostname: string): HostKind {
  const host = hostname.toLowerCase().replace(/\.$/, '')
  if (host === 'localhost') return 'loopback'
  if (host.startsWith('[')) return classifyIpv6(host.slice(1, -1))
  const ipv4 = parseIpv4(host)
  if (ipv4 !== null) return classifyIpv4(ipv4)
  return !host.includes('.') || /\.(internal|local|localhost|localdomain)$/.test(host) ? 'reserved' : 'public'
}
