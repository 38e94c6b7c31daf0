import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { GROUPS } from '../../kit/check.ts'
import { checkAgent, UnreachableError } from '../../kit/checkAgent.ts'
import { CHECKS, selectChecks } from '../../kit/checks.ts'
import { HOSTILE_TOPICS } from '../../kit/hostileTopics.ts'
import { instructorRequest } from '../../kit/instructorRequest.ts'
import { listFailed } from '../../kit/report.ts'
import { BASIC_REQUEST, NEWCOMER_REQUEST } from '../../kit/requests.ts'
import {
  agentRequestSchema,
  instructorRequestSchema,
  PARTICIPANTS,
} from '../../supabase/functions/_shared/contract/agentMessages.ts'
import type { Fetch } from '../../supabase/functions/_shared/contract/ports.ts'
import { metaSchema, textSchema } from '../../supabase/functions/_shared/contract/primitives.ts'
import { createAgentsApp } from '../../supabase/functions/agents/app.ts'
import {
  changeEnvelope,
  changeManifest,
  intercept,
  type Json,
  makeClock,
  refuse,
} from '../support/mutants/bend.ts'
import { REPOSITORY } from '../support/stack.ts'

const token = 'the-token-of-this-test'
const app = createAgentsApp({ acceptedTokens: [token], allowAnonymous: false, now: Date.now })
const failedOf = (report: Parameters<typeof listFailed>[0]) => [
  ...listFailed(report, 'MUST'),
  ...listFailed(report, 'SHOULD'),
]

describe.each(PARTICIPANTS)('the reference agent %s', (agent) => {
  it('conforms, in at most 120 calls and 60 s', async () => {
    const report = await checkAgent({ fetch: app.fetch, agent, token })

    expect(failedOf(report)).toEqual([])
    expect(report).toMatchObject({ passed: true, agent, method: 'POST' })
    expect(report.calls).toBeLessThanOrEqual(120)
    expect(report.ms).toBeLessThan(60_000)
    expect(report.p95_ms).toBeGreaterThanOrEqual(report.p50_ms ?? Infinity)
  })
})

describe('an agent', () => {
  it('that declares GET alone is never asked by POST', async () => {
    const methods = new Set<string>()
    const getOnly: Fetch = changeManifest((manifest) => ({ ...manifest, methods: ['GET'] }))((request) => {
      methods.add(request.method)
      return app.fetch(request)
    }, makeClock())
    const report = await checkAgent({ fetch: getOnly, agent: 'clo', token })

    expect(report).toMatchObject({ passed: true, method: 'GET' })
    expect([...methods]).toEqual(['GET'])
  })

  it('without a manifest is held to the defaults: GET, and the usual dependencies', async () => {
    const bare = intercept(async ({ request, path }) =>
      path.endsWith('/manifest') ? refuse(404, 'AGENT_ERROR') : await app.fetch(request)
    )(app.fetch, makeClock())
    const report = await checkAgent({ fetch: bare, agent: 'socratic', token })

    expect(report).toMatchObject({ passed: true, method: 'GET' })
    expect(failedOf(report)).toEqual(['A1'])
  })

  it('that answers a bare plan is an instructor', async () => {
    const bare = changeEnvelope((envelope) => envelope['data'] as Json)(
      (request) => app.fetch(request),
      makeClock(),
    )

    expect(failedOf(await checkAgent({ fetch: bare, agent: 'instructor', token }))).toEqual([])
  })

  it('that says DEADLINE in time keeps its word', async () => {
    const busy = intercept(async ({ request }) =>
      request.headers.get('x-deadline-ms') === '300' ? refuse(503, 'DEADLINE') : await app.fetch(request)
    )(app.fetch, makeClock())

    expect(failedOf(await checkAgent({ fetch: busy, agent: 'ta', token, only: ['H'] }))).toEqual([])
  })

  it('with a language model may answer equal questions unequally, and is told so', async () => {
    let serial = 0
    const model = changeEnvelope((envelope) => ({
      ...envelope,
      // Reference answers carry meta and data.
      meta: { ...(envelope['meta'] as Json), usage: { input_tokens: 1, output_tokens: 1, model: 'm' } },
      data: { ...(envelope['data'] as Json), theme: `theme ${++serial}` },
    }))((request) => app.fetch(request), makeClock())
    const report = await checkAgent({ fetch: model, agent: 'clo', token, only: ['C1', 'D'] })

    expect(report.passed).toBe(true)
    expect(listFailed(report, 'SHOULD')).toEqual(['C1'])
  })

  it('that uses up the time of a run does not conform', async () => {
    const clock = makeClock()
    const slow: Fetch = (request) => {
      clock.pass(10_000)
      return app.fetch(request)
    }
    const report = await checkAgent({ fetch: slow, agent: 'ta', token, clock })

    expect(report).toMatchObject({ passed: false, ended_early: true })
    expect(report.calls).toBeLessThanOrEqual(7)
    expect(report.results.find(({ id }) => id === 'G1')).toMatchObject({ status: 'skip' })
  })

  it('that does not answer at all was not checked', async () => {
    const nobody: Fetch = () => Promise.reject(new TypeError('connection refused'))

    await expect(checkAgent({ fetch: nobody, agent: 'ta', token })).rejects.toThrow(UnreachableError)
  })
})

describe('the requests of the kit', () => {
  it('are requests of the contract', () => {
    for (const request of [BASIC_REQUEST, NEWCOMER_REQUEST]) {
      expect(agentRequestSchema.safeParse(request).error?.issues ?? []).toEqual([])
      expect(metaSchema.safeParse(request.intent.meta).success).toBe(true)
      for (const minutes of [20, 45, 60, 180]) {
        const asked = instructorRequest({
          ...request,
          intent: { ...request.intent, time_per_day_min: minutes },
        })
        expect(instructorRequestSchema.safeParse(asked).error?.issues ?? []).toEqual([])
      }
    }
  })

  it('name 24 hostile topics that intent.sync would take', () => {
    expect(new Set(HOSTILE_TOPICS).size).toBe(24)
    expect(HOSTILE_TOPICS.filter((topic) => textSchema(200).safeParse(topic).data !== topic)).toEqual([])
  })
})

describe('the checks', () => {
  it('have ids of their group, without gaps, and need only checks that come before', () => {
    const ids = CHECKS.map(({ id }) => id)
    for (const letter of Object.keys(GROUPS)) {
      const numbers = ids.filter((id) => id.startsWith(letter)).map((id) => Number(id.slice(1)))
      expect(numbers).toEqual(numbers.map((_, index) => index + 1))
      expect(numbers.length).toBeGreaterThan(0)
    }
    for (const [index, { needs }] of CHECKS.entries()) {
      for (const id of needs ?? []) expect(ids.slice(0, index)).toContain(id)
    }
  })

  it('are chosen by group or id, with what they need', () => {
    expect(selectChecks(['D6'])?.map(({ id }) => id)).toEqual(['A3', 'A4', 'A5', 'A6', 'B1', 'C1', 'D6'])
    expect(selectChecks(['A1', 'Z'])).toBe(null)
  })

  it('stand in docs/agent-check.md with level and title', () => {
    const page = readFileSync(join(REPOSITORY, 'docs/agent-check.md'), 'utf8')
    const rows = [...page.matchAll(/^\| ([A-K]\d+) +\| (MUST|SHOULD) +\| (.*?) +\|$/gm)].map((row) =>
      row.slice(1)
    )

    expect(rows).toEqual(CHECKS.map(({ id, level, title }) => [id, level, title]))
  })
})
