/**
 * What `npm run mutate` changes, by which tests it is judged, and which score is wanted.
 * `leftOut`: curated content, data that somebody wrote and reviews as text, with the reason; no decision is left out.
 * @type {Record<string, { tests: string[], leftOut: Record<string, string>, least: number }>}
 */
export const ROOMS = {
  http: {
    tests: ['test/unit/http/*.test.ts', 'test/unit/orchestrator.test.ts'],
    leftOut: {},
    least: 80,
  },
  agents: {
    tests: [
      'test/unit/agents/*.test.ts',
      'test/property/{agents,agentsJson,signals}.test.ts',
    ],
    leftOut: {},
    least: 80,
  },
  domain: {
    tests: [
      'test/unit/domain/*.test.ts',
      'test/unit/{backoff,breaker,cacheKey,freshness,retryAfter,signalQuality}.test.ts',
      'test/property/{planner,plannerText,plannerMemory,retry,rubric,time}.test.ts',
    ],
    leftOut: {
      'planner/tracks/!(matchTrack|track).ts':
        'the courses: titles, minutes and links, linted as text by tracksLint.test.ts',
      'planner/phrasings.ts': 'sentences of the method days, frozen by golden tests',
      'rubric/words/*.ts': 'word lists',
    },
    least: 85,
  },
}
