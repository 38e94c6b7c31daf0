import { describe, expect, it } from 'vitest'
import { readLlmSettings } from '../../../supabase/functions/agents/llm/llmSettings.ts'

const SET = {
  WISELY_LLM_AGENTS: 'instructor, clo',
  WISELY_LLM_PROVIDER: 'anthropic',
  WISELY_LLM_MODEL: 'some-model-1',
  WISELY_LLM_API_KEY: 'key',
}

describe('the settings of a language model', () => {
  it('are idle while no agent is named', () => {
    expect(readLlmSettings({ ...SET, WISELY_LLM_AGENTS: '' })).toBeNull()
    expect(readLlmSettings({})).toBeNull()
  })

  it('have the address of the provider, caps and nothing of the SDKs own variables', () => {
    expect(readLlmSettings({ ...SET, ANTHROPIC_BASE_URL: 'https://evil.example' })).toEqual({
      provider: 'anthropic',
      model: 'some-model-1',
      api_key: 'key',
      base_url: 'https://api.anthropic.com/v1',
      agents: ['clo', 'instructor'],
      max_output_tokens: null,
      tokens_per_learner_day: 20_000,
      tokens_per_day: 1_000_000,
    })
  })

  it.each(['https://llm.example/v1', 'http://127.0.0.1:11434/v1', 'http://localhost:8000/v1'])(
    'take %s as base URL',
    (url) => {
      expect(readLlmSettings({ ...SET, WISELY_LLM_BASE_URL: `${url}/` })?.base_url).toBe(url)
    },
  )

  const wrong: [string, Record<string, string>][] = [
    ['WISELY_LLM_AGENTS', { WISELY_LLM_AGENTS: 'clo,canary' }],
    ['WISELY_LLM_PROVIDER', { WISELY_LLM_PROVIDER: 'canary' }],
    ['WISELY_LLM_PROVIDER', { WISELY_LLM_PROVIDER: '' }],
    ['WISELY_LLM_MODEL', { WISELY_LLM_MODEL: '../canary' }],
    ['WISELY_LLM_MODEL', { WISELY_LLM_MODEL: '' }],
    ['WISELY_LLM_API_KEY', { WISELY_LLM_API_KEY: '' }],
    ['WISELY_LLM_API_KEY', { WISELY_LLM_API_KEY: 'canary\r\nx: y' }],
    ['WISELY_LLM_BASE_URL', { WISELY_LLM_PROVIDER: 'openai-compatible' }],
    ['WISELY_LLM_BASE_URL', { WISELY_LLM_BASE_URL: 'http://canary.example' }],
    ['WISELY_LLM_BASE_URL', { WISELY_LLM_BASE_URL: 'https://user:canary@llm.example' }],
    ['WISELY_LLM_BASE_URL', { WISELY_LLM_BASE_URL: 'https://169.254.169.254/canary' }],
    ['WISELY_LLM_TOKENS_PER_DAY', { WISELY_LLM_TOKENS_PER_DAY: 'canary' }],
    ['WISELY_LLM_TOKENS_PER_LEARNER_DAY', { WISELY_LLM_TOKENS_PER_LEARNER_DAY: '-1' }],
    ['WISELY_LLM_MAX_OUTPUT_TOKENS', { WISELY_LLM_MAX_OUTPUT_TOKENS: '1' }],
  ]
  it.each(wrong)('a wrong %s stops the boot with its name and without its value', (name, vars) => {
    expect(() => readLlmSettings({ ...SET, ...vars })).toThrow(name)
    expect(() => readLlmSettings({ ...SET, ...vars })).not.toThrow('canary')
  })
})
