import { AGENT_CONTRACT, type AgentRequest } from '../supabase/functions/_shared/contract/agentMessages.ts'

const CONTENT: readonly [id: string, name: string, prereqs: string[]][] = [
  ['sd-flour', 'Choosing flour', []],
  ['sd-starter', 'Feeding a starter', ['sd-flour']],
  ['sd-levain', 'Building a levain', ['sd-starter']],
  ['sd-autolyse', 'Autolyse', ['sd-flour']],
  ['sd-folds', 'Stretch and folds', ['sd-levain', 'sd-autolyse']],
  ['sd-bulk', 'Judging bulk fermentation', ['sd-folds']],
  ['sd-shape', 'Shaping a loaf', ['sd-bulk']],
  ['sd-bake', 'Baking with steam', ['sd-shape']],
]

export const SOURCE_URL = 'https://bread.example/handbook'

type Done = AgentRequest['state']['history'][number]

function doneDay(
  day: number,
  unit_ids: string[],
  changes: Partial<Done> = {},
): Done {
  const local_date = `2025-03-0${day + 2}`
  return {
    ...{
      week: 1,
      day,
      local_date,
      planned_min: 60,
      minutes: 55,
      confidence: 7,
      recall: null,
      unit_ids,
    },
    ...{ struggle: false, ...changes },
  }
}

/** A learner in the second week of a topic that no curriculum knows, with an outline whose units have ids. */
export const BASIC_REQUEST: AgentRequest = {
  contract: AGENT_CONTRACT,
  request_id: '0a6f1c1e-5b1f-4f0e-9d5e-000000000001',
  deadline_ms: 15_000,
  learner: {
    ref: '0a6f1c1e-5b1f-4f0e-9d5e-0000000000aa',
    tz: 'Europe/Berlin',
    locale: 'en',
  },
  intent: {
    intent_id: '0a6f1c1e-5b1f-4f0e-9d5e-0000000000bb',
    topic: 'Sourdough bread',
    depth: 'informed',
    end_goal: 'Bake a loaf that six guests finish',
    time_per_day_min: 60,
    track_label: null,
    meta: {
      outline: CONTENT.map(([id, name, prereqs]) => ({
        id,
        name,
        prereqs,
        est_min: 60,
      })),
      source: { title: 'The bread handbook', url: SOURCE_URL },
    },
  },
  position: { week: 2, day: 2, local_date: '2025-03-11' },
  state: {
    difficulty: 2,
    reviews_due: ['sd-flour'],
    mastery: [{ unit_id: 'sd-flour', p: 0.6, n: 2 }],
    history: [doneDay(1, ['sd-flour']), doneDay(2, ['sd-flour', 'sd-starter'])],
    adherence: { planned: 5, done: 2, gap_days: 5 },
  },
}

/** The units the basic request speaks of: the only ones that an answer to it can name. */
export const KNOWN_UNIT_IDS: ReadonlySet<string> = new Set(
  CONTENT.map(([id]) => id),
)

/** The same learner before the first day: nothing is known of them. */
export const NEWCOMER_REQUEST: AgentRequest = {
  ...BASIC_REQUEST,
  position: { week: 1, day: 1, local_date: '2025-03-03' },
  state: {
    difficulty: 2,
    reviews_due: [],
    mastery: [],
    history: [],
    adherence: { planned: 0, done: 0, gap_days: 0 },
  },
}

/** Later days that went otherwise: another last completion, trouble, another level. */
export const OTHER_HISTORY: Partial<AgentRequest['state']> = {
  difficulty: 4,
  mastery: [{ unit_id: 'sd-flour', p: 0.9, n: 5 }],
  history: [
    ...BASIC_REQUEST.state.history,
    doneDay(3, ['sd-levain', 'sd-autolyse'], {
      confidence: 2,
      struggle: true,
      minutes: 80,
    }),
  ],
  adherence: { planned: 6, done: 3, gap_days: 1 },
}

export function withIntent(
  request: AgentRequest,
  intent: Partial<AgentRequest['intent']>,
): AgentRequest {
  return { ...request, intent: { ...request.intent, ...intent } }
}

export function withPosition(
  request: AgentRequest,
  position: Partial<AgentRequest['position']>,
): AgentRequest {
  return { ...request, position: { ...request.position, ...position } }
}

export function withState(
  request: AgentRequest,
  state: Partial<AgentRequest['state']>,
): AgentRequest {
  return { ...request, state: { ...request.state, ...state } }
}

/** Another topic with units of its own. */
export const OTHER_TOPIC: Partial<AgentRequest['intent']> = {
  topic: 'Chess endgames',
  end_goal: 'Win a king and pawn ending against the club champion',
  meta: {
    outline: [{ id: 'ce-opposition', name: 'Opposition' }, {
      id: 'ce-square',
      name: 'Rule of the square',
    }],
  },
}
