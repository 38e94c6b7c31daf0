/** What the page needs to know of its backend: `config.json` beside index.html. */
export type PageConfig = {
  api_url: string
  publishable_key: string
  /** Filled into the sign-in form; the local stack alone gives one. */
  demo: DemoLearner | null
}

export type DemoLearner = { email: string; password: string }

/** Reads the configuration. Throws an Error that a person can act on. */
export async function loadPageConfig(path: string): Promise<PageConfig> {
  const answer = await fetch(path, { cache: 'no-cache' })
  if (!answer.ok) throw new Error(`Cannot start the page: ${path} answers ${answer.status}`)
  return parsePageConfig(await answer.json().catch(() => null))
}

export function parsePageConfig(value: unknown): PageConfig {
  const { api_url, publishable_key, demo } = fieldsOf(value)
  if (typeof api_url !== 'string' || typeof publishable_key !== 'string') {
    throw new Error('Cannot start the page: config.json needs the texts api_url and publishable_key')
  }
  const { email, password } = fieldsOf(demo)
  const hasDemo = typeof email === 'string' && typeof password === 'string'
  return { api_url, publishable_key, demo: hasDemo ? { email, password } : null }
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
