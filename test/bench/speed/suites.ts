import { bundle } from './rows/bundle.ts'
import { coldDay } from './rows/coldDay.ts'
import { coldStart } from './rows/coldStart.ts'
import { dataSize } from './rows/dataSize.ts'
import { fanOut } from './rows/fanOut.ts'
import { growth } from './rows/growth.ts'
import { memory } from './rows/memory.ts'
import { openLoop } from './rows/openLoop.ts'
import { plannerSpeed } from './rows/plannerSpeed.ts'
import { roundTrips } from './rows/roundTrips.ts'
import { sessions } from './rows/sessions.ts'
import { statusSpeed } from './rows/statusSpeed.ts'
import { tokenSpeed } from './rows/tokenSpeed.ts'
import { writeSpeed } from './rows/writeSpeed.ts'
import type { SpeedSuite } from './suite.ts'

/** In the order in which they run: what fills the database comes last. */
export const SUITES: readonly SpeedSuite[] = [
  roundTrips,
  bundle,
  statusSpeed,
  tokenSpeed,
  writeSpeed,
  fanOut,
  coldDay,
  coldStart,
  plannerSpeed,
  openLoop,
  memory,
  sessions,
  growth,
  dataSize,
]
