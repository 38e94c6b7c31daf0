import { writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { build, type Plugin } from 'vite'
import { allowBackend } from './page/contentPolicy.ts'
import { weighPage } from './page/weighPage.ts'
import { runCommand, StackError } from './stackError.ts'

// Builds web/ into static files. With `--api-url` and `--key` they are ready for any host; without, whoever serves
// them gives config.json, as the local stack does.

const REPOSITORY = dirname(import.meta.dirname ?? '.')

await runCommand(async () => {
  const { values } = parseArgs({
    args: Deno.args,
    options: { out: { type: 'string' }, 'api-url': { type: 'string' }, key: { type: 'string' } },
  })
  const { 'api-url': apiUrl, key } = values
  if ((apiUrl === undefined) !== (key === undefined)) {
    throw new StackError('Give both or neither: --api-url https://<ref>.supabase.co --key sb_publishable_…')
  }
  if (key?.startsWith('sb_secret_')) {
    throw new StackError('--key must be the publishable key: a page is public')
  }

  const out = resolve(values.out ?? join(REPOSITORY, 'web', 'dist'))
  await buildPage(out, apiUrl === undefined ? [] : [insertBackend(apiUrl)])
  if (apiUrl !== undefined) {
    const config = JSON.stringify({ api_url: apiUrl, publishable_key: key }, null, 2)
    await writeFile(join(out, 'config.json'), `${config}\n`)
  }

  const weights = await weighPage(out)
  for (const { kind, kb, budgetKb } of weights) {
    console.log(`${kind.slice(1).padEnd(5)} ${kb.toFixed(1)} KB gzip, budget ${budgetKb} KB`)
  }
  if (weights.some(({ fits }) => !fits)) throw new StackError('The page is heavier than its budget')
})

async function buildPage(outDir: string, plugins: Plugin[]): Promise<void> {
  await build({
    root: join(REPOSITORY, 'web'),
    configFile: false,
    envDir: false,
    // Relative, so that the page works below any path.
    base: './',
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    plugins,
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: { polyfill: false },
      // The policy allows no data: addresses.
      assetsInlineLimit: 0,
      reportCompressedSize: false,
    },
  })
}

function insertBackend(apiUrl: string): Plugin {
  return { name: 'insert-backend', transformIndexHtml: (html) => allowBackend(html, apiUrl) }
}
