import { readdirSync, readFileSync } from 'node:fs'

// CPU and memory as the Linux kernel counts them, in /proc; other systems have none of it and the bench says so.

/** USER_HZ of every Linux that Deno runs on. */
const TICKS_PER_S = 100
const PAGE_KB = 4

function readStat(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command in parentheses may hold spaces.
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}

/** Seconds of CPU, user and system, that the processes have used so far. */
export function readCpuSeconds(pids: readonly number[]): number {
  const ticks = pids.map((pid) => {
    const stat = readStat(pid)
    return stat === null ? 0 : Number(stat[11]) + Number(stat[12])
  })
  return ticks.reduce((sum, each) => sum + each, 0) / TICKS_PER_S
}

export function readRssMb(pid: number): number {
  return Number(readStat(pid)?.[21] ?? 0) * PAGE_KB / 1024
}

export function readParent(pid: number): number {
  return Number(readStat(pid)?.[1] ?? 0)
}

/** The process and its children: a Postgres server is its postmaster and one process per connection. */
export function listFamily(pid: number): number[] {
  const children = readdirSync('/proc').map(Number).filter((each) => each > 0 && readParent(each) === pid)
  return [pid, ...children]
}
