import { findListener } from './processes.ts'
import { loadRecord } from './record.ts'
import type { Settings } from './settings.ts'
import { StackError } from './stackError.ts'

/** Refuses a second stack in one home. */
export async function checkNotRunning(settings: Settings): Promise<void> {
  const running = await loadRecord(settings.home)
  if (!running) return
  throw new StackError(
    `This stack is already running: pid ${running.pid}, ${running.info.API_URL}\n` +
      `Stop it with "npm run stop", or set WISELY_HOME, WISELY_PORT and WISELY_DB_PORT to start another one.`,
  )
}

/** Refuses taken ports, and says who has them and how to go on. */
export async function checkPorts(settings: Settings): Promise<void> {
  await checkPort(settings.port, 'WISELY_PORT')
  await checkPort(settings.dbPort, 'WISELY_DB_PORT')
}

async function checkPort(port: number, variable: string): Promise<void> {
  if (isFree(port)) return
  const holder = await findListener(port)
  const who = holder ? `pid ${holder.pid} (${holder.command})` : 'another process'
  const how = holder
    ? `Stop it with "kill ${holder.pid}" ("npx supabase stop" if it is the Supabase CLI's stack)`
    : `Stop it ("npx supabase stop" if it is the Supabase CLI's stack)`
  throw new StackError(`Port ${port} is taken by ${who}.\n${how}, or set ${variable} to another port.`)
}

function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: '127.0.0.1', port }).close()
    return true
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false
    throw error
  }
}
