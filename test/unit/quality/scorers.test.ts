import { describe, expect, it } from 'vitest'
import type { Send } from '../../../supabase/functions/_shared/contract/ports.ts'
import { readExternalScore } from '../../../supabase/functions/_shared/domain/quality/externalScore.ts'
import { verifyWebhook } from '../../../supabase/functions/_shared/hooks/signature.ts'
import { qualityRun } from '../../../supabase/functions/_shared/quality/qualityRun.ts'
import { LATER_TASK } from '../../../supabase/functions/_shared/quality/scoreLater.ts'
import { listCallbackSecrets, resolveScorers } from '../../../supabase/functions/_shared/quality/scorers.ts'
import { resolveFastAgent } from '../../../supabase/functions/_shared/agents/fastAgent.ts'
import { createMemoryRun } from '../../support/memoryRun.ts'
import { createSteadyTimer, type SteadyTimer } from '../../support/steadyTimer.ts'
import { createQualityPorts, makeQualityInput, readOutcome, SCORERS, tellStory, typesOf } from './fixture.ts'

type Body = { type: string; run_id: string; name: string; iteration: number; callbackUrl?: string }
const bodyOf = (init: RequestInit): Body => JSON.parse(init.body as string) // Deliveries are sent as JSON text.

describe('the quick scorer', () => {
  it.each([
    ['passRate', { passRate: 0.25, more: 'ignored' }, 0.25],
    ['score', { score: 0.7 }, 0.7],
    ['passed of total', { passed: 3, total: 4 }, 0.75],
    ['passed', { passed: true }, 1],
    ['not passed', { passed: false }, 0],
  ])('0-14 %s is understood', (_shape, answer, score) => {
    expect(readExternalScore(answer)).toBe(score)
  })

  it.each([{}, null, [], 'fine', { score: 2 }, { score: '0.7' }, { passRate: -1 }, { passed: 5, total: 4 }, {
    passed: 3,
  }])(
    '0-14 %j is no score',
    (answer) => expect(readExternalScore(answer)).toBeNull(),
  )

  it('0-14 its word counts as much as the rubric, for every candidate, the built-in plan too', async () => {
    const { candidates } = await tellStory({
      scorers: SCORERS,
      scorer: () => Promise.resolve(Response.json({ passRate: 0.5 })),
      input: { mode: 'fast' },
    })
    for (const { score, rubric, external_score } of candidates) {
      expect(external_score).toBe(0.5)
      expect(score).toBeCloseTo(((rubric?.total ?? 0) / 100 + 0.5) / 2, 3)
    }
    expect(candidates).toHaveLength(3)
  })

  it('0-14 silence for 5 s: the rubric alone, and an event that says so', async () => {
    const timer = createSteadyTimer()
    const scorer: Send = async (_url, init) => {
      await timer.sleep(3_600_000, init.signal ?? new AbortController().signal)
      return Response.json({ score: 1 })
    }
    const { run, candidates, elapsed_ms, outcome } = await tellStory({
      scorers: SCORERS,
      scorer,
      timer,
      input: { mode: 'fast' },
    })
    const failures = run.events.filter(({ type }) => type === 'external_score_failed')

    expect(elapsed_ms).toBe(5_000)
    expect(failures.map(({ data }) => data?.['error_code'])).toEqual(['TIMEOUT', 'TIMEOUT', 'TIMEOUT'])
    expect(candidates.map(({ score, rubric }) => score === (rubric?.total ?? 0) / 100)).toEqual([
      true,
      true,
      true,
    ])
    expect(outcome.end.status).toBe('succeeded')
  })

  it.each([
    ['another shape', () => Response.json({ verdict: 'good' }), 'BAD_SCHEMA'],
    ['no JSON', () => new Response('fine'), 'BAD_SCHEMA'],
    ['a refusal', () => new Response('', { status: 403 }), 'REFUSED'],
    [
      'a redirect',
      () => new Response('', { status: 302, headers: { location: 'http://10.0.0.1/' } }),
      'REFUSED',
    ],
  ])('0-14 %s: the rubric alone, and the reason', async (_name, answer, error_code) => {
    const { run } = await tellStory({
      scorers: SCORERS,
      scorer: () => Promise.resolve(answer()),
      input: { mode: 'fast' },
    })
    const failure = run.events.find(({ type }) => type === 'external_score_failed')
    expect(failure?.data).toMatchObject({ error_code })
  })

  it('0-14 a delivery is signed, and names the run and the candidate', async () => {
    const seen: { init: RequestInit }[] = []
    await tellStory({
      scorers: SCORERS,
      scorer: (_url, init) => {
        seen.push({ init })
        return Promise.resolve(Response.json({ score: 1 }))
      },
      input: { mode: 'fast' },
    })
    const [first] = seen
    const headers = new Headers(first?.init.headers)
    const sentAt = Number(headers.get('webhook-timestamp')) * 1000
    expect(await verifyWebhook([SCORERS.secret], headers, String(first?.init.body), sentAt)).toBe(
      '3f0c9a52-6f0e-4f5e-9d5f-0d7a6a1f3c77:variant:project-first:score',
    )
    expect(bodyOf(first?.init ?? {})).toMatchObject({
      type: 'candidate.score',
      name: 'project-first',
      iteration: 0,
    })
  })
})

