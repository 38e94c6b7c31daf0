import type { AgentRequest } from '../../supabase/functions/_shared/contract/agentMessages.ts'
import { dataOf, expectAnswer, listDataIssues } from '../answer.ts'
import type { Check } from '../check.ts'
import { HOSTILE_TOPICS } from '../hostileTopics.ts'
import { HEADER_CANARY, type Probe } from '../probe.ts'
import { BASIC_REQUEST, withIntent } from '../requests.ts'
import type { Reply } from '../sendRequest.ts'
import { fail, PASS, type Verdict } from '../verdict.ts'

const AT_ONCE = 4
const ROUNDS = 10
/** Shorter tokens are words that an honest answer may hold. */
const TOKEN_MIN_CHARS = 8

function judgeHostileAnswer(probe: Probe, reply: Reply): Verdict {
  const finding = expectAnswer(
    probe,
    reply,
    'any topic a learner may enter is a topic',
  )
  if (finding !== null) return finding
  const issue = listDataIssues(probe, dataOf(probe, reply))[0]
  return issue
    ? fail(
      reply,
      'valid data for any topic',
      `data.${issue.path}: ${issue.message}`,
    )
    : PASS
}

async function judgeHostileTopics(probe: Probe): Promise<Verdict> {
  for (let start = 0; start < HOSTILE_TOPICS.length; start += AT_ONCE) {
    const replies = await Promise.all(
      HOSTILE_TOPICS.slice(start, start + AT_ONCE).map((topic) =>
        probe.ask({
          note: `topic ${JSON.stringify(topic.slice(0, 60))}`,
          request: withIntent(BASIC_REQUEST, { topic }),
        })
      ),
    )
    for (const reply of replies) {
      const verdict = judgeHostileAnswer(probe, reply)
      if (verdict.kind !== 'pass') return verdict
    }
  }
  return PASS
}

type LearnerAsk = { canary: string; request: AgentRequest }

function learnerAsk(letter: string): LearnerAsk {
  const canary = `canary-learner-${letter}-71c4`
  const request = withIntent(BASIC_REQUEST, {
    intent_id: `0a6f1c1e-5b1f-4f0e-9d5e-00000000000${letter}`,
    topic: `Weaving ${canary}`,
    end_goal: `Weave ${canary}`,
    meta: {
      outline: [{ id: `${canary}-warp`, name: `Warping ${canary}` }],
      source: { title: `Book ${canary}` },
    },
  })
  return {
    canary,
    request: {
      ...request,
      learner: {
        ...request.learner,
        ref: `0a6f1c1e-5b1f-4f0e-9d5e-0000000000${letter}0`,
      },
    },
  }
}

async function judgeTwoLearners(probe: Probe): Promise<Verdict> {
  const learners = [learnerAsk('a'), learnerAsk('b')]
  for (let round = 1; round <= ROUNDS; round++) {
    const replies = await Promise.all(
      learners.map(({ request }, index) =>
        probe.ask({ note: `learner ${index + 1}, round ${round}`, request })
      ),
    )
    for (const [index, reply] of replies.entries()) {
      const other = learners[1 - index]?.canary ?? ''
      if (reply.text.includes(other)) {
        return fail(
          reply,
          "nothing of the other learner's request",
          `holds "${other}"`,
        )
      }
    }
  }
  return PASS
}

function holds(reply: Reply, secret: string): boolean {
  return reply.text.includes(secret) ||
    [...reply.headers].some(([, value]) => value.includes(secret))
}

/** Hostile text is a topic like any other; secrets and learners stay where they belong. */
export const SAFETY_CHECKS: readonly Check[] = [
  {
    id: 'G1',
    level: 'MUST',
    title: '24 hostile topics get valid answers',
    needs: ['A3', 'E1', 'E4', 'E5'],
    run: judgeHostileTopics,
  },
  {
    id: 'G2',
    level: 'MUST',
    title: 'no answer holds the token or a header of the request',
    atEnd: true,
    run: (probe) => {
      for (const reply of [probe.manifestReply, ...probe.transcript]) {
        if (holds(reply, HEADER_CANARY)) {
          return fail(
            reply,
            'no header of the request',
            `holds "${HEADER_CANARY}"`,
          )
        }
        if (
          probe.token.length >= TOKEN_MIN_CHARS && holds(reply, probe.token)
        ) {
          return fail(
            reply,
            'the token nowhere in an answer',
            'holds the token',
          )
        }
      }
      return PASS
    },
  },
  {
    id: 'G3',
    level: 'MUST',
    title: 'two learners asking in turn see nothing of each other',
    needs: ['A3'],
    run: judgeTwoLearners,
  },
]
