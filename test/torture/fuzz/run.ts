import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { createJudge } from '../../support/openapiJudge.ts'
import { type Line, openLine, type RawAnswer, type RawRequest } from '../../support/rawHttp.ts'
import type { StackInfo } from '../../support/stack.ts'
import { type Planted, PLANTED_AT, PLANTED_ID } from './bodies.ts'
import { type Draft, ELSEWHERE, type Endpoint, ENDPOINTS, OWN_SESSION, requestsTo } from './requests.ts'
import { findPlanted, type FuzzLearner, peopleWorld, readVictim, type World } from './world.ts'

export type Finding = { kind: '5xx' | 'undocumented' | 'mass assignment'; text: string }

type FuzzResult = {
  /** Requests that were answered, by endpoint; `elsewhere` is health, the document and paths that are none. */
  counts: Record<Endpoint | 'elsewhere', number>
  /** Answers by endpoint and status. */
  statuses: Record<string, number>
  plantedRequests: number
  findings: Finding[]
  ms: number
}

type FuzzOptions = {
  seed: number
  /** True when there is time, or work, for another round. */
  goesOn(counts: FuzzResult['counts']): boolean
  progress?(text: string): void
}

const LINES = 16
const RUNS_PER_ROUND = 25
/** As many requests go elsewhere as to an endpoint, divided by this. */
const ELSEWHERE_PART = 20
const FINDINGS_MAX = 20

/** Fuzzes a running stack over several keep-alive connections and holds every answer against the OpenAPI document. */
export async function fuzzStack(
  stack: StackInfo,
  { seed, goesOn, progress }: FuzzOptions,
): Promise<FuzzResult> {
  const world = await peopleWorld(stack)
  const before = await readVictim(stack, world.victim)
  const judge = createJudge()
  const planted: Planted = { id: PLANTED_ID, user_id: world.victim.user_id, at: PLANTED_AT }
  const drafts: Record<Endpoint | 'elsewhere', fc.Arbitrary<Draft>> = {
    'intent.sync': requestsTo(judge.document, 'intent.sync', planted),
    'day.run': requestsTo(judge.document, 'day.run', planted),
    'day.done': requestsTo(judge.document, 'day.done', planted),
    status: requestsTo(judge.document, 'status', planted),
    events: requestsTo(judge.document, 'events', planted),
    elsewhere: ELSEWHERE,
  }
  const counts = { 'intent.sync': 0, 'day.run': 0, 'day.done': 0, status: 0, events: 0, elsewhere: 0 }
  const underWay = { ...counts }
  const statuses: Record<string, number> = {}
  const findings = new Map<string, Finding>()
  let plantedRequests = 0
  let rounds = 0
  const startedAt = performance.now()

  /** Sends one request and says what is wrong with its answer. */
  async function tryOut(line: Line, draft: Draft, target: Endpoint | 'elsewhere'): Promise<Finding | null> {
    const learner = world.learners[draft.learner] ?? world.victim
    let answer: RawAnswer
    try {
      answer = await line.send(addressRequest(draft, learner, stack))
    } catch (error) {
      return { kind: 'undocumented', text: String(error) }
    }
    counts[target] += 1
    const key = `${target} ${answer.status}`
    statuses[key] = (statuses[key] ?? 0) + 1
    const isPlanted = draft.planted.length > 0 || (draft.body?.planted.length ?? 0) > 0
    if (isPlanted) plantedRequests += 1
    learnSession(answer, draft, learner)
    return judgeAnswer(draft, answer, { learner, isPlanted })
  }

  function judgeAnswer(
    draft: Draft,
    answer: RawAnswer,
    sent: { learner: FuzzLearner; isPlanted: boolean },
  ): Finding | null {
    const told = `${answer.status} ${answer.text.slice(0, 600)}`
    if (answer.status >= 500) return { kind: '5xx', text: told }
    const problems = judge.judge(draft, answer)
    if (problems.length > 0) return { kind: 'undocumented', text: `${problems.join('; ')} — ${told}` }
    if (!sent.isPlanted) return null
    // Reads take no body: what is in one is not looked at.
    const isRead = draft.route === 'status' || draft.route === 'events'
    const isTaken = draft.body !== null && !isRead && answer.status === 200
    const isForeign = answer.status === 200 && answer.text.includes(world.victim.user_id)
    return isTaken || isForeign ? { kind: 'mass assignment', text: told } : null
  }

  /** The target with the fewest requests for its part: all reach their number at the same time. */
  function nextTarget(): Endpoint | 'elsewhere' {
    if (underWay.elsewhere * ELSEWHERE_PART < underWay.status) return 'elsewhere'
    return [...ENDPOINTS].sort((a, b) => underWay[a] - underWay[b])[0] ?? 'status'
  }

  async function work(line: Line): Promise<void> {
    while (goesOn(counts) && findings.size < FINDINGS_MAX) {
      const target = nextTarget()
      underWay[target] += RUNS_PER_ROUND
      const roundSeed = seed * 1_000_003 + rounds++
      let last: Finding | null = null
      const property = fc.asyncProperty(drafts[target], async (draft) => {
        const found = await tryOut(line, draft, target)
        // What is known already is not shrunk again.
        if (found === null || findings.has(signatureOf(target, found))) return
        last = found
        throw new Error(found.text)
      })
      const { failed, counterexample } = await fc.check(property, {
        seed: roundSeed,
        numRuns: RUNS_PER_ROUND,
      })
      const found = last as Finding | null
      if (failed && found !== null) {
        const [draft] = counterexample ?? []
        const text = `${found.kind}: ${found.text}\n  seed ${roundSeed}, minimal request: ${
          describeDraft(draft)
        }`
        findings.set(signatureOf(target, found), { ...found, text })
      }
      const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
      progress?.(`${total} requests, ${Math.round(total / (performance.now() - startedAt) * 1000)} a second`)
    }
  }

  const lines = Array.from({ length: LINES }, () => openLine(Number(new URL(stack.API_URL).port)))
  try {
    await Promise.all(lines.map(work))
  } finally {
    lines.forEach((line) => line.close())
  }
  const ms = performance.now() - startedAt
  const marks = await judgeDatabase(stack, world, before)
  const explained = await explainFindings(stack, [...findings.values()])
  return { counts, statuses, plantedRequests, findings: [...explained, ...marks], ms }
}

