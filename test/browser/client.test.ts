import type { Browser } from 'playwright-core'
import { build } from 'vite'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { writeFile } from 'node:fs/promises'
import { launchChromium } from '../support/chromium.ts'
import { readReactBlock } from '../support/clientReadme.ts'
import { expectDay, prepareDay } from '../support/clientDay.ts'
import { installPackedClient, type PackedClient } from '../support/packedClient.ts'
import { REPOSITORY } from '../support/stack.ts'

// The published client in a real page, whose origin is not the API's: preflights, exposed headers and the socket are
// the browser's own.

const stack = inject('stack')
let packed: PackedClient
let browser: Browser
const servers: Server[] = []

beforeAll(async () => {
  packed = await installPackedClient()
  browser = await launchChromium()
})
afterAll(async () => {
  await browser.close()
  servers.forEach((server) => server.close())
  await packed.remove()
})

/** Bundles an entry of the application's folder and serves it on a page of its own origin. */
async function servePage(entry: string): Promise<string> {
  const built = await build({
    root: packed.folder,
    configFile: false,
    logLevel: 'warn',
    // The README's component is written for React; preact runs the same lines.
    resolve: {
      alias: [
        { find: /^react\/jsx-(dev-)?runtime$/, replacement: 'preact/jsx-runtime' },
        { find: /^react$/, replacement: 'preact/compat' },
      ],
    },
    build: {
      write: false,
      rollupOptions: { input: join(packed.folder, entry), preserveEntrySignatures: 'strict' },
    },
  })
  // One input gives one output, and without `watch` no watcher.
  const { output } = [built].flat()[0] as { output: { code: string }[] }
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? output[0]?.code : '<!doctype html><title>page</title><main></main>')
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address object.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

it('a learner signs in on a page of another origin and lives a day, events included', async () => {
  const input = await prepareDay(stack, packed.folder)
  const page = await browser.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() !== 'log') complaints.push(message.text())
  })
  await page.goto(await servePage('journey/day.js'))

  // As text: a function would be rewritten for the test's own module system.
  const seen = await page.evaluate(`import('/page.js').then((page) => page.runDay(${JSON.stringify(input)}))`)

  expect(new URL(page.url()).origin).not.toBe(stack.API_URL)
  expectDay(seen)
  // A refused call is logged by the browser itself; nothing else is.
  expect(complaints).toEqual([expect.stringContaining('409')])
})

it("the README's component shows the events of a learner as they come", async () => {
  const input = await prepareDay(stack, packed.folder)
  await writeFile(
    join(packed.folder, 'feed.tsx'),
    `${readReactBlock(join(REPOSITORY, 'client'))}
import { createClient } from '@supabase/supabase-js'
import { LearningOrchestrator as Client } from '@wisely/orchestrator-client'
import { render } from 'preact'

export async function show({ url, key, email, password }) {
  const supabase = createClient(url, key)
  const { data } = await supabase.auth.signInWithPassword({ email, password })
  const orchestrator = new Client(supabase)
  render(<Feed orchestrator={orchestrator} userId={data.user.id} />, document.querySelector('main'))
  return orchestrator
}`,
  )
  const page = await browser.newPage()
  await page.goto(await servePage('feed.tsx'))
  const intent = { topic: 'Go', depth: 'surface', end_goal: 'Write a server', time_per_day_min: 30 }

  await page.evaluate(
    `import('/page.js').then(async ({ show }) => globalThis.orchestrator = await show(${
      JSON.stringify(input)
    }))`,
  )
  await page.waitForSelector('ul[aria-busy=false]', { state: 'attached' })
  await page.evaluate(
    `orchestrator.createIntent(${JSON.stringify(intent)}).then(() => orchestrator.generateDayPlan())`,
  )

  await page.waitForSelector('li:nth-child(2)')
  expect(await page.locator('li').allTextContents()).toEqual(['intent_created', 'instructor_plan_created'])
})
