import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dayRunResponseSchema } from '../../supabase/functions/_shared/contract/dayRun.ts'
import { INTENT, signUpLearner } from '../support/learner.ts'
import { sayFor, WIRES } from '../support/modelWires.ts'
import {
  answerStatus,
  type Behaviour,
  type ScriptedAgent,
  startScriptedAgent,
} from '../support/scriptedAgent.ts'
import { type RunningStack, startStack } from '../support/stack.ts'

const [wire] = WIRES
if (wire === undefined) throw new Error('Cannot test: no wire')

let model: ScriptedAgent
let stack: RunningStack

beforeAll(async () => {
  model = await startScriptedAgent()
  stack = await startStack({
    WISELY_LLM_PROVIDER: 'openai-compatible',
    WISELY_LLM_MODEL: 'loopback-model',
    WISELY_LLM_API_KEY: 'llm-key-canary',
    WISELY_LLM_BASE_URL: `${model.root}/v1`,
    WISELY_LLM_AGENTS: 'clo,instructor',
  })
})
afterAll(async () => {
  await stack?.stop()
  await model?.close()
})

const UNIT = {
  name: 'Light a smoker that lasts an hour',
  kind: 'procedure',
  est_min: 45,
  prereqs: [],
  task: 'Light the smoker with dry grass and keep it going for an hour',
  check: 'cool white smoke comes out after sixty minutes',
}

/** An outline and objectives for the clo, the baseline's steps under another title for the instructor. */
const answerWell = (title: string) =>
  sayFor(
    wire,
    (material) =>
      'steps' in material
        ? { title, description: 'The plan of the day, in the words of a model', steps: material['steps'] }
        : {
          theme: 'A calm hive',
          objectives: [{ text: 'Light a smoker unaided', bloom: 'apply', unit_ids: ['smoker'], weight: 3 }],
          units: ['smoker', 'frames', 'queen'].map((id) => ({ id, ...UNIT, name: `${UNIT.name}: ${id}` })),
        },
  )

async function runDay(play: Behaviour) {
  model.requests.length = 0
  model.play('v1', play)
  const learner = await signUpLearner(stack.info)
  await learner.call('intent.sync', {
    body: { ...INTENT, topic: 'Beekeeping', end_goal: 'Keep one healthy hive' },
  })
  return dayRunResponseSchema.parse((await learner.call('day.run', { body: {} })).json)
}

describe('agents that a language model writes for', () => {
  it('give a day with the outline of the clo and the words of the instructor, within the gates', async () => {
    const day = await runDay(answerWell('Smoke first, then look'))

    expect(model.requests.map(({ url }) => url.pathname)).toEqual([
      '/v1/chat/completions',
      '/v1/chat/completions',
    ])
    expect(day).toMatchObject({
      cache_misses: 4,
      degraded_mode: false,
      plan_json: { source: 'instructor', title: 'Smoke first, then look', grounding: 'agent' },
    })
    expect(day.plan_json.steps.flatMap((step) => step.unit_ids)).toContain('smoker')
    expect(day.plan_json.steps.reduce((sum, step) => sum + step.minutes, 0)).toBe(60)
  })

  it('survive junk: the clo answers by its rules, the built-in plan is served and says why', async () => {
    const day = await runDay(wire.say('I am a teapot'))

    expect(day).toMatchObject({
      cache_misses: 4,
      degraded_mode: true,
      degraded_reasons: ['instructor:agent_error'],
      plan_json: { source: 'builtin', grounding: 'process_only' },
    })
    expect(model.requests).toHaveLength(2)
  })

  it('survive a provider that refuses our key', async () => {
    const day = await runDay(answerStatus(401))

    expect(day.degraded_reasons).toEqual(['instructor:agent_error'])
    expect(day.plan_json.steps.reduce((sum, step) => sum + step.minutes, 0)).toBe(60)
  })

  it('leave neither the key nor the learner in prompts and logs', async () => {
    await runDay(answerWell('Look at the frames first'))
    const log = await readFile(stack.info.FUNCTIONS_LOG, 'utf8')

    expect(log).toContain('llm_writes_nothing')
    expect(log).not.toContain('llm-key-canary')
    expect(log).not.toContain('Beekeeping')
    expect(model.requests.map(({ body }) => body).join()).not.toMatch(
      /llm-key-canary|sb_secret|America\/New_York/,
    )
    expect(model.requests[0]?.headers.authorization).toBe('Bearer llm-key-canary')
  })
})
