import {
  type AgentRequest,
  type Dependency,
  type Manifest,
  manifestSchema,
  type Participant,
} from '../supabase/functions/_shared/contract/agentMessages.ts'
import type { Fetch } from '../supabase/functions/_shared/contract/ports.ts'
import { CALL_CEILING_MS } from '../supabase/functions/_shared/domain/limits.ts'
import { instructorRequest } from './instructorRequest.ts'
import { BASIC_REQUEST } from './requests.ts'
import { type Clock, type Reply, sendRequest } from './sendRequest.ts'

export type Method = 'GET' | 'POST'

export const MAX_CALLS = 120
export const MAX_MS = 60_000
/** Sent with every request; an answer that holds it repeats what it was not asked. */
export const HEADER_CANARY = 'canary-3f9c0d52b7'

export type Target = {
  agent: Participant
  root: string
  token: string
  send: Fetch
  clock: Clock
}

export type Ask = {
  /** What is special about the request, in words: findings show it. */
  note: string
  request?: AgentRequest
  /** Default: the method all checks use. */
  method?: Method
  headers?: Record<string, string>
  /** Null: none is sent. */
  token?: string | null
  /** In place of the request's own JSON. */
  body?: string
  /** Added to the query of a GET, or to the JSON of a POST. */
  more?: Record<string, unknown>
}

/** Everything the checks know of the agent: what it was asked, what it said, and how to ask more. */
export type Probe = Target & {
  manifest: Manifest | null
  manifestReply: Reply
  methods: readonly Method[]
  /** The method of all checks that are not about a method: POST where there is one, because it carries more. */
  method: Method
  depends_on: readonly Dependency[]
  /** Every reply of the signals (or plan) route so far, in order. */
  transcript: Reply[]
  /** Calls of any route so far. */
  calls(): number
  /** True once a call was not made because calls or time were used up. */
  isExhausted(): boolean
  ask(ask: Ask): Promise<Reply>
  askPath(path: string, note: string): Promise<Reply>
  /** The basic request, asked once. */
  basic(method?: Method): Promise<Reply>
}

/** Thrown when calls or time are used up. */
export class ExhaustedError extends Error {}

const DEFAULT_DEPENDS_ON: Record<Participant, readonly Dependency[]> = {
  clo: ['intent', 'week'],
  alex: ['intent', 'week'],
  ta: ['intent', 'history'],
  socratic: ['intent', 'week'],
  instructor: ['intent', 'week', 'day', 'history', 'reviews'],
}

function readManifest(reply: Reply): Manifest | null {
  const parsed = reply.status === 200 ? manifestSchema.safeParse(reply.json) : null
  return parsed?.success ? parsed.data : null
}

function queryOf(
  request: AgentRequest,
  more: Record<string, unknown>,
): URLSearchParams {
  const { contract, learner, intent, position } = request
  return new URLSearchParams({
    user_id: learner.ref,
    topic: intent.topic,
    week: String(position.week),
    day: String(position.day),
    intent_id: intent.intent_id,
    v: contract.split('/')[1] ?? '',
    ...Object.fromEntries(
      Object.entries(more).map(([name, value]) => [name, String(value)]),
    ),
  })
}

/** Asks for the manifest and prepares the rest. */
export async function openProbe(target: Target): Promise<Probe> {
  const { agent, root, token, send, clock } = target
  const endsAt = clock.now() + MAX_MS
  const transcript: Reply[] = []
  const basics = new Map<Method, Promise<Reply>>()
  let calls = 0
  let isExhausted = false

  const call = async (
    method: string,
    path: string,
    ask: Ask,
    body: string | null,
  ): Promise<Reply> => {
    const leftMs = endsAt - clock.now()
    if (calls >= MAX_CALLS || leftMs <= 0) {
      isExhausted = true
      throw new ExhaustedError('the calls or the time of this run are used up')
    }
    calls += 1
    const bearer = ask.token === undefined ? token : ask.token
    const headers = {
      accept: 'application/json',
      'x-request-id': (ask.request ?? BASIC_REQUEST).request_id,
      'x-wisely-canary': HEADER_CANARY,
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      ...ask.headers,
    }
    const timeoutMs = Math.min(CALL_CEILING_MS, leftMs)
    return await sendRequest(
      {
        method,
        url: `${root}${path}`,
        headers,
        body,
        note: ask.note,
        timeoutMs,
      },
      send,
      clock,
    )
  }

  const askPath = (path: string, note: string) => call('GET', path, { note }, null)
  const manifestReply = await askPath(`/${agent}/manifest`, 'the manifest')
  const manifest = readManifest(manifestReply)
  const methods = manifest?.methods ??
    (agent === 'instructor' ? ['POST'] as const : ['GET'] as const)
  const method = methods.includes('POST') ? 'POST' : 'GET'

  const ask = async (asked: Ask): Promise<Reply> => {
    const path = agent === 'instructor' ? '/instructor/daily' : `/${agent}/signals`
    const request = asked.request ?? BASIC_REQUEST
    const reply = (asked.method ?? method) === 'GET'
      ? await call(
        'GET',
        `${path}?${queryOf(request, asked.more ?? {})}`,
        asked,
        null,
      )
      : await call(
        'POST',
        path,
        asked,
        asked.body ?? JSON.stringify({
          ...(agent === 'instructor' ? instructorRequest(request) : request),
          ...asked.more,
        }),
      )
    transcript.push(reply)
    return reply
  }

  const basic = (by: Method = method): Promise<Reply> => {
    const known = basics.get(by) ??
      ask({ note: 'the basic request', method: by })
    basics.set(by, known)
    return known
  }

  const depends_on = manifest?.depends_on ?? DEFAULT_DEPENDS_ON[agent]
  return {
    ...target,
    ...{ manifest, manifestReply, methods, method, depends_on, transcript },
    ...{ calls: () => calls, isExhausted: () => isExhausted, ask, askPath, basic },
  }
}
