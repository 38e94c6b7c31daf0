/**
 * What `npm run mutate` changes, by which tests it is judged, and which score is wanted. `tests` are beginnings of
 * paths; `without` are parts of a file name or title: too slow for thousands of runs, or about something else.
 * `leftOut` is curated content, data that somebody wrote and reviews as text, with the reason; no decision is left out.
 * @type {Record<string, { tests: string[], without: string[], leftOut: Record<string, string>, least: number }>}
 */
export const ROOMS = {
  http: {
    tests: ['test/unit/http/', 'test/unit/orchestrator.test.ts'],
    without: [],
    leftOut: {},
    least: 80,
  },
  agents: {
    tests: ['test/unit/agents/', 'test/property/agents', 'test/property/signals'],
    without: ['1,000 learners', '600 calls a minute'],
    leftOut: {},
    least: 80,
  },
  domain: {
    tests: [
      'test/unit/domain/',
      ...['backoff', 'breaker', 'cacheKey', 'freshness', 'retryAfter', 'signalQuality'].map((name) =>
        `test/unit/${name}.test.ts`
      ),
      'test/unit/referenceAgents',
      'test/unit/weighPlans',
      'test/property/planner',
      'test/property/r',
      'test/property/time',
    ],
    without: ['tracksLint', 'tracksPlan', 'pace > lets a shaky learner', 'less than a millisecond'],
    leftOut: {
      'planner/tracks/!(matchTrack|track).ts':
        'the courses: titles, minutes and links, linted as text by tracksLint.test.ts',
      'planner/phrasings.ts': 'sentences of the method days, frozen by golden tests',
      'rubric/words/*.ts': 'word lists',
    },
    least: 85,
  },
}
