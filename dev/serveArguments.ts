import { join } from 'node:path'

// No Deno names in this file: tests that run under Node's types import it.

/** How Deno serves a function as the platform does: its own deno.json, no rights but network and environment. */
export function listServeArguments(repository: string, name: string): string[] {
  const folder = join(repository, 'supabase', 'functions', name)
  return [
    ...['serve', '--no-lock', '--no-prompt', '--node-modules-dir=manual'],
    ...['--config', join(folder, 'deno.json'), '--host', '127.0.0.1', '--port', '0'],
    ...['--allow-net', '--allow-env', join(folder, 'index.ts')],
  ]
}

/** How the worker runs where it is a process of its own: the same rights. The container's command is this one. */
export function listWorkerArguments(repository: string): string[] {
  const folder = join(repository, 'supabase', 'functions', 'worker')
  return [
    ...['run', '--no-lock', '--no-prompt', '--node-modules-dir=manual'],
    ...['--config', join(folder, 'deno.json'), '--allow-net', '--allow-env', join(folder, 'main.ts')],
  ]
}
