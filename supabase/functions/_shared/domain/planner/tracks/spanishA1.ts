import { SPANISH_A1_EVERYDAY } from './spanishA1Everyday.ts'
import { SPANISH_A1_START } from './spanishA1Start.ts'
import { SPANISH_A1_TOGETHER } from './spanishA1Together.ts'
import type { Track } from './track.ts'

/** Spanish to level A1: a spoken introduction on the first day, a ten-minute conversation at the end. */
export const SPANISH_A1: Track = {
  id: 'spanish_a1',
  aliases: [
    'spanish a1',
    'spanish',
    'spanish language',
    'spanish for beginners',
    'beginner spanish',
    'beginners spanish',
    'spanish beginner',
    'basic spanish',
    'learn spanish',
    'spanish basics',
    'español a1',
    'castellano a1',
  ],
  units: [...SPANISH_A1_START, ...SPANISH_A1_EVERYDAY, ...SPANISH_A1_TOGETHER],
}
