import { dataOf, type JsonObject, listDataIssues, listObjects } from '../answer.ts'
import type { Check } from '../check.ts'
import type { Probe } from '../probe.ts'
import { BASIC_REQUEST, withIntent } from '../requests.ts'
import type { Reply } from '../sendRequest.ts'
import { findCircle, isKnown, listEdges, listUnitIds } from '../unitGraph.ts'
import { fail, PASS, skip, type Verdict } from '../verdict.ts'

const SHORT_BUDGET_MIN = 20
const REPLY_MAX_BYTES = 256 * 1024

/** Bounds that have a check of their own. */
const OWN_CHECK = /^(rubric|questions\.\d+\.text)$/
const WEIGHTS_MESSAGE = 'weights do not add up to 1'

function sumWeights(items: readonly JsonObject[]): number {
  return items.reduce(
    (sum, { weight }) => sum + (typeof weight === 'number' ? weight : NaN),
    0,
  )
}

async function judgeBasic(
  probe: Probe,
  expected: string,
  findFault: (data: JsonObject, reply: Reply) => string | null,
): Promise<Verdict> {
  if (probe.agent === 'instructor') return skip('a plan is judged by group J')
  const reply = await probe.basic()
  const fault = findFault(dataOf(probe, reply), reply)
  return fault === null ? PASS : fail(reply, expected, fault)
}

/** What the answer to the basic request says, beyond its shape. */
export const DATA_CHECKS: readonly Check[] = [
  {
    id: 'E1',
    level: 'MUST',
    title: 'data keep to the fields and bounds of the contract',
    needs: ['A3'],
    run: (probe) =>
      judgeBasic(probe, 'data within the bounds of the contract', (data) => {
        const issue = listDataIssues(probe, data).find(({ path, message }) =>
          !(OWN_CHECK.test(path) &&
            (message === WEIGHTS_MESSAGE || message.includes('"?"')))
        )
        return issue ? `data.${issue.path}: ${issue.message}` : null
      }),
  },
  {
    id: 'E2',
    level: 'MUST',
    title: 'prerequisites are known units',
    needs: ['A3'],
    run: (probe) =>
      judgeBasic(probe, 'prerequisites among the units', (data) => {
        if (probe.agent !== 'clo' && probe.method === 'GET') return null
        const known = isKnown(probe, data)
        const unknown = listEdges(probe, data).flatMap((
          { from, to },
        ) => [from, to]).find((id) => !known(id))
        return unknown === undefined ? null : `"${unknown}" is no unit`
      }),
  },
  {
    id: 'E3',
    level: 'MUST',
    title: 'prerequisites make no circle',
    needs: ['A3'],
    run: (probe) =>
      judgeBasic(
        probe,
        'an order in which the units can be learned',
        (data) => {
          const unit = findCircle(listEdges(probe, data))
          return unit === null ? null : `"${unit}" waits for itself`
        },
      ),
  },
  {
    id: 'E4',
    level: 'MUST',
    title: 'weights sum to 1 ± 0.001',
    needs: ['A3'],
    run: (probe) =>
      judgeBasic(probe, 'weights that sum to 1 ± 0.001', (data) => {
        for (const member of ['objectives', 'rubric']) {
          const items = listObjects(data, member)
          const sum = sumWeights(items)
          if (items.length > 0 && !(Math.abs(sum - 1) <= 0.001)) {
            return `weights of ${member} sum to ${sum}`
          }
        }
        return null
      }),
  },
  {
    id: 'E5',
    level: 'MUST',
    title: 'questions end with "?"',
    needs: ['A3'],
    run: (probe) =>
      judgeBasic(probe, 'a question', (data) => {
        const wrong = listObjects(data, 'questions').find(({ text }) => !String(text).endsWith('?'))
        return wrong === undefined ? null : `text: ${JSON.stringify(wrong['text'])}`
      }),
  },
  {
    id: 'E6',
    level: 'MUST',
    title: 'no exercise takes longer than the day',
    needs: ['A3'],
    run: async (probe) => {
      if (probe.agent !== 'ta') return skip('only a TA gives exercises')
      if (probe.method === 'GET') return skip('a GET carries no budget')
      const request = withIntent(BASIC_REQUEST, {
        time_per_day_min: SHORT_BUDGET_MIN,
      })
      const reply = await probe.ask({
        note: `${SHORT_BUDGET_MIN} minutes a day`,
        request,
      })
      const exercises = listObjects(dataOf(probe, reply), 'exercises')
      const long = exercises.find(({ est_min }) => typeof est_min === 'number' && est_min > SHORT_BUDGET_MIN)
      return long === undefined ? PASS : fail(
        reply,
        `est_min <= ${SHORT_BUDGET_MIN}`,
        `est_min: ${long['est_min']}`,
      )
    },
  },
  {
    id: 'E7',
    level: 'MUST',
    title: 'unit ids resolve',
    needs: ['A3'],
    run: (probe) => {
      if (probe.agent !== 'clo' && probe.method === 'GET') {
        return skip('a GET names no units')
      }
      return judgeBasic(
        probe,
        'unit ids of the request or of the answer',
        (data) => {
          const known = isKnown(probe, data)
          const unknown = listUnitIds(data).find((id) => !known(id))
          return unknown === undefined ? null : `unit "${unknown}" is in neither`
        },
      )
    },
  },
  {
    id: 'E8',
    level: 'MUST',
    title: "answers keep to the manifest's max_bytes",
    atEnd: true,
    run: (probe) => {
      const most = Math.min(
        REPLY_MAX_BYTES,
        probe.manifest?.max_bytes ?? REPLY_MAX_BYTES,
      )
      const sizeOf = (reply: Reply) => new TextEncoder().encode(reply.text).length
      const reply = probe.transcript.find((each) => sizeOf(each) > most)
      return reply === undefined ? PASS : fail(reply, `at most ${most} bytes`, `${sizeOf(reply)} bytes`)
    },
  },
]
