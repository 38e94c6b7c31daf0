import type { Row } from '../../support/scoreboard.ts'
import type { Finding, Size, SpeedSuite } from './suite.ts'
import { createWorld } from './world.ts'

/** Runs the suites one after the other on one world and deletes it, also when one of them fails. */
export async function runSuites(
  suites: readonly SpeedSuite[],
  size: Size,
  learners: number,
): Promise<{ findings: Finding[]; rows: Row[] }> {
  const startedAt = performance.now()
  const say = (text: string) => {
    if (process.stderr.isTTY) {
      process.stderr.write(`\r\x1b[K${Math.round((performance.now() - startedAt) / 1000)} s  ${text}`)
    }
  }
  const findings: Finding[] = []
  const world = await createWorld(learners, say)
  try {
    for (const [at, suite] of suites.entries()) {
      const suiteStartedAt = performance.now()
      const label = `[${at + 1}/${suites.length}] ${suite.name}`
      const finding = await suite.run(world, size, (text) => say(`${label}: ${text}`)).catch(
        (error: unknown): Finding => {
          console.error(error)
          return {
            rows: [{ name: `${suite.name} ran`, figure: String(error), target: 'measured', met: false }],
            explanation: [],
          }
        },
      )
      findings.push(finding)
      say('')
      const met = finding.rows.filter((row) => row.met).length
      const seconds = Math.round((performance.now() - suiteStartedAt) / 1000)
      console.error(`${label}: ${met}/${finding.rows.length} met, ${seconds} s`)
    }
  } finally {
    await world.stop()
  }
  return { findings, rows: findings.flatMap((finding) => finding.rows) }
}
