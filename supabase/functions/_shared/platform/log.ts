import type { Log, LogLevel, Timer } from '../contract/ports.ts'

const RANK: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 }
/** The platform drops lines beyond 100 per 10 s: successes above this are counted, not written. */
const INFO_LINES_PER_S = 8
/** The platform cuts a line at 10,000 characters. */
const LINE_MAX_CHARS = 4_096

/** One JSON line per call; warnings and errors always pass, a flood of successes is sampled and counted. */
export function createLog(level: LogLevel, timer: Timer, write: (line: string) => void = console.log): Log {
  let second = 0
  let written = 0
  let suppressed = 0
  return (lineLevel, fields) => {
    if (RANK[lineLevel] < RANK[level]) return
    const now = timer.now()
    if (RANK[lineLevel] < RANK.warn) {
      const thisSecond = Math.floor(now / 1000)
      if (thisSecond !== second) {
        second = thisSecond
        written = 0
      }
      if (written >= INFO_LINES_PER_S) {
        suppressed += 1
        return
      }
      written += 1
    }
    const line = {
      level: lineLevel,
      timestamp: new Date(now).toISOString(),
      ...(typeof fields === 'function' ? fields() : fields),
      ...(suppressed > 0 ? { suppressed } : {}),
    }
    suppressed = 0
    const text = JSON.stringify(line)
    write(
      text.length <= LINE_MAX_CHARS
        ? text
        : JSON.stringify({ ...line, agents: undefined, stack: undefined, cut: true }),
    )
  }
}
