import { access, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Watchdog } from '../watchdog.ts'
import { createPageBuild } from './buildOnce.ts'
import { allowBackend } from './contentPolicy.ts'

export type Page = {
  /** Answers everything below /app. */
  answer(request: Request): Promise<Response>
  /** Builds it before somebody asks. */
  prepare(origin: string): Promise<void>
  /** Ends a build under way. */
  stop(): void
}

type Options = {
  repository: string
  home: string
  publishableKey: string
  demo: { email: string; password: string }
  watchdog: Watchdog
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** What a static host would do for web/dist; the configuration is the stack's own. */
export function createPage({ repository, home, publishableKey, demo, watchdog }: Options): Page {
  const stopping = new AbortController()
  const build = createPageBuild({ repository, home, stopping: stopping.signal, watchdog })

  const answerFile = async (name: string, origin: string): Promise<Response> => {
    if (!await access(join(repository, 'web', 'index.html')).then(() => true, () => false)) {
      return answerMissing()
    }
    const page = await build()
    if (page.kind === 'failed') {
      return answerText(500, `Cannot build the page:\n\n${page.output}`)
    }
    const bytes = await readFile(join(page.folder, name)).catch(() => null)
    const type = TYPES[extname(name)]
    if (bytes === null || type === undefined) return answerMissing()
    // Older browsers do not count the WebSocket of the same origin as 'self'.
    const isPage = name === 'index.html'
    const body = isPage ? allowBackend(new TextDecoder().decode(bytes), origin) : bytes
    return new Response(body, {
      headers: {
        'content-type': type,
        // Only the names of assets change with their contents.
        'cache-control': name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        'content-security-policy': "frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
      },
    })
  }

  return {
    async answer(request) {
      const { pathname, origin } = new URL(request.url)
      if (request.method !== 'GET') return answerText(405, 'Only GET')
      if (pathname === '/app') return Response.redirect(`${origin}/app/`, 308)
      const name = pathname.slice('/app/'.length) || 'index.html'
      if (name === 'config.json') {
        // The origin of the address bar, localhost as well as 127.0.0.1: the page's policy allows only its own.
        return Response.json({ api_url: origin, publishable_key: publishableKey, demo }, {
          headers: { 'cache-control': 'no-store' },
        })
      }
      if (!/^(assets\/)?[A-Za-z0-9_-]+\.[a-z]+$/.test(name)) return answerMissing()
      return await answerFile(name, origin)
    },
    prepare: (origin) => answerFile('index.html', origin).then((answer) => answer.body?.cancel()),
    stop: () => stopping.abort(),
  }
}

function answerMissing(): Response {
  return answerText(404, 'No such file of the page')
}

function answerText(status: number, text: string): Response {
  return new Response(`${text}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } })
}
