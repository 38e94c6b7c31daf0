import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress } from 'node:zlib'
import { type Browser, chromium } from 'playwright-core'
import { REPOSITORY } from './stack.ts'

/**
 * Not the flags that @sparticuz/chromium recommends: those are for serverless hosts and switch off web security, which
 * would make every CORS test pass. The sandbox needs rights that a container's root does not have.
 */
const FLAGS = ['--no-sandbox', '--no-zygote']

/** A headless Chromium, the one of tools/ or that which `WISELY_CHROMIUM` names; the caller closes it. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = process.env.WISELY_CHROMIUM ?? await unpackChromium()
  return await chromium.launch({ executablePath, args: FLAGS, headless: true })
}

/**
 * Unpacks the browser once per version and answers its path. Not by the package's own `executablePath()`: that takes a
 * file in the shared temp folder as ready while another process is still writing it.
 */
async function unpackChromium(): Promise<string> {
  const home = findPackage()
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'))
  const cache = join(REPOSITORY, 'tools', 'node_modules', '.cache', `chromium-${version}`)
  const ready = join(cache, 'chromium')
  if (existsSync(ready)) return ready
  await mkdir(cache, { recursive: true })
  const own = await mkdtemp(join(cache, 'unpacking-'))
  try {
    const unpacked = join(own, 'chromium')
    await pipeline(
      createReadStream(join(home, 'bin', 'chromium.br')),
      createBrotliDecompress({ chunkSize: 1 << 21 }),
      createWriteStream(unpacked, { mode: 0o755 }),
    )
    // The last of several unpackers wins; whoever runs the file of an earlier one keeps it.
    await rename(unpacked, ready)
  } finally {
    await rm(own, { recursive: true, force: true })
  }
  return ready
}

function findPackage(): string {
  const require = createRequire(join(REPOSITORY, 'tools', 'package.json'))
  try {
    // build/cjs/index.cjs, three folders below the package.
    return dirname(dirname(dirname(require.resolve('@sparticuz/chromium'))))
  } catch (cause) {
    throw new Error('Cannot find a browser: run `npm run test:browser`, or set WISELY_CHROMIUM', { cause })
  }
}
