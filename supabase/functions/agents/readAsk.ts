import {
  AGENT_CONTRACT,
  type AgentCode,
  type AgentRequest,
  agentRequestSchema,
  type InstructorRequest,
  instructorRequestSchema,
} from '../_shared/contract/agentMessages.ts'
import { REQUEST_BODY_MAX_BYTES } from '../_shared/contract/bounds.ts'
import { readCapped } from './readCapped.ts'

export type Refusal = { status: number; code: AgentCode | null; error: string }
export type Read<T> = { ask: T } | { refusal: Refusal }

/** Four signals and a plan travel with an instructor's request. */
const INSTRUCTOR_BODY_MAX_BYTES = 4 * REQUEST_BODY_MAX_BYTES
const NO_INTENT_ID = '00000000-0000-0000-0000-000000000000'

type Parse<T> = (value: unknown) => { data: T } | { issue: string }

const refuse = (status: number, code: AgentCode, error: string): { refusal: Refusal } => ({
  refusal: { status, code, error },
})

type Checked<T> = { success: true; data: T } | {
  success: false
  error: { issues: { path: PropertyKey[]; message: string }[] }
}

function told<T>(checked: Checked<T>): ReturnType<Parse<T>> {
  if (checked.success) return { data: checked.data }
  const [issue] = checked.error.issues
  return {
    issue: `${issue?.path.map(String).join('.') || 'body'}: ${issue?.message ?? 'not valid'}`,
  }
}

async function readBody<T>(request: Request, maxBytes: number, parse: Parse<T>): Promise<Read<T>> {
  const body = await readCapped(request, maxBytes)
  if ('refused' in body) {
    return body.refused === 'too_large'
      ? refuse(413, 'TOO_LARGE', `Cannot read request: the body is larger than ${maxBytes} bytes`)
      : refuse(400, 'BAD_SCHEMA', 'Cannot read request: the body is not UTF-8 or ended early')
  }
  let json: unknown
  try {
    json = JSON.parse(body.text)
  } catch {
    return refuse(400, 'BAD_SCHEMA', 'Cannot read request: the body is not JSON')
  }
  if (
    json !== null && typeof json === 'object' && 'contract' in json &&
    json.contract !== AGENT_CONTRACT
  ) {
    return refuse(400, 'UNSUPPORTED_VERSION', `Cannot answer: only ${AGENT_CONTRACT} is spoken here`)
  }
  const parsed = parse(json)
  if ('data' in parsed) return { ask: parsed.data }
  return refuse(400, 'BAD_SCHEMA', `Cannot read request: ${parsed.issue}`.slice(0, 500))
}

/** The query of a seed-compatible GET as the request it stands for: no history, usual depth and time. */
function readQuery(request: Request, nowMs: number): Read<AgentRequest> {
  const query = new URL(request.url).searchParams
  const version = query.get('v')
  if (version !== null && version !== '1') {
    return refuse(400, 'UNSUPPORTED_VERSION', `Cannot answer: only ${AGENT_CONTRACT} is spoken here`)
  }
  const topic = query.get('topic') ?? ''
  const wholeNumber = (name: string) =>
    /^\d{1,4}$/.test(query.get(name) ?? '') ? Number(query.get(name)) : NaN
  const parsed = told(agentRequestSchema.safeParse({
    contract: AGENT_CONTRACT,
    request_id: 'get',
    deadline_ms: 15_000,
    learner: { ref: query.get('user_id') ?? '', tz: 'UTC' },
    intent: {
      intent_id: query.get('intent_id') ?? NO_INTENT_ID,
      topic,
      depth: 'informed',
      end_goal: `Understand ${topic}`,
      time_per_day_min: 60,
      meta: {},
    },
    position: {
      week: wholeNumber('week'),
      day: wholeNumber('day'),
      local_date: new Date(nowMs).toISOString().slice(0, 10),
    },
    state: {
      difficulty: 2,
      reviews_due: [],
      mastery: [],
      history: [],
      adherence: { planned: 0, done: 0, gap_days: 0 },
    },
  }))
  if ('data' in parsed) return { ask: parsed.data }
  return refuse(400, 'BAD_SCHEMA', `Cannot read query: ${parsed.issue}`.slice(0, 500))
}

/** The agents' request, from the query of a GET or the body of a POST. */
export function readSignalsAsk(request: Request, nowMs: number): Promise<Read<AgentRequest>> {
  if (request.method === 'GET') {
    return Promise.resolve(readQuery(request, nowMs))
  }
  return readBody(request, REQUEST_BODY_MAX_BYTES, (json) => told(agentRequestSchema.safeParse(json)))
}

/** The instructor's request. */
export function readInstructorAsk(request: Request): Promise<Read<InstructorRequest>> {
  return readBody(request, INSTRUCTOR_BODY_MAX_BYTES, (json) => told(instructorRequestSchema.safeParse(json)))
}
