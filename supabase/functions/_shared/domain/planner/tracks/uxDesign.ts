import type { Track } from './track.ts'
import { UX_DESIGN_DESIGN } from './uxDesignDesign.ts'
import { UX_DESIGN_PROVE } from './uxDesignProve.ts'
import { UX_DESIGN_RESEARCH } from './uxDesignResearch.ts'

/** UX design: an honest observation on the first day, a tested design handed over at the end. */
export const UX_DESIGN: Track = {
  id: 'ux_design',
  aliases: [
    'ux design',
    'ux',
    'ux/ui design',
    'ui/ux design',
    'ux/ui',
    'ui/ux',
    'user experience design',
    'user experience',
    'ux design basics',
    'ux design fundamentals',
    'ux design for beginners',
    'intro to ux design',
    'introduction to ux design',
    'learn ux design',
  ],
  units: [...UX_DESIGN_RESEARCH, ...UX_DESIGN_DESIGN, ...UX_DESIGN_PROVE],
}
