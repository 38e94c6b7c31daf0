import { readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { makeTempFolder, runStackCommand } from '../support/stack.ts'
import { finishDay, newCredentials, PATIENCE_MS, setGoal, signUp } from './learnerWalk.ts'

// The built files on a host that only serves files, away from the backend: other origin, below a path.

const stack = inject('stack')
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }
let folder: string
let host: Server
let browser: Browser

beforeAll(async () => {
  folder = await makeTempFolder('wisely-hosted-')
  host = createServer(async ({ url = '/' }, response) => {
    const name = url.replace(/^\/learn\//, '') || 'index.html'
    const bytes = await readFile(join(folder, name)).catch(() => null)
    response.writeHead(bytes === null ? 404 : 200, { 'content-type': TYPES[extname(name)] ?? 'text/plain' })
    response.end(bytes)
  })
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  browser = await launchChromium()
})
afterAll(async () => {
  await browser.close()
  host.closeAllConnections()
  host.close()
  await rm(folder, { recursive: true, force: true })
})

/** What the page asked, host by host. */
async function openPage() {
  const page = await browser.newPage({ locale: 'en-US' })
  page.setDefaultTimeout(PATIENCE_MS)
  const complaints: string[] = []
  const origins = new Set<string>()
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('request', (request) => origins.add(new URL(request.url()).origin))
  // A server that listens on a port has an address object.
  const own = `http://127.0.0.1:${(host.address() as AddressInfo).port}`
  await page.goto(`${own}/learn/`)
  return { page, complaints, origins, own }
}

it('two values make it work on any host, and it asks its host and the backend alone', async () => {
  const args = ['--out', folder, '--api-url', stack.API_URL, '--key', stack.PUBLISHABLE_KEY]
  expect((await runStackCommand('dev/buildPage.ts', args, {})).code).toBe(0)

  const { page, complaints, origins, own } = await openPage()
  expect(await page.getByLabel('Email').inputValue()).toBe('')
  await signUp(page, newCredentials())
  await setGoal(page)
  await page.getByText('Live', { exact: true }).waitFor()
  await finishDay(page, 50, 8)

  expect([...origins].sort()).toEqual([own, stack.API_URL].sort())
  expect(complaints).toEqual([])
})

it('without its configuration it says what is missing', async () => {
  await rm(join(folder, 'config.json'))

  const { page } = await openPage()
  await page.getByRole('alert').getByText('Cannot start the page: ./config.json answers 404').waitFor()
})
