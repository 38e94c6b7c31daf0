import { DEVOPS_DELIVERY } from './devopsDelivery.ts'
import { DEVOPS_MACHINE } from './devopsMachine.ts'
import { DEVOPS_OPERATE } from './devopsOperate.ts'
import type { Track } from './track.ts'

/** DevOps: a service started and broken by hand on the first day, automated, observed and recovered at the end. */
export const DEVOPS: Track = {
  id: 'devops',
  aliases: [
    'devops',
    'dev ops',
    'devops basics',
    'devops fundamentals',
    'devops for beginners',
    'devops engineering',
    'devops engineer',
    'intro to devops',
    'introduction to devops',
    'learn devops',
  ],
  units: [...DEVOPS_MACHINE, ...DEVOPS_DELIVERY, ...DEVOPS_OPERATE],
}