const LATER = { ...SCORERS, quick_url: null, async_url: 'https://checks.example/slow' }

/** A session whose slow scorer does as told. */
async function tellLater(
  said: (settle: (output: Record<string, unknown>) => boolean, timer: SteadyTimer) => Promise<Response>,
) {
  const timer = createSteadyTimer()
  const run = createMemoryRun(makeQualityInput({ mode: 'fast' }), { timer })
  const settle = (output: Record<string, unknown>) => run.settle(LATER_TASK.key, output)
  const sent: Body[] = []
  const scorer: Send = (_url, init) => {
    sent.push(bodyOf(init))
    return said(settle, timer)
  }
  const startedAt = timer.now()
  const outcome = await timer.finish(
    qualityRun(run.context, createQualityPorts({ scorers: LATER, scorer }, timer)),
  )
  return { run, outcome, sent, elapsed_ms: timer.now() - startedAt, ...readOutcome(outcome) }
}

describe('the slow scorer', () => {
  it('is told where to call back, and its word moves the score of the winner', async () => {
    const { sent, final, candidates } = await tellLater((settle) => {
      settle({ score: 1 })
      return Promise.resolve(new Response('started'))
    })
    expect(sent).toEqual([expect.objectContaining({
      type: 'winner.score',
      name: 'project-first',
      callbackUrl: 'https://us.example/functions/v1/session/3f0c9a52-6f0e-4f5e-9d5f-0d7a6a1f3c77/callback',
    })])
    expect(candidates[0]?.external_score).toBe(1)
    expect(final).toMatchObject({ name: 'project-first', score: 1 })
  })

  it('may call back before it has answered the request: the task waits already', async () => {
    let wasWaiting = false
    await tellLater((settle) => {
      wasWaiting = settle({ passed: true })
      return Promise.resolve(Response.json({}))
    })
    expect(wasWaiting).toBe(true)
  })

  it('takes the best below another: the other one wins, and the story says so', async () => {
    const { outcome, final, candidates } = await tellLater((settle) => {
      settle({ score: 0.2 })
      return Promise.resolve(new Response(''))
    })
    expect(final.name).toBe('theory-first')
    expect(final.score).toBe(Math.max(...candidates.map(({ score }) => score ?? 0)))
    expect(candidates.find(({ name }) => name === 'project-first')?.score).toBe(0.6)
    expect(outcome.events).toEqual([expect.objectContaining({
      type: 'winner_changed',
      data: expect.objectContaining({ from: { name: 'project-first', iteration: 0, score: 0.6 } }),
    })])
  })

  it('that never calls back is waited for 60 s, then the score stays and the story says so', async () => {
    const { outcome, final, elapsed_ms, run } = await tellLater(() => Promise.resolve(new Response('')))
    expect(final.score).toBe(1)
    expect(elapsed_ms).toBeGreaterThanOrEqual(60_000)
    expect(elapsed_ms).toBeLessThan(61_000)
    expect(outcome.events.map(({ type }) => type)).toEqual(['external_score_failed'])
    expect(run.tasks.get(LATER_TASK.key)).toMatchObject({ status: 'FAILED', error_code: 'TIMEOUT' })
  })

  it('that refuses is not asked again, nor waited for', async () => {
    const { sent, elapsed_ms, run } = await tellLater(() =>
      Promise.resolve(new Response('', { status: 404 }))
    )
    expect([sent.length, elapsed_ms]).toEqual([1, 0])
    expect(typesOf(run)).toContain('external_score_failed')
    expect(run.tasks.get(LATER_TASK.key)?.status).toBe('FAILED')
  })

  it('that is away for a moment is asked again after 2, 4 and 8 s', async () => {
    const { sent, elapsed_ms } = await tellLater(() => Promise.resolve(new Response('', { status: 503 })))
    expect([sent.length, elapsed_ms]).toEqual([4, 14_000])
  })
})