/** Equal for answers that are wrong in the same way. */
function signatureOf(target: string, { kind, text }: Finding): string {
  return `${target} ${kind} ${
    text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|"requestId":"[^"]*"|\d+/g, '#').slice(0, 160)
  }`
}

async function judgeDatabase(stack: StackInfo, world: World, before: string): Promise<Finding[]> {
  const texts = (await findPlanted(stack)).map((column) => `a planted value is in ${column}`)
  const isTouched = await readVictim(stack, world.victim) !== before
  return [...texts, ...(isTouched ? ["another learner's rows changed"] : [])]
    .map((text) => ({ kind: 'mass assignment', text: `mass assignment: ${text}` }))
}

function learnSession({ status, text }: RawAnswer, { route }: Draft, learner: FuzzLearner): void {
  const session = route === 'day.run' && status === 200 ? /"session_id":"([^"]+)"/.exec(text)?.[1] : undefined
  if (session !== undefined) learner.session_id = session
}

/** The draft with the learner's token and session in it. */
function addressRequest(draft: Draft, learner: FuzzLearner, stack: StackInfo): RawRequest {
  const { method, route, query, headers, body } = draft
  const ours: [string, string][] = listCredentials(draft, learner, stack)
  if (body?.contentType != null) ours.push(['content-type', body.contentType])
  // Deno's server refuses a request with two of them before it reaches anybody; ours go first otherwise.
  const path = `${new URL(stack.FUNCTIONS_URL).pathname}/orchestrator/${route}${query}`
  return {
    method,
    path: encodePath(path),
    headers: [...ours, ...headers],
    body: body === null ? null : nameSession(body.bytes, learner),
    chunkBytes: body?.chunkBytes ?? null,
  }
}

/** What may not stand in a request line is escaped as a browser does it. */
function encodePath(path: string): string {
  return path.replace(/[^\x21-\x7e]/g, (letter) => encodeURIComponent(letter))
}

function listCredentials(
  { credential }: Draft,
  { token, user_id }: FuzzLearner,
  stack: StackInfo,
): [string, string][] {
  switch (credential) {
    case 'learner':
      return [['authorization', `Bearer ${token}`]]
    case 'secret key':
      return [['apikey', stack.SECRET_KEY], ['x-user-id', user_id]]
    case 'publishable key':
      return [['apikey', stack.PUBLISHABLE_KEY]]
    case 'garbage':
      return [['authorization', `Bearer ${token.slice(0, -9)}AAAAAAAAA`]]
    case 'token in apikey':
      return [['apikey', token]]
    case 'nobody':
      return []
    default:
      return credential satisfies never
  }
}

function nameSession(bytes: Uint8Array, { session_id }: FuzzLearner): Uint8Array {
  const at = Buffer.from(bytes).indexOf(OWN_SESSION)
  if (at < 0) return bytes
  const named = Buffer.from(bytes)
  named.write(session_id, at)
  return named
}

/** Internal errors with what the log has under their request id: the answer holds nothing of the cause. */
async function explainFindings(stack: StackInfo, findings: Finding[]): Promise<Finding[]> {
  const log = findings.length === 0 ? '' : await readFile(stack.FUNCTIONS_LOG, 'utf8').catch(() => '')
  return findings.map((finding) => {
    const requestId = /"requestId":"([^"]+)"/.exec(finding.text)?.[1]
    const lines = log.split('\n').filter((line) => requestId !== undefined && line.includes(requestId))
    return { ...finding, text: [finding.text, ...lines.map((line) => `  log: ${line}`)].join('\n') }
  })
}

function describeDraft(draft: Draft | undefined): string {
  if (draft === undefined) return 'none'
  const { body, ...rest } = draft
  const text = body === null ? null : new TextDecoder().decode(body.bytes).slice(0, 300)
  return JSON.stringify({ ...rest, body: body === null ? null : { ...body, bytes: undefined, text } })
}
