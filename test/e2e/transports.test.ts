import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dayRunResponseSchema } from '../../supabase/functions/_shared/contract/dayRun.ts'
import { INTENT, signUpLearner } from '../support/learner.ts'
import {
  answerJson,
  type Behaviour,
  type ScriptedAgent,
  startScriptedAgent,
} from '../support/scriptedAgent.ts'
import { type RunningStack, startStack } from '../support/stack.ts'

let instructor: ScriptedAgent
let stack: RunningStack

beforeAll(async () => {
  instructor = await startScriptedAgent()
  stack = await startStack({ WISELY_AGENTS_TRANSPORT: 'http', WISELY_AGENT_INSTRUCTOR_URL: instructor.root })
})
afterAll(async () => {
  await stack?.stop()
  await instructor?.close()
})

async function runDay(play: Behaviour) {
  instructor.play('instructor', play)
  const learner = await signUpLearner(stack.info)
  await learner.call('intent.sync', { body: INTENT })
  return dayRunResponseSchema.parse((await learner.call('day.run', { body: {} })).json)
}

/** Answers with the baseline it was given, under another title. */
const retitle: Behaviour = (response, request, socket) => {
  const { baseline_plan, TOPIC, JWT } = JSON.parse(request.body)
  expect([TOPIC, JWT]).toEqual(['Machine Learning', undefined])
  answerJson({ plan_json: { ...baseline_plan, title: 'Chosen by the instructor' } })(
    response,
    request,
    socket,
  )
}

describe('the deployed agents function and an instructor, both over HTTP', () => {
  it('give the same kind of day as the in-process agents, with the plan the instructor chose', async () => {
    const day = await runDay(retitle)
    expect(day).toMatchObject({
      cache_misses: 4,
      degraded_mode: false,
      plan_json: { source: 'instructor', title: 'Chosen by the instructor' },
    })
    expect(day.plan_json.steps.reduce((sum, step) => sum + step.minutes, 0)).toBe(60)
  })

  it('an instructor whose plan scores less is left without degrading the day, and both scores are told', async () => {
    const steps = ['Learn the key concepts', 'Practice a little', 'Reflect on it']
    const day = await runDay(answerJson({ plan_json: { title: 'Thin', steps } }))
    const [ours, theirs] = day.plan_json.candidates
    expect(day).toMatchObject({
      degraded_mode: false,
      plan_json: { source: 'builtin' },
      plan_score: ours?.score,
    })
    expect(theirs).toMatchObject({ source: 'instructor', rejected: 'scores below the built-in plan' })
    expect(theirs?.score).toBeLessThan(ours?.score ?? 0)
  })

  it('an instructor whose plan fails the gates leaves the built-in plan, marked as degraded', async () => {
    const day = await runDay(answerJson({ plan_json: { title: 'TODO', steps: [] } }))
    expect(day).toMatchObject({
      degraded_mode: true,
      degraded_reasons: ['instructor:rejected'],
      plan_json: { source: 'builtin' },
    })
  })
})
