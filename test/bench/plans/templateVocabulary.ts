import type { ActiveIntent } from '../../../supabase/functions/_shared/contract/facts.ts'
import { contentWords, tokensOf } from '../../../supabase/functions/_shared/domain/rubric/tokens.ts'
import { liveThrough, makeIntent } from '../../unit/domain/learnerFixture.ts'
import { HISTORIES, reportsOf } from './histories.ts'

const TOPIC = 'Zorblat quimfex'
const OUTLINE = Array.from(
  { length: 9 },
  (_, index) => `Vexnub${'abcdefghi'[index]} drolpin${'abcdefghi'[index]}`,
)
const SOURCE = { title: 'Plimgor', url: 'https://nonsense.example/plimgor' }
const KINDS = ['build', 'exam', 'perform', 'understand'] as const
const DAYS = 15

function nonsense(): ActiveIntent[] {
  return [20, 45, 90, 180].flatMap((time_per_day_min) =>
    KINDS.flatMap((goal_kind) =>
      [{}, { source: SOURCE }, { outline: OUTLINE }, { outline: OUTLINE, source: SOURCE }].map((content) =>
        makeIntent({
          topic: TOPIC,
          end_goal: 'Gromvik haltus',
          time_per_day_min,
          meta: { ...content, goal_kind, weeks: 3 },
        })
      )
    )
  )
}

/**
 * The words the planner and our agents put into any plan: what they say about topics that do not exist, less the
 * topics' own words. Sorted, so that a change is readable.
 */
export function collectTemplateWords(): string[] {
  const given = new Set([TOPIC, 'Gromvik haltus', SOURCE.title, SOURCE.url, ...OUTLINE].flatMap(tokensOf))
  const found = new Set<string>()
  nonsense().forEach((intent, index) => {
    const history = HISTORIES[index % HISTORIES.length] ?? 'steady'
    for (const withSignals of [false, true]) {
      for (const { plan } of liveThrough(intent, reportsOf(history, DAYS, index), withSignals)) {
        for (const step of plan.steps) {
          for (const word of contentWords(tokensOf(`${step.action} ${step.done_when}`))) found.add(word)
        }
      }
    }
  })
  return [...found].filter((word) => !given.has(word)).sort()
}

/** The data module as it is kept in the repository. */
export function templateModule(words: readonly string[]): string {
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < 106) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(`  ${word}`)
  }
  return [
    '/** Words of the planner and of our agents that come with every topic; written by `npm run bench:plans -- --vocabulary`. */',
    'const WORDS = `',
    ...lines,
    '`',
    '',
    'export const TEMPLATE_WORDS: ReadonlySet<string> = new Set(WORDS.trim().split(/\\s+/))',
    '',
  ].join('\n')
}
