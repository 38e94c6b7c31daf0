import {
  changeData,
  changeFirst,
  changeManifest,
  intercept,
  isAsk,
  type Json,
  type Mutant,
  readBody,
  refuse,
  reheaded,
  type Seen,
} from './bend.ts'

/** TA answers whose first hint tells an input. */
function tellInput(fails: string, fault: string, tell: (seen: Seen) => string): Mutant {
  return {
    agent: 'ta',
    fails,
    fault,
    bend: changeFirst('exercises', (item, seen) => ({ ...item, hints: [tell(seen)] })),
  }
}

function bodyText(seen: Seen, path: string): string {
  return JSON.stringify(readBody(seen, path) ?? null).slice(0, 200)
}

/** Always says something, with or without evidence. */
function claim(agent: Mutant['agent'], fails: string, fault: string, more: Json): Mutant {
  return { agent, fails, fault, bend: changeData((data) => ({ ...data, ...more })) }
}

function changeSteps(change: (steps: Json[], seen: Seen) => Json[]): Mutant['bend'] {
  return changeData((data, seen) => {
    // The reference instructor's plan.
    const plan = data['plan_json'] as Json & { steps: Json[] }
    return { ...data, plan_json: { ...plan, steps: change(plan.steps, seen) } }
  })
}

const prompt = (text: string) => changeFirst('exercises', (item) => ({ ...item, prompt: text }))
const SINCE = '2025-03-01'

