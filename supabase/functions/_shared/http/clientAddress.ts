const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/
const IPV6 = /^[0-9a-f:]{2,39}$/i

/** What every caller shares whose address nobody trustworthy has written down. */
const UNKNOWN_ADDRESS = 'unknown'

/**
 * The client's address as the outermost of our `proxies` proxies saw it. Each proxy appends to X-Forwarded-For whom it
 * was asked by, so only that many entries, counted from the end, are not the caller's own invention. The answer is a
 * short canonical text: a key of a map that a caller must not be able to fill with long or endlessly many names.
 */
export function findClient(forwardedFor: string | null, proxies: number): string {
  if (forwardedFor === null || proxies === 0) return UNKNOWN_ADDRESS
  const entries = forwardedFor.split(',').slice(-proxies)
  return canonicalAddress((entries[0] ?? '').trim())
}

/** An IPv4 address as it is; of an IPv6 address its /64, because a single host owns all of that. */
function canonicalAddress(entry: string): string {
  const host = /^\[([^\]]*)\](:\d+)?$/.exec(entry)?.[1] ?? entry.replace(/^([\d.]+):\d+$/, '$1')
  if (IPV4.test(host)) return host
  const mapped = /^::ffff:([\d.]+)$/i.exec(host)?.[1]
  if (mapped !== undefined && IPV4.test(mapped)) return mapped
  if (!IPV6.test(host) || !URL.canParse(`http://[${host}]`)) return UNKNOWN_ADDRESS
  return `${firstGroups(new URL(`http://[${host}]`).hostname.slice(1, -1))}::/64`
}

/** The first four groups of an address that URL has shortened. */
function firstGroups(address: string): string {
  const [head = '', tail] = address.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array<string>(8 - before.length - after.length).fill('0')
  return [...before, ...zeros, ...after].slice(0, 4).join(':')
}
