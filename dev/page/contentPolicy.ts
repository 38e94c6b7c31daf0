/** The page's Content-Security-Policy with the backend's origin allowed, also for its WebSocket. */
export function allowBackend(html: string, apiUrl: string): string {
  const { origin } = new URL(apiUrl)
  // It comes from a Host header or a command line and goes into an attribute.
  if (!/^https?:\/\/[\w.:[\]-]+$/.test(origin)) throw new Error(`Cannot write the policy: ${origin}`)
  if (!html.includes("connect-src 'self'")) throw new Error('Cannot write the policy: no connect-src in it')
  return html.replace("connect-src 'self'", `connect-src 'self' ${origin} ${origin.replace(/^http/, 'ws')}`)
}
