// docs/sessions.md says in words and tables what the code decides; here the two are compared.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SESSION_ROUTES } from '../../supabase/functions/_shared/contract/routes.ts'
import { RUN_MOVES } from '../../supabase/functions/_shared/contract/runs.ts'
import {
  SESSION_STATUS,
  sessionSettingsSchema,
  startSessionRequestSchema,
} from '../../supabase/functions/_shared/contract/session.ts'
import { SESSION_EVENT_DATA } from '../../supabase/functions/_shared/contract/sessionEvents.ts'
import { readExternalScore } from '../../supabase/functions/_shared/domain/quality/externalScore.ts'
import { LATER_SCORE_MS, QUICK_SCORE_MS } from '../../supabase/functions/_shared/domain/quality/budget.ts'
import { LEAST_GAIN, PRESETS } from '../../supabase/functions/_shared/domain/quality/presets.ts'
import { SKEW_S } from '../../supabase/functions/_shared/hooks/signature.ts'
import { HEARTBEAT_MS, STREAM_MS } from '../../supabase/functions/_shared/runs/streamRun.ts'
import { listFiles, readSource } from '../support/sources.ts'
import { REPOSITORY } from '../support/stack.ts'

const text = readFileSync(join(REPOSITORY, 'docs', 'sessions.md'), 'utf8')

/** The cells of the rows of the table whose head begins with this word. */
function readTable(head: string): string[][] {
  const lines = text.split('\n')
  const at = lines.findIndex((line) => line.startsWith(`| ${head} `))
  const end = lines.findIndex((line, index) => index > at && !line.startsWith('|'))
  return lines.slice(at + 2, end).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()))
}
const namesIn = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '')

it('it lists every route with its methods', () => {
  expect(
    Object.fromEntries(
      readTable('route').map(([route, methods]) => [namesIn(route)[0], methods?.split(', ')]),
    ),
  )
    .toEqual(
      Object.fromEntries(Object.entries(SESSION_ROUTES).map(([name, { methods }]) => [name, [...methods]])),
    )
})

it('its modes are the presets', () => {
  expect(
    readTable('mode').map(([mode, variants, refinements, threshold]) => [
      namesIn(mode)[0],
      variants,
      Number(refinements),
      Number(threshold),
    ]),
  ).toEqual(
    Object.entries(PRESETS).map(([mode, preset]) => [
      mode,
      preset.parallelVariants.map(({ name }) => name).join(', '),
      preset.maxIterations,
      preset.qualityThreshold,
    ]),
  )
})

it('its options are those that a start takes, the first four those of the configuration', () => {
  const options = readTable('option').flatMap(([names]) => namesIn(names))
  expect(options.slice(0, 4)).toEqual(Object.keys(sessionSettingsSchema.shape))
  const every = Object.fromEntries(options.map((name) => [name, 'no value of any option']))
  const refused = startSessionRequestSchema.safeParse({ prompt: 'x', options: every })
  // Each known option is refused for its value; an unknown one would be refused for its name.
  expect(refused.error?.issues.map(({ code }) => code)).not.toContain('unrecognized_keys')
  expect(new Set(refused.error?.issues.map(({ path }) => path[1]))).toEqual(new Set(options))
})

it('its diagram is the table of moves', () => {
  const moves = [...text.matchAll(/^ {2}(\w+) --> (\w+)$/gm)].map(([, from, to]) => `${from} ${to}`)
  const ends = [...text.matchAll(/^ {2}(\w+) --> \[\*\]$/gm)].map(([, state]) => state)
  expect(moves).toEqual(
    Object.entries(RUN_MOVES).flatMap(([from, targets]) => targets.map((to) => `${from} ${to}`)),
  )
  expect(ends).toEqual(Object.entries(RUN_MOVES).filter(([, to]) => to.length === 0).map(([state]) => state))
})

it('its words for states are those of the status', () => {
  expect(
    Object.fromEntries(
      readTable('in the database').map(([state, word]) => [namesIn(state)[0], namesIn(word)[0]]),
    ),
  )
    .toEqual(SESSION_STATUS)
})

describe('the events', () => {
  it('of the document are those of the contract, each with its data', () => {
    expect(
      Object.fromEntries(readTable('type').map(([type, , data]) => [namesIn(type)[0], namesIn(data).sort()])),
    )
      .toEqual(
        Object.fromEntries(
          Object.entries(SESSION_EVENT_DATA).map(([type, { shape }]) => [type, Object.keys(shape).sort()]),
        ),
      )
  })

  it('of the contract are those that code and database write', () => {
    const told = ['quality', 'runs'].flatMap((room) => listFiles(`supabase/functions/_shared/${room}`, '.ts'))
      .flatMap((path) =>
        [...readSource(path).text.matchAll(/\btype: '(\w+)'/g)].map(([, type]) => type ?? '')
      )
    const made = ['variant', 'refine'].map((kind) => `${kind}_failed`)
    const written = listFiles('supabase/migrations', '.sql')
      .filter((path) => /_run_(endpoints|work)/.test(path))
      .flatMap((path) =>
        [...readFileSync(join(REPOSITORY, path), 'utf8').matchAll(/'type', '(\w+)'/g)].map(([, type]) =>
          type ?? ''
        )
      )
    const ends = RUN_MOVES.running

    expect([...new Set([...told, ...made, ...written, ...ends])].sort()).toEqual(
      Object.keys(SESSION_EVENT_DATA).sort(),
    )
  })
})

it('its numbers are those of the code', () => {
  const words = text.replace(/\s+/g, ' ')
  for (
    const claim of [
      `says something every ${HEARTBEAT_MS / 1000} s`,
      `ends by itself after ${STREAM_MS / 1000} s`,
      `won less than ${LEAST_GAIN}`,
      `has ${QUICK_SCORE_MS / 1000} s`,
      `calls back within ${LATER_SCORE_MS / 1000} s`,
      `at most ${SKEW_S} s apart`,
    ]
  ) expect(words).toContain(claim)
})

it('the outside scorer’s answers give the scores it says', () => {
  for (const [answer, score] of readTable('answer')) {
    expect(readExternalScore(JSON.parse(namesIn(answer)[0] ?? ''))).toBe(parseFloat(score ?? ''))
  }
  expect(readExternalScore({ passed: false })).toBe(0)
})
