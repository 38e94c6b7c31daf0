import { STATISTICS_DESCRIBE } from './statisticsDescribe.ts'
import { STATISTICS_INFER } from './statisticsInfer.ts'
import { STATISTICS_MODEL } from './statisticsModel.ts'
import type { Track } from './track.ts'

/** Statistics: data one has collected oneself, intervals before tests, a report that states its doubt at the end. */
export const STATISTICS: Track = {
  id: 'statistics',
  aliases: [
    'statistics',
    'stats',
    'basic statistics',
    'introductory statistics',
    'intro to statistics',
    'introduction to statistics',
    'statistics basics',
    'statistics fundamentals',
    'applied statistics',
    'statistics for beginners',
    'learn statistics',
  ],
  units: [...STATISTICS_DESCRIBE, ...STATISTICS_INFER, ...STATISTICS_MODEL],
}
