import type { LanguageModel } from 'ai'
import type { Fetch } from '../../_shared/contract/ports.ts'
import { guardFetch } from './guardFetch.ts'
import type { LlmSettings } from './llmSettings.ts'

type Sdk = typeof import('ai')
/** The SDK and the model it talks to. */
export type LoadedModel = { sdk: Sdk; model: LanguageModel }

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

/** Loads the SDK, which costs 70-90 ms and 28 MB: on first use, and in function `agents` only. */
export async function loadModel(settings: LlmSettings, send: Fetch): Promise<LoadedModel> {
  // The SDK would print its warnings past our log.
  Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false })
  const sdk = await import('ai')
  const model = await createModel(settings, send)
  return { sdk, model: sdk.wrapLanguageModel({ model, middleware: sdk.extractJsonMiddleware() }) }
}
