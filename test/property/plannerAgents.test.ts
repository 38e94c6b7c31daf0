import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AgentRequest, SIGNAL_SCHEMAS } from '../../supabase/functions/_shared/contract/agentMessages.ts'
import { AGENT_NAMES } from '../../supabase/functions/_shared/contract/primitives.ts'
import { canonicalJson } from '../../supabase/functions/_shared/domain/canonicalJson.ts'
import { CATALOG } from '../../supabase/functions/agents/catalog.ts'
import { askOf, liveThrough } from '../unit/domain/learnerFixture.ts'
import { inputArb, intentArb, reportArb } from './plannerArbitraries.ts'

const otherStateArb = fc.tuple(intentArb, fc.array(reportArb, { minLength: 2, maxLength: 6 }))
  .map(([intent, reports]) => liveThrough(intent, reports).at(-1))
  .filter((lived) => lived !== undefined)
  .map(({ input }) => askOf(input))

/** Everything that is neither the intent nor what the agent declares, replaced by something else. */
function varyUndeclared(ask: AgentRequest, other: AgentRequest, declared: readonly string[]): AgentRequest {
  return {
    ...ask,
    request_id: 'another',
    deadline_ms: 1234,
    learner: { ref: 'somebody-else', tz: 'Asia/Tokyo', locale: 'de' },
    position: {
      week: declared.includes('week') ? ask.position.week : (ask.position.week % 104) + 1,
      day: (ask.position.day % 7) + 1,
      local_date: '2031-05-05',
    },
    state: {
      difficulty: (ask.state.difficulty % 5) + 1,
      reviews_due: ['some-unit'],
      mastery: [{ unit_id: 'some-unit', p: 0.5, n: 1 }],
      history: declared.includes('history') ? ask.state.history : other.state.history,
      adherence: { planned: 9, done: 1, gap_days: 30 },
    },
  }
}

describe.each(AGENT_NAMES)('agent %s', (name) => {
  const { compose, depends_on } = CATALOG[name]

  it('says the same when only undeclared inputs change', () => {
    fc.assert(
      fc.property(inputArb, otherStateArb, (input, other) => {
        const ask = askOf(input)
        const data = compose(ask)

        expect(canonicalJson(compose(varyUndeclared(ask, other, depends_on)))).toBe(canonicalJson(data))
        expect(SIGNAL_SCHEMAS[name].safeParse(data).error?.issues ?? []).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  it('claims no score, mastery, blocker or gap without a history, and brings no address of its own (law 12)', () => {
    fc.assert(
      fc.property(inputArb, (input) => {
        const data = compose(askOf({ ...input, history: [] }))
        const given = JSON.stringify([input.intent.topic, input.intent.end_goal, input.intent.meta])

        for (const claim of ['blockers', 'mastery', 'gaps', 'unresolved']) {
          expect(data[claim] ?? []).toEqual([])
        }
        expect(data.last_assessment ?? null).toBeNull()
        for (const [url] of JSON.stringify(data).matchAll(/https?:\/\/[^\s"\\…]+/g)) {
          expect(given).toContain(url)
        }
      }),
      { numRuns: 100 },
    )
  })
})
