import { PRODUCT_MGMT_DELIVER } from './productMgmtDeliver.ts'
import { PRODUCT_MGMT_DISCOVER } from './productMgmtDiscover.ts'
import { PRODUCT_MGMT_SHAPE } from './productMgmtShape.ts'
import type { Track } from './track.ts'

/** Product management: one user's problem with evidence on the first day, a measured release and an argued next step at the end. */
export const PRODUCT_MGMT: Track = {
  id: 'product_mgmt',
  aliases: [
    'product mgmt',
    'product management',
    'product management basics',
    'product management fundamentals',
    'product management for beginners',
    'product manager',
    'intro to product management',
    'introduction to product management',
    'learn product management',
  ],
  units: [...PRODUCT_MGMT_DISCOVER, ...PRODUCT_MGMT_SHAPE, ...PRODUCT_MGMT_DELIVER],
}
