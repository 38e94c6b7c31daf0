import { cp, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { copyRepository, type RepositoryCopy } from '../support/repositoryCopy.ts'
import {
  makeTempFolder,
  REPOSITORY,
  type RunningStack,
  runStackCommand,
  startStack,
} from '../support/stack.ts'

// The page as files: what the local stack serves, and what a static host gets.

const stack = inject('stack')
const read = (path: string, init?: RequestInit) =>
  fetch(`${stack.PAGE_URL}${path}`, { redirect: 'manual', ...init })

describe('the local stack', () => {
  it('serves the page, its files for ever and its configuration never cached', async () => {
    const page = await read('')
    const html = await page.text()
    const asset = await read(/assets\/[\w-]+\.js/.exec(html)?.[0] ?? '')
    const config = await read('config.json')

    expect([page.status, asset.status, config.status]).toEqual([200, 200, 200])
    expect([page, asset, config].map(({ headers }) => headers.get('cache-control'))).toEqual([
      'no-cache',
      'public, max-age=31536000, immutable',
      'no-store',
    ])
    expect(page.headers.get('content-security-policy')).toBe("frame-ancestors 'none'")
    expect(html).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
    expect(html).toContain(`connect-src 'self' ${stack.API_URL} ${stack.API_URL.replace('http', 'ws')};`)
    expect(await config.json()).toEqual({
      api_url: stack.API_URL,
      publishable_key: stack.PUBLISHABLE_KEY,
      demo: { email: stack.DEMO_EMAIL, password: stack.DEMO_PASSWORD },
    })
  })

  it('leads a browser from / and /app to it, and keeps its JSON for everybody else', async () => {
    const html = { headers: { accept: 'text/html,application/xhtml+xml' }, redirect: 'manual' } as const
    const [root, bare, probe] = await Promise.all([
      fetch(`${stack.API_URL}/`, html),
      fetch(`${stack.API_URL}/app`, html),
      fetch(`${stack.API_URL}/`),
    ])
    expect([root, bare].map(({ headers }) => headers.get('location'))).toEqual([
      stack.PAGE_URL,
      stack.PAGE_URL,
    ])
    expect(await probe.json()).toMatchObject({ status: 'ok' })
  })

  it.each([
    'nothing.js',
    'assets/nothing.js',
    '..%2fpackage.json',
    'assets/',
    '.env',
    'assets/..%2findex.html',
  ])(
    'has no file %s',
    async (path) => {
      expect((await read(path)).status).toBe(404)
    },
  )

  it('takes GET alone', async () => {
    expect((await read('', { method: 'POST' })).status).toBe(405)
  })
})

describe('a source that changes', () => {
  let copy: RepositoryCopy
  let own: RunningStack
  beforeAll(async () => {
    copy = await copyRepository()
    for (const path of ['web', 'client', 'tsconfig.node.json']) {
      await cp(join(REPOSITORY, path), join(copy.folder, path), { recursive: true })
    }
    own = await startStack({}, { repository: copy.folder })
  })
  afterAll(async () => {
    await own.stop()
    await copy.remove()
  })
  const readPage = async () => {
    const answer = await fetch(own.info.PAGE_URL)
    return { status: answer.status, text: await answer.text() }
  }

  it('is one build for two who ask at the same time, another after the change, and tells what is wrong', async () => {
    const [first, second] = await Promise.all([readPage(), readPage()])
    await copy.write('web/app.css', 'body { color: red }')
    const changed = await readPage()
    await copy.write('web/main.tsx', "import { nothing } from './nowhere.ts'\nnothing()")
    const broken = await readPage()

    expect(first.text).toContain('<div id="app">')
    expect(second).toEqual(first)
    expect([first.status, changed.status, broken.status]).toEqual([200, 200, 500])
    expect(changed.text).not.toBe(first.text)
    expect(broken.text).toContain('./nowhere.ts')
    expect((await readdir(join(own.env.WISELY_HOME ?? '', 'page'))).length).toBeLessThanOrEqual(2)
    expect((await fetch(`${own.info.API_URL}/health`)).status).toBe(200)
  })
})

describe('npm run web:build', () => {
  let folder: string
  beforeAll(async () => void (folder = await makeTempFolder('wisely-page-')))
  afterAll(() => rm(folder, { recursive: true, force: true }))
  const build = (...args: string[]) => runStackCommand('dev/buildPage.ts', ['--out', folder, ...args], {})

  it('needs two values, and then any static host will do', async () => {
    const { code, stdout } = await build('--api-url', 'https://ref.supabase.co', '--key', 'sb_publishable_x')

    expect(code).toBe(0)
    expect(stdout).toMatch(/js +[\d.]+ KB gzip, budget 80 KB/)
    expect(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'))).toEqual({
      api_url: 'https://ref.supabase.co',
      publishable_key: 'sb_publishable_x',
    })
    const html = await readFile(join(folder, 'index.html'), 'utf8')
    expect(html).toContain("connect-src 'self' https://ref.supabase.co wss://ref.supabase.co;")
    expect(html).not.toMatch(/(src|href)="(?!\.\/)/)
    expect((await readdir(join(folder, 'assets'))).map((name) => name.split('.').at(-1)).sort()).toEqual([
      'css',
      'js',
      'svg',
    ])
  })

  it('asks no host but the backend', async () => {
    const texts = await Promise.all(
      (await readdir(folder, { recursive: true })).filter((name) => /\.(html|css)$/.test(name))
        .map((name) => readFile(join(folder, name), 'utf8')),
    )
    expect(texts.join('').replaceAll(/(https|wss):\/\/ref\.supabase\.co/g, '')).not.toMatch(/https?:|@import/)
  })

  it('refuses half of the values and a secret key', async () => {
    const half = await build('--api-url', 'https://ref.supabase.co')
    const secret = await build('--api-url', 'https://ref.supabase.co', '--key', 'sb_secret_x')

    expect([half.code, secret.code]).toEqual([1, 1])
    expect(half.stderr).toContain('Give both or neither')
    expect(secret.stderr).toContain('a page is public')
  })
})
