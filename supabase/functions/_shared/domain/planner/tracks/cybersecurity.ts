import { CYBERSECURITY_ATTACK } from './cybersecurityAttack.ts'
import { CYBERSECURITY_DEFEND } from './cybersecurityDefend.ts'
import { CYBERSECURITY_GROUND } from './cybersecurityGround.ts'
import type { Track } from './track.ts'

/** Cybersecurity from the defender's side: attacks only on one's own laboratory, findings that lead to a repair. */
export const CYBERSECURITY: Track = {
  id: 'cybersecurity',
  aliases: [
    'cybersecurity',
    'cyber security',
    'cybersecurity basics',
    'cyber security basics',
    'cybersecurity fundamentals',
    'cyber security fundamentals',
    'cybersecurity for beginners',
    'intro to cybersecurity',
    'introduction to cybersecurity',
    'learn cybersecurity',
  ],
  units: [...CYBERSECURITY_GROUND, ...CYBERSECURITY_ATTACK, ...CYBERSECURITY_DEFEND],
}
