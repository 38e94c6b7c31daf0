import type { z } from 'zod'
import { failAsk, judgeModelError, type ModelFailure, type TokenCount } from './judgeModelError.ts'
import type { LoadedModel } from './loadModel.ts'

export type ModelAsk<T> = {
  instructions: string
  prompt: string
  schema: z.ZodType<T>
  max_output_tokens: number
  timeout_ms: number
}

export type ModelAnswer<T> = { kind: 'answered'; output: T; tokens: TokenCount | null } | ModelFailure

/** One question to the model, never repeated here: the orchestrator owns retries, else they multiply. Never throws. */
export async function askModel<T>(ask: ModelAsk<T>, loaded: LoadedModel): Promise<ModelAnswer<T>> {
  const { sdk, model } = loaded
  try {
    const result = await sdk.generateText({
      model,
      output: sdk.Output.object({ schema: ask.schema }),
      instructions: ask.instructions,
      prompt: ask.prompt,
      maxOutputTokens: ask.max_output_tokens,
      maxRetries: 0,
      timeout: ask.timeout_ms,
      // For a model it does not know the SDK would force a tool call instead: no tools.
      providerOptions: { anthropic: { structuredOutputMode: 'outputFormat' } },
    })
    const { inputTokens, outputTokens } = result.usage
    const tokens = inputTokens === undefined ? null : { input: inputTokens, output: outputTokens ?? 0 }
    // Any other reason to stop leaves no object, and reading `output` would throw without the usage.
    if (result.finishReason !== 'stop') {
      return failAsk(result.finishReason === 'content-filter' ? 'refused' : 'bad_output', { tokens })
    }
    return { kind: 'answered', output: result.output, tokens }
  } catch (error) {
    return judgeModelError(error, loaded)
  }
}
