import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'

// Guards the browser of the other tests: with the flags its package recommends it would let every origin read all.

const servers: Server[] = []
afterAll(() => servers.forEach((server) => server.close()))

async function serve(text: string): Promise<string> {
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(text))
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address object.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

it('browsers that start at the same time work, and hold pages to the same origin', async () => {
  const [own, foreign] = [await serve('<h1>own</h1>'), await serve('secret')]
  const browsers = await Promise.all([launchChromium(), launchChromium()])

  try {
    for (const browser of browsers) {
      const page = await browser.newPage()
      await page.goto(own)
      const read = (url: string) =>
        page.evaluate((at) => fetch(at).then((answer) => answer.text()).catch(() => 'refused'), url)

      expect([await read(own), await read(foreign)]).toEqual(['<h1>own</h1>', 'refused'])
    }
  } finally {
    await Promise.all(browsers.map((browser) => browser.close()))
  }
})
