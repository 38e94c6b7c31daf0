import * as sdk from 'ai'
import { MockLanguageModelV4 } from 'ai/test'
import { describe, expect, it } from 'vitest'
import { manifestSchema, SIGNAL_SCHEMAS } from '../../../supabase/functions/_shared/contract/agentMessages.ts'
import { CATALOG } from '../../../supabase/functions/agents/catalog.ts'
import { planAskOf, startLlmAgents } from '../../support/llmAgents.ts'
import { readMaterial } from '../../support/modelWires.ts'
import { askOf, makeDone, makeInput, makeIntent } from '../domain/learnerFixture.ts'

type Write = (material: Record<string, unknown>) => unknown

/** Agents whose model is a function of the prompt's material. */
function agentsWriting(write: Write, changes: Parameters<typeof startLlmAgents>[0] = {}) {
  const model = new MockLanguageModelV4({
    doGenerate: ({ prompt }) => {
      const user = prompt.find((message) => message.role === 'user')?.content[0]
      const text = user?.type === 'text' ? user.text : ''
      return Promise.resolve({
        content: [{ type: 'text', text: JSON.stringify(write(readMaterial(text))) }],
        finishReason: { unified: 'stop', raw: 'stop' },
        usage: {
          inputTokens: { total: 900, noCache: 900, cacheRead: 0, cacheWrite: 0 },
          outputTokens: { total: 100, text: 100, reasoning: 0 },
        },
        warnings: [],
      })
    },
  })
  return { ...startLlmAgents(changes, () => Promise.resolve({ sdk, model })), model }
}

const ask = askOf(makeInput())
const bees = askOf(
  makeInput({ intent: makeIntent({ topic: 'Beekeeping', end_goal: 'Keep one healthy hive' }) }),
)
const unit = (id: string, prereqs: string[] = []) => ({
  id,
  prereqs,
  name: `The work on ${id}`,
  kind: 'procedure',
  est_min: 45,
  task: 'Do it once on your own hive',
  check: 'the bees stay calm while you do it',
})

