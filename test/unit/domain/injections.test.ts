import { describe, expect, it } from 'vitest'
import type { Plan } from '../../../supabase/functions/_shared/contract/plan.ts'
import { acceptInstructorPlan } from '../../../supabase/functions/_shared/domain/planner/acceptInstructorPlan.ts'
import { composePlan } from '../../../supabase/functions/_shared/domain/planner/composePlan.ts'
import { renderPlan, summarizePlan } from '../../../supabase/functions/_shared/domain/planner/renderPlan.ts'
import { INJECTIONS, INVISIBLE_CHARACTERS } from '../../support/injections.ts'
import { createDangerFinder } from '../../support/renderedMarkdown.ts'
import { makeInput, makeIntent } from './learnerFixture.ts'

// Guards plan_md against everybody who writes a part of it. Proven on what a browser makes of it, not on how it looks.

const findDangers = createDangerFinder()

function expectHarmless(plan: Plan, hosts: readonly string[] = []) {
  const markdown = renderPlan(plan, [])
  expect(findDangers(markdown, hosts)).toEqual([])
  expect(renderPlan(structuredClone(plan), [])).toBe(markdown)
  for (const text of listTexts([plan, summarizePlan(plan), markdown])) {
    expect(text).not.toMatch(INVISIBLE_CHARACTERS)
  }
}

function listTexts(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(listTexts) : []
}

it('there are at least 120 payloads, no two alike', () => {
  expect(new Set(INJECTIONS).size).toBeGreaterThanOrEqual(120)
  expect(new Set(INJECTIONS).size).toBe(INJECTIONS.length)
})

it('the finder sees what it is for: every careless rendering of a raw payload is dangerous somewhere', () => {
  expect(findDangers('<img src=x onerror=alert(1)>')).toHaveLength(9)
  expect(findDangers('[x](javascript:alert(1)) ![x](https://evil.example/p.png)').length).toBeGreaterThan(0)
  expect(INJECTIONS.filter((payload) => findDangers(payload).length > 0).length).toBeGreaterThan(80)
})

describe.each(INJECTIONS)('%j', (payload) => {
  it('of a learner becomes nothing but text', () => {
    const meta = {
      outline: [payload, { name: `${payload} again`, task: payload, check: payload }],
      source: { title: payload, url: 'https://book.example/a' },
      known: [payload],
    }
    const intent = makeIntent({ topic: payload, end_goal: payload, track_label: payload, meta })

    expectHarmless(composePlan(makeInput({ intent })), ['book.example'])
    expectHarmless(composePlan(makeInput({ intent: { ...intent, meta: {} } })))
  })

  it('of an agent becomes nothing but text', () => {
    const unit = {
      id: 'u1',
      name: payload,
      prereqs: [],
      kind: 'concept',
      est_min: 60,
      task: payload,
      check: payload,
    }
    const signals = {
      clo: {
        theme: payload,
        milestone: { id: 'm1', text: payload, stage: 1, evidence: payload },
        objectives: [{ id: 'o1', text: payload, bloom: 'apply', unit_ids: ['u1'], weight: 1 }],
        units: [{ ...unit, source: 'agent' }],
        adaptation: [{ rule: 'agent', reason: payload }],
      },
      alex: { project: { title: payload, brief: payload, deliverable: payload, constraints: [payload] } },
      ta: {
        exercises: [{
          id: 'e1',
          unit_id: 'u1',
          prompt: payload,
          done_when: payload,
          est_min: 15,
          difficulty: 2,
          kind: 'independent',
          hints: [payload],
        }],
        blockers: [{ unit_id: 'u1', symptom: payload, evidence: payload, since: '2026-11-01' }],
      },
      socratic: {
        questions: [{
          id: 'q1',
          unit_id: 'u1',
          type: 'evidence',
          level: 2,
          text: `${payload}?`,
          expects: payload,
        }],
      },
    }
    const input = makeInput({ intent: makeIntent({ topic: 'Beekeeping', meta: {} }) })

    expectHarmless(composePlan({ ...input, signals: { ...input.signals, ...signals } }))
  })

  it('of an instructor becomes nothing but text', () => {
    const baseline = composePlan(makeInput())
    const step = {
      action: `Write down ${payload}`,
      done_when: payload,
      why: payload,
      unit_ids: [],
      minutes: 20,
    }
    const resource = { title: payload, url: 'https://evil.example/', from: 'curated' }
    const plan_json = {
      title: payload,
      description: payload,
      steps: [step, { ...step, resource }, payload, step],
    }
    const accepted = acceptInstructorPlan({ plan_json, plan_md: payload }, baseline, [])

    if ('plan' in accepted) {
      const hosts = baseline.steps.flatMap(({ resource }) =>
        resource?.url ? [new URL(resource.url).hostname] : []
      )
      expectHarmless(accepted.plan, hosts)
      expect(accepted.plan.steps.flatMap(({ resource }) => resource?.url ?? [])).not.toContain(
        'https://evil.example/',
      )
    }
  })
})
