import pg from 'pg'
import { dayRunResponseSchema } from '../../supabase/functions/_shared/contract/dayRun.ts'
import { INJECTIONS, INVISIBLE_CHARACTERS } from '../support/injections.ts'
import { INTENT } from '../support/learner.ts'
import { type MintedLearner, mintLearners } from '../support/mintLearners.ts'
import { createDangerFinder } from '../support/renderedMarkdown.ts'
import { answerJson, type Behaviour, startScriptedAgent } from '../support/scriptedAgent.ts'
import { startStack } from '../support/stack.ts'
import { callOrchestrator, inLanes, seededRandom, shuffle } from './caller.ts'
import { listAgentUrls } from './faultyAgents.ts'
import { startIsolate } from './isolate.ts'
import type { Suite } from './suite.ts'

/** About what one payload costs; a short budget plays those that come first by the seed. */
const MS_PER_PAYLOAD = 150

/** Everybody who writes a part of a plan writes the payload: learner, four agents, instructor. */
export const text: Suite = {
  name: 'text',
  weight: 1,
  async run({ seed, budgetMs, progress }) {
    const payloads = shuffle(INJECTIONS, seededRandom(seed)).slice(0, Math.max(20, budgetMs / MS_PER_PAYLOAD))
    const stack = await startStack()
    const db = new pg.Pool({ connectionString: stack.info.ADMIN_DB_URL, max: 4 })
    const agents = await startScriptedAgent()
    const byIntent = new Map<string, string>()
    agents.play('*', speak(byIntent))
    const isolate = await startIsolate(stack.info, {
      ...listAgentUrls(agents.root),
      WISELY_AGENT_INSTRUCTOR_URL: agents.root,
      WISELY_INSTRUCTOR_POLICY: 'trust',
    })
    try {
      const findDangers = createDangerFinder()
      const learners = await mintLearners(stack.info, db, payloads.length)
      const found: string[] = []
      let plans = 0
      let theirs = 0
      await inLanes(payloads, 4, async (payload, index) => {
        progress(`payload ${index + 1} of ${payloads.length}`)
        const learner = learners[index]
        if (!learner) throw new Error('Cannot inject: a learner is missing')
        for (const day of await injectInto(isolate.origin, learner, payload, byIntent)) {
          plans += 1
          if (day.plan_json.source === 'instructor') theirs += 1
          const texts = [day.plan_md, ...Object.values(day.plan_json_summary).flat()]
          const wrong = [
            ...findDangers(day.plan_md, ['book.example']),
            ...texts.filter((each) => INVISIBLE_CHARACTERS.test(each)).map(() => 'an invisible character'),
          ]
          if (wrong.length > 0) found.push(`${JSON.stringify(payload)}: ${wrong.join(', ')}`)
        }
      })
      for (const line of found.slice(0, 10)) console.error(line)
      return [{
        name: 'plan_md as three renderers show it',
        figure:
          `${found.length} plans with a danger of ${plans}, ${payloads.length} payloads x 3 renderers, ` +
          `${theirs} by the instructor`,
        target: `0 of ${INJECTIONS.length} payloads (short runs: a sample)`,
        met: found.length === 0 && theirs > 0 && plans > theirs,
      }]
    } finally {
      await isolate.stop()
      await agents.close()
      await db.end()
      await stack.stop()
    }
  },
}

/** Agents and instructor say the payload of the learner they are asked about. */
function speak(byIntent: ReadonlyMap<string, string>): Behaviour {
  return (response, request, socket) => {
    const agent = request.url.pathname.split('/')[1] ?? ''
    const intentId = agent === 'instructor'
      ? String(JSON.parse(request.body).INTENT_ID)
      : request.url.searchParams.get('intent_id') ?? ''
    const payload = byIntent.get(intentId) ?? ''
    answerJson(
      agent === 'instructor' ? composePlan(payload) : { ok: true, data: SIGNALS[agent]?.(payload) ?? {} },
    )(
      response,
      request,
      socket,
    )
  }
}

function composePlan(payload: string): object {
  const step = (action: string) => ({ action, done_when: payload, why: payload, minutes: 15, unit_ids: [] })
  const steps = [
    `Read about ${payload}`,
    `Practice ${payload} on paper`,
    `Write down ${payload}`,
    `Recall ${payload}`,
  ]
  return { plan_json: { title: payload, description: payload, steps: steps.map(step) }, plan_md: payload }
}

/** Loose signals of the agents' own shapes, every text of them the payload. */
const SIGNALS: Record<string, (payload: string) => object> = {
  clo: (payload) => ({
    theme: payload,
    milestone: { id: 'm1', text: payload, stage: 1, evidence: payload },
    objectives: [{ id: 'o1', text: payload, bloom: 'apply', unit_ids: ['u1'], weight: 1 }],
    units: [{
      id: 'u1',
      name: payload,
      prereqs: [],
      kind: 'concept',
      est_min: 60,
      task: payload,
      check: payload,
      source: 'agent',
    }],
    adaptation: [{ rule: 'agent', reason: payload }],
  }),
  alex: (payload) => ({
    project: { title: payload, brief: payload, deliverable: payload, constraints: [payload] },
    gaps: [{ text: payload, severity: 1, evidence: payload }],
  }),
  ta: (payload) => ({
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
  }),
  socratic: (payload) => ({
    questions: [{
      id: 'q1',
      unit_id: 'u1',
      type: 'evidence',
      level: 2,
      text: `${payload}?`,
      expects: payload,
    }],
  }),
}

/** The day of a plain topic whose helpers speak, and the day of a topic that is the payload itself. */
async function injectInto(
  origin: string,
  learner: MintedLearner,
  payload: string,
  byIntent: Map<string, string>,
) {
  const calm = payload.replaceAll('\0', '')
  const outline = [calm.trim().slice(0, 120) || 'x']
  const intents = [
    { ...INTENT, topic: 'Beekeeping' },
    {
      ...INTENT,
      topic: calm,
      end_goal: calm,
      track_label: calm.slice(0, 120),
      meta: { outline, source: { title: calm, url: 'https://book.example/a' } },
    },
  ]
  const days = []
  for (const intent of intents) {
    const { status, json } = await callOrchestrator(origin, learner, 'intent.sync', intent)
    if (status !== 200) throw new Error(`Cannot inject ${JSON.stringify(payload)}: ${JSON.stringify(json)}`)
    byIntent.set(String(json.intent_id), payload)
    const day = await callOrchestrator(origin, learner, 'day.run', {})
    const parsed = dayRunResponseSchema.parse(day.json)
    days.push(parsed)
    const done = { session_id: parsed.session_id, completion_time_min: 30, notes: calm, confidence: 5 }
    const { json: said } = await callOrchestrator(origin, learner, 'day.done', done)
    if (INVISIBLE_CHARACTERS.test(String(said.next_day_hint))) {
      throw new Error('A hint holds invisible characters')
    }
    days.push(dayRunResponseSchema.parse((await callOrchestrator(origin, learner, 'day.run', {})).json))
  }
  return days
}
