import type { ModelAnswer, ModelRequest } from '../../supabase/functions/_shared/contract/model.ts'
import type { Send, Timer } from '../../supabase/functions/_shared/contract/ports.ts'

/** What a scripted model does with one question: an answer, a whole response, or a failure. */
export type Line = ModelAnswer | Response | 'fail'
export type Script = (request: ModelRequest, nth: number) => Line | Promise<Line>

export const MODEL_URL = 'https://model.example/ask'

export type ScriptedModel = {
  fetch: Send
  /** Every question so far, as it went over the wire. */
  asked: ModelRequest[]
  headers: Headers[]
  countOf(task: ModelRequest['task']): number
}

/** A model that says what a test gives it; asked by the real client, without a network. `ms`: how long it thinks. */
export function createScriptedModel(script: Script, thinks?: { timer: Timer; ms: number }): ScriptedModel {
  const asked: ModelRequest[] = []
  const headers: Headers[] = []
  return {
    asked,
    headers,
    countOf: (task) => asked.filter((request) => request.task === task).length,
    async fetch(_url, init) {
      // The client sends its requests as JSON text.
      const request = JSON.parse(init.body as string) as ModelRequest
      asked.push(request)
      headers.push(new Headers(init.headers))
      const nth = asked.length
      const signal = init.signal ?? new AbortController().signal
      if (thinks !== undefined) await thinks.timer.sleep(thinks.ms, signal)
      signal.throwIfAborted()
      const line = await script(request, nth)
      if (line === 'fail') return new Response('', { status: 503 })
      return line instanceof Response ? line : Response.json(line)
    },
  }
}