/** One fault each in what is said and when. */
export const MEANING_MUTANTS: readonly Mutant[] = [
  {
    ...{ agent: 'ta', fails: 'D1', fault: 'does not declare the intent it depends on' },
    bend: changeManifest((manifest) => ({ ...manifest, depends_on: ['history'] })),
  },
  tellInput('D2', 'depends on the week', (seen) => `week ${bodyText(seen, 'position.week')}`),
  tellInput('D3', 'depends on the date', (seen) => `on ${bodyText(seen, 'position.local_date')}`),
  {
    ...{ agent: 'clo', fails: 'D4', fault: 'depends on the history' },
    bend: changeData((data, seen) => ({ ...data, theme: `${bodyText(seen, 'state.history.length')} days` })),
  },
  tellInput('D5', 'depends on the reviews due', (seen) => bodyText(seen, 'state.reviews_due')),
  tellInput('D6', 'tells the request id', (seen) => bodyText(seen, 'request_id')),
  {
    agent: 'ta',
    fails: 'E1',
    fault: 'writes 700 characters where 600 fit',
    bend: prompt('word '.repeat(140)),
  },
  {
    ...{ agent: 'clo', fails: 'E2', fault: 'requires a unit nobody knows' },
    bend: changeFirst('units', (unit) => ({ ...unit, prereqs: ['sd-nowhere'] })),
  },
  {
    ...{ agent: 'clo', fails: 'E3', fault: 'lets two units wait for each other' },
    bend: changeFirst('units', (unit) => ({ ...unit, prereqs: ['sd-starter'] })),
  },
  {
    ...{ agent: 'alex', fails: 'E4', fault: 'weighs a rubric to 1.2' },
    bend: changeFirst('rubric', (row) => ({ ...row, weight: 0.6 })),
  },
  {
    ...{ agent: 'clo', fails: 'E4', fault: 'weighs objectives to less than 1' },
    bend: changeFirst('objectives', (row) => ({ ...row, weight: 0 })),
  },
  {
    ...{ agent: 'socratic', fails: 'E5', fault: 'tells instead of asking' },
    bend: changeFirst('questions', (question) => ({ ...question, text: 'Think about it.' })),
  },
  {
    ...{ agent: 'ta', fails: 'E6', fault: 'gives an hour to a learner with 20 minutes' },
    bend: changeFirst('exercises', (exercise) => ({ ...exercise, est_min: 60 })),
  },
  {
    ...{ agent: 'ta', fails: 'E7', fault: 'names a unit nobody knows' },
    bend: changeFirst('exercises', (exercise) => ({ ...exercise, unit_id: 'sd-nowhere' })),
  },
  {
    ...{ agent: 'ta', fails: 'E8', fault: 'answers more than its manifest says' },
    bend: changeManifest((manifest) => ({ ...manifest, max_bytes: 500 })),
  },
  claim('alex', 'F1', 'scores a learner it has never seen', {
    last_assessment: {
      ...{
        session_id: '0a6f1c1e-5b1f-4f0e-9d5e-0000000000cc',
        overall: 7,
        criteria: [],
        assessed_by: 'agent',
      },
    },
  }),
  claim('ta', 'F2', 'claims mastery without evidence', { mastery: [{ unit_id: 'sd-flour', p: 0.5, n: 0 }] }),
  claim('ta', 'F3', 'claims a blocker without evidence', {
    blockers: [{ unit_id: 'sd-flour', symptom: 'slow', evidence: 'usual', since: SINCE }],
  }),
  claim('socratic', 'F3', 'claims doubt without evidence', {
    unresolved: [{ unit_id: 'sd-flour', status: 'needs_work', since: SINCE }],
  }),
  claim('alex', 'F4', 'claims a gap without evidence', {
    gaps: [{ text: 'Weak basics', severity: 2, evidence: 'experience' }],
  }),
  {
    ...{ agent: 'clo', fails: 'F5', fault: 'counts units nobody finished' },
    bend: changeData((data) => ({ ...data, forecast: { ...(data['forecast'] as Json), units_done: 3 } })),
  },
  {
    agent: 'ta',
    fails: 'F6',
    fault: 'invents a link',
    bend: prompt('Read https://made-up.example/guide first.'),
  },
  { agent: 'ta', fails: 'F7', fault: 'leaves a placeholder', bend: prompt('Work on {{topic}} for an hour.') },
  {
    ...{ agent: 'ta', fails: 'G1', fault: 'falls over a right-to-left override' },
    bend: intercept(async (seen, well) =>
      String(readBody(seen, 'intent.topic')).includes('\u202e')
        ? refuse(500, 'AGENT_ERROR')
        : await well(seen.request)
    ),
  },
  {
    ...{ agent: 'ta', fails: 'G2', fault: 'repeats a header' },
    bend: intercept(async (seen, well) =>
      await reheaded(
        await well(seen.request),
        (headers) => headers.set('x-echo', seen.request.headers.get('x-wisely-canary') ?? ''),
      )
    ),
  },
  tellInput('G2', 'prints the token', (seen) => seen.request.headers.get('authorization') ?? ''),
  {
    ...{ agent: 'clo', fails: 'G3', fault: 'answers with what the last learner asked' },
    bend: (well, clock) => {
      let last = ''
      return changeData((data, seen) => {
        const topic = String(readBody(seen, 'intent.topic'))
        if (!topic.startsWith('Weaving')) return data
        const theme = last || topic
        last = topic
        return { ...data, theme }
      })(well, clock)
    },
  },
  {
    ...{ agent: 'ta', fails: 'H1', fault: 'does not look at the deadline' },
    bend: (well, clock) => (request) => {
      if (request.headers.get('x-deadline-ms') === '300') clock.pass(900)
      return well(request)
    },
  },
  {
    ...{ agent: 'ta', fails: 'H2', fault: 'answers ten at once and no more' },
    bend: (well) => {
      let open = 0
      return async (request) => {
        open += 1
        try {
          return open > 10 ? refuse(503, 'AGENT_ERROR') : await well(request)
        } finally {
          open -= 1
        }
      }
    },
  },
  {
    ...{ agent: 'ta', fails: 'I1', fault: 'answers a repeated key with something new' },
    bend: (well, clock) => {
      const tries = new Map<string, number>()
      return changeFirst('exercises', (item, seen) => {
        const key = seen.request.headers.get('x-idempotency-key')
        if (key === null) return item
        tries.set(key, (tries.get(key) ?? 0) + 1)
        return { ...item, hints: [`try ${tries.get(key)}`] }
      })(well, clock)
    },
  },
  {
    ...{ agent: 'ta', fails: 'I2', fault: 'puts the key into the ETag' },
    bend: intercept(async (seen, well) => {
      const key = seen.request.headers.get('x-idempotency-key')
      const response = await well(seen.request)
      return key === null || !isAsk(seen)
        ? response
        : await reheaded(response, (headers) => headers.set('etag', `"${key}"`))
    }),
  },
  {
    agent: 'instructor',
    fails: 'J1',
    fault: 'plans two steps',
    bend: changeSteps((steps) => steps.slice(0, 2)),
  },
  {
    ...{ agent: 'instructor', fails: 'J2', fault: 'is a minute over at 180' },
    bend: changeSteps((steps, seen) =>
      steps.map((step, index) =>
        index === 0 && readBody(seen, 'constraints.minutes_exact') === 180
          ? { ...step, minutes: Number(step['minutes']) + 1 }
          : step
      )
    ),
  },
  {
    ...{ agent: 'instructor', fails: 'J3', fault: 'forgets the reviews' },
    bend: changeSteps((steps) =>
      steps.map((step) => step['kind'] === 'retrieve' ? { ...step, kind: 'study' } : step)
    ),
  },
  {
    ...{ agent: 'instructor', fails: 'J4', fault: 'begins with the last unit' },
    bend: changeSteps((steps) =>
      steps.map((step, index) => index === 1 ? { ...step, unit_ids: ['sd-bake'] } : step)
    ),
  },
  {
    ...{ agent: 'instructor', fails: 'J5', fault: 'invents a link' },
    bend: changeSteps((steps) =>
      steps.map((step) => ({ ...step, action: 'Read https://made-up.example/guide and summarise it.' }))
    ),
  },
  {
    ...{ agent: 'instructor', fails: 'J6', fault: 'plans worse than the baseline' },
    bend: changeData((data) => ({ ...data, plan_json: { ...(data['plan_json'] as Json), title: 'Worse' } })),
  },
  {
    ...{ agent: 'ta', fails: 'K1', fault: 'names two versions' },
    bend: intercept(async (seen, well) =>
      await reheaded(await well(seen.request), (headers) => headers.set('x-agent-version', 'other'))
    ),
  },
  {
    ...{ agent: 'ta', fails: 'K2', fault: 'takes 1.5 s to say that it lives' },
    bend: (well, clock) => (request) => {
      if (request.url.endsWith('/healthz')) clock.pass(1_500)
      return well(request)
    },
  },
]
