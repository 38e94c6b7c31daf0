// Quality sessions over real HTTP: the promises that a caller sees, each named after its row.
import { describe, expect, inject, it } from 'vitest'
import { sessionStatusResponseSchema } from '../../supabase/functions/_shared/contract/session.ts'
import { signUpLearner } from '../support/learner.ts'
import { createSessionApi } from '../support/sessions.ts'

const stack = inject('stack')
const PROMPT = { prompt: 'Plan a day about sorting algorithms' }

async function enterLearner() {
  const learner = await signUpLearner(stack)
  return { learner, api: createSessionApi(stack, { authorization: `Bearer ${learner.token}` }) }
}

describe('a session', () => {
  it('0-01 is started with an id and its address, and its status is there at once', async () => {
    const { api } = await enterLearner()
    const started = await api.ask('start', {
      body: {
        prompt: 'Write a function to calculate fibonacci',
        mode: 'quality',
        options: {
          maxIterations: 3,
          qualityThreshold: 0.85,
          parallelVariants: [
            { name: 'creative', modifier: 'Be innovative' },
            { name: 'robust', modifier: 'Handle edge cases' },
          ],
        },
      },
    })

    expect(started.status).toBe(200)
    expect(Object.keys(started.json)).toEqual(['id', 'sessionUrl'])
    expect(started.json.sessionUrl).toBe(`/session/${started.json.id}`)
    const status = await api.ask(`${started.json.id}/status`)
    expect(status.status).toBe(200)
    expect(status.json.meta).toMatchObject({ id: started.json.id })
    console.log(JSON.stringify(status.json, null, 1))
    console.log(await api.follow(String(started.json.id)))
    console.log(JSON.stringify((await api.ask(`${started.json.id}/status`)).json, null, 1).slice(0, 3000))
  })
})
