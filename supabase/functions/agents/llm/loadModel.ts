import type { LanguageModel } from 'ai'
import type { Fetch } from '../../_shared/contract/ports.ts'
import { guardFetch } from './guardFetch.ts'
import type { LlmSettings } from './llmSettings.ts'

type Sdk = typeof import('ai')
/** The SDK and the model it talks to. */
export type LoadedModel = { sdk: Sdk; model: LanguageModel }

// Not written into the import itself: deno check would ask for Node's types, which this function does not declare.
const OS = 'node:os'

async function createModel(settings: LlmSettings, send: Fetch) {
  const { provider, model, api_key, base_url } = settings
  const options = { baseURL: base_url, apiKey: api_key, fetch: guardFetch(send, base_url) }
  switch (provider) {
    case 'openai-compatible': {
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
      return createOpenAICompatible({ ...options, name: 'llm', supportsStructuredOutputs: true })(model)
    }
    case 'anthropic': {
      const { createAnthropic } = await import('@ai-sdk/anthropic')
      return createAnthropic(options)(model)
    }
    case 'google': {
      const { createGoogle } = await import('@ai-sdk/google')
      return createGoogle(options)(model)
    }
    default:
      return provider satisfies never
  }
}

/**
 * Imports `ai`. One of its dependencies asks for the machine's name while it loads, for a user agent that is never sent
 * here; a function may have no right to know it (Deno: NotCapable, sys "hostname"), and the whole import would fail.
 */
async function importSdk(): Promise<Sdk> {
  const os: { hostname(): string } | null = await import(OS).then((module) => module.default, () => null)
  const hostname = os?.hostname
  if (os !== null) os.hostname = () => 'function'
  try {
    return await import('ai')
  } finally {
    if (os !== null && hostname !== undefined) os.hostname = hostname
  }
}

/** Loads the SDK, which costs 70-90 ms and 28 MB: on first use, and in function `agents` only. */
export async function loadModel(settings: LlmSettings, send: Fetch): Promise<LoadedModel> {
  // The SDK would print its warnings past our log.
  Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false })
  const sdk = await importSdk()
  const model = await createModel(settings, send)
  return { sdk, model: sdk.wrapLanguageModel({ model, middleware: sdk.extractJsonMiddleware() }) }
}
