import type { LlmSettings } from '../../supabase/functions/agents/llm/llmSettings.ts'
import { answerJson, type Behaviour, type SeenRequest } from './scriptedAgent.ts'

// The three providers' wire formats as a loopback server speaks them, written from their public references.

export type Stop = 'done' | 'cut_off' | 'refused'

export type Wire = {
  provider: LlmSettings['provider']
  /** What follows the server's root in WISELY_LLM_BASE_URL. */
  base_path: string
  /** A completion with this text. */
  say(text: string, stop?: Stop): Behaviour
  /** The JSON schema a request carries. */
  schemaOf(body: unknown): unknown
  instructionsOf(body: unknown): string
  userTextOf(body: unknown): string
  /** The header that carries the key, and its value for the key `k`. */
  key: [string, string]
}

/** The member at `messages.0.content`; undefined where there is none. */
function at(body: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>(
    (value, key) => value !== null && typeof value === 'object' ? Reflect.get(value, key) : undefined,
    body,
  )
}

export const USED = { input_tokens: 700, output_tokens: 300 }

const json = (value: unknown): string => JSON.stringify(value)

export const WIRES: Wire[] = [
  {
    provider: 'openai-compatible',
    base_path: '/v1',
    key: ['authorization', 'Bearer k'],
    say: (text, stop = 'done') =>
      answerJson({
        id: 'c1',
        object: 'chat.completion',
        created: 1,
        model: 'm',
        choices: [{
          index: 0,
          message: { role: 'assistant', content: stop === 'refused' ? null : text },
          finish_reason: { done: 'stop', cut_off: 'length', refused: 'content_filter' }[stop],
        }],
        usage: { prompt_tokens: 700, completion_tokens: 300, total_tokens: 1000 },
      }),
    schemaOf: (body) => at(body, 'response_format.json_schema.schema'),
    instructionsOf: (body) => json(at(body, 'messages.0.content')),
    userTextOf: (body) => String(at(body, 'messages.1.content')),
  },
  {
    provider: 'anthropic',
    base_path: '/v1',
    key: ['x-api-key', 'k'],
    say: (text, stop = 'done') =>
      answerJson({
        id: 'm1',
        type: 'message',
        role: 'assistant',
        model: 'm',
        content: stop === 'refused' ? [] : [{ type: 'text', text }],
        stop_reason: { done: 'end_turn', cut_off: 'max_tokens', refused: 'refusal' }[stop],
        usage: USED,
      }),
    schemaOf: (body) => at(body, 'output_config.format.schema'),
    instructionsOf: (body) => json(at(body, 'system')),
    userTextOf: (body) => String(at(body, 'messages.0.content.0.text')),
  },
  {
    provider: 'google',
    base_path: '/v1beta',
    key: ['x-goog-api-key', 'k'],
    say: (text, stop = 'done') =>
      answerJson({
        candidates: [{
          ...(stop === 'refused' ? {} : { content: { role: 'model', parts: [{ text }] } }),
          finishReason: { done: 'STOP', cut_off: 'MAX_TOKENS', refused: 'SAFETY' }[stop],
        }],
        usageMetadata: { promptTokenCount: 700, candidatesTokenCount: 300, totalTokenCount: 1000 },
      }),
    schemaOf: (body) => at(body, 'generationConfig.responseJsonSchema'),
    instructionsOf: (body) => json(at(body, 'systemInstruction')),
    userTextOf: (body) => String(at(body, 'contents.0.parts.0.text')),
  },
]

/** The material of a request: the JSON string between the fence lines, read back. */
export function readMaterial(userText: string): Record<string, unknown> {
  const [, line = ''] = /\nDATA-[\w-]+\n(.*)\nDATA-[\w-]+\n/.exec(userText) ?? []
  return JSON.parse(JSON.parse(line))
}

/** Says what `write` makes of the request's material. */
export function sayFor(wire: Wire, write: (material: Record<string, unknown>) => unknown): Behaviour {
  return (response, request: SeenRequest, socket) => {
    const material = readMaterial(wire.userTextOf(JSON.parse(request.body)))
    wire.say(JSON.stringify(write(material)))(response, request, socket)
  }
}
