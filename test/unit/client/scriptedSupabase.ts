import { FunctionsFetchError, FunctionsHttpError, FunctionsRelayError } from '@supabase/supabase-js'
import type { ClientPorts, InvokeOptions, SupabaseLike } from '../../../client/mod.ts'
import { createVirtualTimer, type VirtualTimer } from '../../support/virtualTimer.ts'

export type Invoked = { path: string; options: InvokeOptions }
export type Outcome = { data: unknown; error: unknown }
export type Script = (invoked: Invoked) => Outcome | Promise<Outcome>

/** A client that plays its script in order; the last part stays. */
export function scriptSupabase(...script: Script[]): { supabase: SupabaseLike; calls: Invoked[] } {
  const calls: Invoked[] = []
  const invoke = async (path: string, options: InvokeOptions) => {
    const part = script[Math.min(calls.length, script.length - 1)]
    calls.push({ path, options })
    return await part?.({ path, options }) ?? { data: null, error: null }
  }
  return { supabase: { functions: { invoke } }, calls }
}

export const answer = (data: unknown): Script => () => ({ data, error: null })

export function refuse(status: number, body: unknown = '', headers: Record<string, string> = {}): Script {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return () => ({ data: null, error: new FunctionsHttpError(new Response(text, { status, headers })) })
}

export const refuseAtRelay = (status: number): Script => () => ({
  data: null,
  error: new FunctionsRelayError(new Response('', { status, headers: { 'x-relay-error': 'true' } })),
})

export const loseNetwork: Script = () => ({
  data: null,
  error: new FunctionsFetchError(new TypeError('fetch failed')),
})

/** Never answers and does not listen to the signal, as an old supabase-js. */
export const hang: Script = () => new Promise(() => {})

export function envelope(code: string, details?: Record<string, unknown>) {
  return { error: { code, message: 'Cannot run day: as scripted', details, requestId: 'in-body' } }
}

export type TestPorts = ClientPorts & { timer: VirtualTimer }

/** Waits take no time, randomness is always 0, keys are numbered. */
export function createTestPorts(): TestPorts {
  let keys = 0
  return { timer: createVirtualTimer(), random: () => 0, makeKey: () => `key-${++keys}` }
}
