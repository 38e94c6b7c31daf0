import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Watchdog } from '../watchdog.ts'
import { digestSources } from './sourceDigest.ts'

export type PageBuild = { kind: 'built'; folder: string } | { kind: 'failed'; output: string }

type Options = { repository: string; home: string; stopping: AbortSignal; watchdog: Watchdog }

/**
 * The page built from the present sources, in `<home>/page/<digest>`. A child process builds it, because the bundler
 * would keep its memory here; callers who come meanwhile wait for the same build.
 */
export function createPageBuild(options: Options): () => Promise<PageBuild> {
  const cache = join(options.home, 'page')
  let running: Promise<PageBuild> | null = null

  const build = async (): Promise<PageBuild> => {
    const digest = await digestSources(options.repository)
    const built: string[] = await readdir(cache).catch(() => [])
    const folder = join(cache, digest)
    if (built.includes(digest)) return { kind: 'built', folder }
    const unfinished = `${folder}.unfinished`
    const failure = await runBuild(options, unfinished)
    if (failure !== null) return { kind: 'failed', output: failure }
    await rename(unfinished, folder)
    await Promise.all(built.map((name) => rm(join(cache, name), { recursive: true, force: true })))
    return { kind: 'built', folder }
  }
  return () => running ??= build().finally(() => running = null)
}

/** Null when it went well, else what was printed. */
async function runBuild({ repository, stopping, watchdog }: Options, out: string): Promise<string | null> {
  if (stopping.aborted) return 'The stack is stopping'
  const child = new Deno.Command(Deno.execPath(), {
    args: ['run', '--allow-all', join(repository, 'dev', 'buildPage.ts'), '--out', out],
    cwd: repository,
    env: { NO_COLOR: '1' },
    stdin: 'null',
    stdout: 'piped',
    stderr: 'piped',
    signal: stopping,
  }).spawn()
  watchdog.watch(child.pid)
  const { success, stdout, stderr } = await child.output()
  void watchdog.forget(child.pid)
  if (success) return null
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
  return decode(stdout) + decode(stderr)
}
