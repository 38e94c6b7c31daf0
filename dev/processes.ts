import { readdir, readFile, readlink } from 'node:fs/promises'

/**
 * What tells this process from any other that had or will have the same pid: start time and command line.
 * `null` when no such process runs; a zombie does not run (containers without an init keep them).
 */
export async function identifyProcess(pid: number): Promise<string | null> {
  if (Deno.build.os !== 'linux') return await identifyWithPs(pid)
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in parentheses and may hold spaces: count from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return null
    const commandLine = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim()
    return `${fields[19]} ${commandLine}`
  } catch {
    return null
  }
}

async function identifyWithPs(pid: number): Promise<string | null> {
  const ps = new Deno.Command('ps', {
    args: ['-o', 'stat=,lstart=,command=', '-p', String(pid)],
    stderr: 'null',
  })
  const { success, stdout } = await ps.output().catch(() => ({ success: false, stdout: new Uint8Array() }))
  const line = new TextDecoder().decode(stdout).trim()
  if (!success || line === '' || line.startsWith('Z')) return null
  return line.replace(/^\S+\s+/, '')
}

/** Waits until the process is gone; `false` when it still runs after `withinMs`. */
export async function waitForExit(pid: number, withinMs: number): Promise<boolean> {
  const endsAt = performance.now() + withinMs
  while (await identifyProcess(pid) !== null) {
    if (performance.now() > endsAt) return false
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return true
}

/** Sends the signal; a process that is already gone is no error. */
export function signalProcess(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound) && !(error instanceof TypeError)) throw error
  }
}

/** Who listens on this loopback port, as far as this machine tells: `null` when it does not. */
export async function findListener(port: number): Promise<{ pid: number; command: string } | null> {
  const pid = Deno.build.os === 'linux' ? await findListenerInProc(port) : await findListenerWithLsof(port)
  if (pid === null) return null
  const identity = await identifyProcess(pid)
  return identity === null ? null : { pid, command: identity.replace(/^\d+ /, '').slice(0, 120) }
}

async function findListenerInProc(port: number): Promise<number | null> {
  const inodes = new Set<string>()
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of (await readFile(table, 'utf8').catch(() => '')).split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/)
      if (fields[1]?.endsWith(wanted) && fields[3] === '0A') inodes.add(`socket:[${fields[9]}]`)
    }
  }
  if (inodes.size === 0) return null
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    for (const fd of await readdir(`/proc/${name}/fd`).catch(() => [])) {
      if (inodes.has(await readlink(`/proc/${name}/fd/${fd}`).catch(() => ''))) return Number(name)
    }
  }
  return null
}

async function findListenerWithLsof(port: number): Promise<number | null> {
  const lsof = new Deno.Command('lsof', {
    args: ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t'],
    stderr: 'null',
  })
  const { stdout } = await lsof.output().catch(() => ({ stdout: new Uint8Array() }))
  const pid = parseInt(new TextDecoder().decode(stdout), 10)
  return Number.isNaN(pid) ? null : pid
}
