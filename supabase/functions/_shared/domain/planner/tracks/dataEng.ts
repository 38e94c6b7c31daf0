import { DATA_ENG_INGEST } from './dataEngIngest.ts'
import { DATA_ENG_OPERATE } from './dataEngOperate.ts'
import { DATA_ENG_PLATFORM } from './dataEngPlatform.ts'
import type { Track } from './track.ts'

/** Data engineering: a rerunnable load on the first day, a watched platform with promises at the end. */
export const DATA_ENG: Track = {
  id: 'data_eng',
  aliases: [
    'data eng',
    'data engineering',
    'data engineering basics',
    'data engineering fundamentals',
    'data engineer',
    'data pipelines',
    'building data pipelines',
    'intro to data engineering',
    'introduction to data engineering',
    'learn data engineering',
  ],
  units: [...DATA_ENG_INGEST, ...DATA_ENG_OPERATE, ...DATA_ENG_PLATFORM],
}