describe('a model that writes for the agents', () => {
  it('gives a topic without an outline its units, in an order without circles and marked as unchecked', async () => {
    const { post } = agentsWriting(() => ({
      theme: 'A calm hive',
      objectives: [
        { text: 'Light a smoker unaided', bloom: 'apply', unit_ids: ['smoker', 'unknown'], weight: 0.2 },
        { text: 'Lift out a frame without haste', bloom: 'apply', unit_ids: ['frames'], weight: 0.2 },
      ],
      units: [unit('frames', ['smoker', 'queen']), unit('smoker'), unit('queen', ['frames', 'nowhere'])],
    }))
    const { envelope } = await post('/clo/signals', bees)
    const data = SIGNAL_SCHEMAS.clo.parse(envelope.data)

    expect(data).toMatchObject({ grounding: 'agent', theme: 'A calm hive', risk_flags: ['outline_by_model'] })
    expect(data.objectives.map(({ unit_ids, weight }) => [unit_ids, weight])).toEqual([
      [['smoker'], 0.5],
      [['frames'], 0.5],
    ])
    const placed = data.units.map(({ id }) => id)
    for (const { id, prereqs } of data.units) {
      for (const prereq of prereqs) expect(placed.indexOf(prereq)).toBeLessThan(placed.indexOf(id))
    }
  })

  it('cannot change which exercises there are, nor claim blockers or mastery', async () => {
    const { post } = agentsWriting(({ exercises }) => ({
      // The material's exercises are the agent's own.
      exercises: [...(exercises as { id: string }[]), { id: 'invented' }].map(({ id }) => ({
        id,
        prompt: 'Take your own table and mark each column that you would not trust in a model.',
        done_when: 'each column has a mark and a reason',
        hints: [],
      })),
      mastery: [{ unit_id: 'ml-table-audit', p: 1, n: 9 }],
    }))
    const { envelope } = await post('/ta/signals', ask)
    const data = SIGNAL_SCHEMAS.ta.parse(envelope.data)
    const twin = SIGNAL_SCHEMAS.ta.parse(CATALOG.ta.compose(ask))

    expect(data.exercises.map(({ id }) => id)).toEqual(twin.exercises.map(({ id }) => id))
    expect(data.exercises[0]?.prompt).toMatch(/^Take your own table/)
    expect([data.blockers, data.mastery]).toEqual([twin.blockers, twin.mastery])
  })

  it('brings the weights of a rubric to a sum of 1', async () => {
    const levels = ['nothing is there', 'a part is there', 'all of it is there', 'it is there and was tested']
    const { post } = agentsWriting(({ project }) => ({
      project,
      rubric: ['Works', 'Correct', 'Clear'].map((name) => ({ name, weight: 0.9, levels })),
    }))
    const { envelope } = await post('/alex/signals', ask)

    expect(SIGNAL_SCHEMAS.alex.parse(envelope.data).rubric.map(({ weight }) => weight)).toEqual([
      0.334,
      0.333,
      0.333,
    ])
    expect(envelope.meta.degraded).toBeUndefined()
  })

  it('is not asked where there is nothing to word, and that is not degraded', async () => {
    const { post, model } = agentsWriting(() => ({}))
    const { envelope } = await post('/socratic/signals', bees)

    expect(model.doGenerateCalls).toHaveLength(0)
    expect(envelope.meta.degraded).toBeUndefined()
  })

  it('is asked once for equal material of one learner, and the answer keeps its validator', async () => {
    const { post, model, countLoads } = agentsWriting(({ project }) => ({
      project,
      rubric: ['A', 'B', 'C'].map((name) => ({
        name,
        weight: 1,
        levels: ['not', 'partly', 'wholly', 'more'],
      })),
    }))
    const first = await post('/alex/signals', ask)
    const again = await post('/alex/signals', { ...ask, request_id: 'r2', deadline_ms: 5000 })
    const known = await post('/alex/signals', { ...ask, if_none_match: first.headers.get('etag') })
    await post('/alex/signals', { ...ask, learner: { ...ask.learner, ref: 'another' } })

    expect(again.headers.get('etag')).toBe(first.headers.get('etag'))
    expect(again.envelope.meta.usage).toBeUndefined()
    expect(known.envelope.code).toBe('NOT_MODIFIED')
    expect(model.doGenerateCalls).toHaveLength(2)
    expect(countLoads()).toBe(1)
  })

  it('sees of the history only what the agent declares to depend on', async () => {
    const prompts: string[] = []
    const { post } = agentsWriting((material) => prompts.push(JSON.stringify(material)))
    const history = [{ ...makeDone(), confidence: 3, recall: null, struggle: true, notes: 'note-canary' }]
    const body = { ...ask, state: { ...ask.state, history } }
    for (const agent of ['clo', 'alex', 'socratic', 'ta']) await post(`/${agent}/signals`, body)

    expect(prompts.map((prompt) => prompt.includes('note-canary'))).toEqual([false, false, false, true])
  })

  it('over a cap leaves the twin for a signal and the code BUDGET for a plan, and costs nothing', async () => {
    const { post, model } = agentsWriting(() => ({}), { tokens_per_learner_day: 1000 })
    const signal = await post('/ta/signals', ask)
    const plan = await post('/instructor/daily', planAskOf())

    expect(signal.envelope).toMatchObject({
      ok: true,
      data: CATALOG.ta.compose(ask),
      meta: { degraded: true },
    })
    expect([plan.status, plan.envelope.code]).toEqual([429, 'BUDGET'])
    expect(plan.headers.get('retry-after')).toBeNull()
    expect(model.doGenerateCalls).toHaveLength(0)
  })

  it('with too little time is not asked', async () => {
    const { post, model } = agentsWriting(() => ({}))
    const { envelope } = await post('/ta/signals', ask, { 'x-deadline-ms': '300' })

    expect(envelope.meta.degraded).toBe(true)
    expect(model.doGenerateCalls).toHaveLength(0)
  })

  it('that cannot be loaded leaves the twin and is tried again', async () => {
    const agents = startLlmAgents({}, () => Promise.reject(new Error('path-canary')))
    await agents.post('/ta/signals', ask)
    const { envelope } = await agents.post('/ta/signals', ask)

    expect(envelope.meta.degraded).toBe(true)
    expect(agents.countLoads()).toBe(2)
    expect(JSON.stringify(agents.lines)).not.toContain('canary')
  })
})

describe('the version', () => {
  it('of an agent with a model names it, and the others keep theirs', async () => {
    const { post } = agentsWriting(() => ({}), { agents: ['ta'], model: 'm'.repeat(120) })
    const ta = await post('/ta/signals', ask)
    const clo = await post('/clo/signals', ask)

    expect(manifestSchema.shape.agent_version.parse(ta.envelope.meta.agent_version)).toMatch(/\+llm1-m+$/)
    expect(clo.envelope.meta.agent_version).not.toContain('llm')
  })
})