describe('settings of outside agents', () => {
  const SET = { N8N_WEBHOOK_QUICK: 'https://n8n.example/webhook/a', N8N_SECRET: 's', HMAC_SECRET: 'h' }
  const boot = (vars: Record<string, string>) => () => resolveScorers(vars, 'https://us.example')

  it('are none when no webhook is named', () => {
    expect(resolveScorers({ N8N_SECRET: 's' }, 'https://us.example')).toBeNull()
    expect(resolveFastAgent({})).toBeNull()
  })

  it.each([
    ['no secret', { ...SET, N8N_SECRET: '' }, 'N8N_SECRET'],
    ['a broken secret', { ...SET, N8N_SECRET: 'whsec_!!' }, 'N8N_SECRET'],
    ['no callback secret', { N8N_WEBHOOK_ASYNC: 'https://n8n.example/b', N8N_SECRET: 's' }, 'HMAC_SECRET'],
    ['plain http', { ...SET, N8N_WEBHOOK_QUICK: 'http://n8n.example/a' }, 'N8N_WEBHOOK_QUICK must use https'],
    ['a private address', { ...SET, N8N_WEBHOOK_QUICK: 'https://10.0.0.7/a' }, 'private or reserved'],
    [
      'the metadata service',
      { ...SET, N8N_WEBHOOK_QUICK: 'https://169.254.169.254/a' },
      'private or reserved',
    ],
    ['a host off the list', { ...SET, WISELY_AGENT_HOSTS: 'agents.example' }, 'outside WISELY_AGENT_HOSTS'],
    [
      'loopback on a hosted project',
      { ...SET, N8N_WEBHOOK_QUICK: 'http://127.0.0.1/a', SUPABASE_URL: 'https://x.supabase.co' },
      'private or reserved',
    ],
  ])('stop the boot with %s, and never show a value', (_name, vars, says) => {
    expect(boot(vars)).toThrow(says)
    expect(boot(vars)).not.toThrow(/n8n\.example|whsec_!!/)
  })

  it('follow the same rules for the model', () => {
    const model = (url: string, more = {}) => () =>
      resolveFastAgent({ FAST_AGENT_URL: url, FAST_AGENT_KEY: 'k', ...more })
    expect(model('https://[::1]/')).not.toThrow()
    expect(model('http://127.0.0.1:9/', { SUPABASE_URL: 'https://x.supabase.co' })).toThrow('FAST_AGENT_URL')
    expect(model('https://192.168.0.1/')).toThrow('FAST_AGENT_URL')
    expect(model('https://model.example', { FAST_AGENT_KEY: '' })).toThrow('FAST_AGENT_KEY')
    expect(model('https://model.example', { FAST_AGENT_KEY: 'a\nb' })).toThrow('FAST_AGENT_KEY')
  })

  it('know two callback secrets while one is rotated', () => {
    expect(listCallbackSecrets({ HMAC_SECRET: 'new, old' })).toEqual(['new', 'old'])
    expect(listCallbackSecrets({})).toEqual([])
    expect(() => listCallbackSecrets({ HMAC_SECRET: 'whsec_' })).toThrow('HMAC_SECRET')
  })
})
