// Accident it prevents: a flood of successes that pushes out the one line somebody needs, or that costs CPU for lines
// which nobody will see.
import { expect, test } from 'vitest'
import type { LogFields } from '../../../supabase/functions/_shared/contract/ports.ts'
import { createLog } from '../../../supabase/functions/_shared/platform/log.ts'
import { createVirtualTimer } from '../../support/virtualTimer.ts'

function openLog() {
  const written: LogFields[] = []
  const timer = createVirtualTimer()
  const log = createLog('info', timer, (line) => written.push(JSON.parse(line)))
  return { log, timer, written }
}

test('a line that is not written is not composed', () => {
  const { log, written } = openLog()
  let composed = 0
  const compose = () => ({ at: composed += 1 })
  log('debug', compose)
  for (let at = 0; at < 20; at += 1) log('info', compose)
  expect(written).toHaveLength(8)
  expect(composed).toBe(8)
})

test('beyond 8 a second successes are counted, and the next line says how many', () => {
  const { log, timer, written } = openLog()
  for (let at = 0; at < 20; at += 1) log('info', { at })
  timer.advance(1_000)
  log('info', () => ({ at: 'later' }))
  expect(written.at(-1)).toMatchObject({ at: 'later', suppressed: 12 })
})

test('warnings and errors pass every flood', () => {
  const { log, written } = openLog()
  for (let at = 0; at < 20; at += 1) log('warn', { at })
  for (let at = 0; at < 20; at += 1) log('error', () => ({ at }))
  expect(written).toHaveLength(40)
})
