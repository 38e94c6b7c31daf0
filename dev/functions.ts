import { access, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type FunctionProcess, startFunction } from './functionProcess.ts'
import type { LineLog } from './lines.ts'
import type { Watchdog } from './watchdog.ts'

export type Functions = {
  /** The names that can be called. */
  list(): Promise<string[]>
  /** Runs `work` with the function's origin while holding it open: a restart waits for it. */
  use<T>(name: string, work: (target: FunctionTarget) => Promise<T>): Promise<T>
  stop(): Promise<void>
}

export type FunctionTarget =
  | { kind: 'running'; origin: string; ended: Promise<void>; hold(): () => void }
  | { kind: 'boot_error' }
  | { kind: 'unknown' }

type Options = {
  repository: string
  env: () => Promise<Record<string, string>>
  log: LineLog
  print: (line: string) => void
  verbose: boolean
  watchdog: Watchdog
  /** Told of each call before its function is asked, and of changed sources: what else runs from them. */
  onCall: (name: string) => void
  onSourcesChanged: () => void
}

/** One generation of a function: after a source change the next one takes over and this one ends when it is idle. */
type Generation = { process: Promise<FunctionProcess>; inFlight: number }

const DEBOUNCE_MS = 150
const DRAIN_LIMIT_MS = 150_000

/** Starts functions at their first request, and again after their sources changed. */
export function superviseFunctions(options: Options): Functions {
  const folder = join(options.repository, 'supabase', 'functions')
  const generations = new Map<string, Generation>()
  const processes = new Set<Promise<void>>()
  const stopping = new AbortController()

  const launch = async (name: string): Promise<FunctionProcess> => {
    const process = await startFunction({
      ...options,
      name,
      env: await options.env(),
      stopping: stopping.signal,
      track(pid, ended) {
        processes.add(ended)
        options.watchdog.watch(pid)
        void ended.then(() => {
          processes.delete(ended)
          void options.watchdog.forget(pid)
        })
      },
    })
    if (process.kind === 'boot_error' && !stopping.signal.aborted) {
      options.print(`Function "${name}" does not start:\n${process.stderr}`)
    }
    return process
  }
  const start = (name: string): Generation => {
    const generation = { process: launch(name), inFlight: 0 }
    generations.set(name, generation)
    return generation
  }
  const find = async (name: string): Promise<Generation | null> => {
    if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name) || stopping.signal.aborted) return null
    const current = generations.get(name)
    if (current) {
      const process = await current.process
      if (process.kind === 'boot_error' || !process.hasExited()) return current
      if (generations.get(name) === current) generations.delete(name)
      return await find(name)
    }
    const isDeployed = await access(join(folder, name, 'index.ts')).then(() => true, () => false)
    return isDeployed ? generations.get(name) ?? start(name) : null
  }
  const restartAll = () => {
    if (!stopping.signal.aborted) options.onSourcesChanged()
    const running = [...generations]
    if (running.length === 0 || stopping.signal.aborted) return
    options.print(`Sources changed: restarting ${running.map(([name]) => name).join(', ')}`)
    generations.clear()
    for (const [name, generation] of running) {
      void endWhenIdle(generation)
      start(name)
    }
  }
  const watcher = watchSources(folder, restartAll)

  return {
    async list() {
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
      return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('_')).map(({ name }) =>
        name
      )
    },
    async use(name, work) {
      options.onCall(name)
      const generation = await find(name)
      if (!generation) return await work({ kind: 'unknown' })
      const process = await generation.process
      // Replaced while it booted: it may already be ending.
      if (generations.get(name) !== generation) return await this.use(name, work)
      if (process.kind === 'boot_error') return await work({ kind: 'boot_error' })
      const hold = () => {
        generation.inFlight += 1
        let isHeld = true
        return () => {
          if (isHeld) generation.inFlight -= 1
          isHeld = false
        }
      }
      return await work({ kind: 'running', origin: process.origin, ended: process.ended, hold })
    },
    async stop() {
      watcher.close()
      stopping.abort()
      await Promise.all(processes)
    },
  }
}

async function endWhenIdle(generation: Generation): Promise<void> {
  const process = await generation.process
  if (process.kind === 'boot_error') return
  const endsAt = performance.now() + DRAIN_LIMIT_MS
  while (generation.inFlight > 0 && performance.now() < endsAt) {
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await process.stop()
}

/** Calls `onChange` once after a burst of changes to files below the folder. */
function watchSources(folder: string, onChange: () => void): { close(): void } {
  const watcher = Deno.watchFs(folder, { recursive: true })
  let timer: ReturnType<typeof setTimeout> | undefined
  void (async () => {
    for await (const event of watcher) {
      if (event.kind === 'access' || event.kind === 'any' || event.kind === 'other') continue
      clearTimeout(timer)
      timer = setTimeout(onChange, DEBOUNCE_MS)
    }
  })()
  return {
    close() {
      clearTimeout(timer)
      watcher.close()
    },
  }
}
