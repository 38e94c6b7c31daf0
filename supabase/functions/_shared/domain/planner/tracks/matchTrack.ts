import { normaliseName } from '../text.ts'
import { AI_ML } from './aiMl.ts'
import { CYBERSECURITY } from './cybersecurity.ts'
import { DATA_ENG } from './dataEng.ts'
import { DEVOPS } from './devops.ts'
import { FULLSTACK_WEB } from './fullstackWeb.ts'
import { PRODUCT_MGMT } from './productMgmt.ts'
import { PYTHON } from './python.ts'
import { SPANISH_A1 } from './spanishA1.ts'
import { SQL } from './sql.ts'
import { STATISTICS } from './statistics.ts'
import { TECH_WRITING } from './techWriting.ts'
import type { Track } from './track.ts'
import { UX_DESIGN } from './uxDesign.ts'

export const TRACKS: readonly Track[] = [
  AI_ML,
  SQL,
  PYTHON,
  STATISTICS,
  FULLSTACK_WEB,
  DATA_ENG,
  DEVOPS,
  CYBERSECURITY,
  SPANISH_A1,
  TECH_WRITING,
  UX_DESIGN,
  PRODUCT_MGMT,
]

/** The curated track of a topic: `track_label` decides if it names one, then an exact alias of the topic, else none. */
export function matchTrack(topic: string, trackLabel: string | null | undefined): Track | null {
  for (const name of [trackLabel, topic]) {
    const wanted = normaliseName(name ?? '')
    const track = TRACKS.find((each) => normaliseName(each.id) === wanted || each.aliases.includes(wanted))
    if (track) return track
  }
  return null
}
