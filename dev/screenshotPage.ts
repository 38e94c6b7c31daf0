import { mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { finishDay, setGoal, signIn } from '../test/browser/learnerWalk.ts'
import { launchChromium } from '../test/support/chromium.ts'
import { startStack } from '../test/support/stack.ts'
import { runCommand, StackError } from './stackError.ts'

// Takes the picture of the README on a stack of its own: the demo learner's fourth plan, one step ticked.

const PICTURE = join(dirname(import.meta.dirname ?? '.'), 'docs', 'images', 'learner-page.png')
const BUDGET_KB = 120
const REPORTS = [
  { minutes: 45, confidence: 7 },
  { minutes: 60, confidence: 8 },
  { minutes: 52, confidence: null },
]

await runCommand(async () => {
  const stack = await startStack()
  const browser = await launchChromium()
  try {
    const page = await browser.newPage({
      viewport: { width: 1120, height: 780 },
      locale: 'en-US',
      timezoneId: 'America/New_York',
    })
    await page.goto(stack.info.PAGE_URL)
    await signIn(page, { email: stack.info.DEMO_EMAIL, password: stack.info.DEMO_PASSWORD })
    await setGoal(page)
    for (const { minutes, confidence } of REPORTS) {
      await finishDay(page, minutes, confidence)
      await page.getByRole('button', { name: /Make the plan for day/ }).click()
      await page.getByRole('heading', { name: 'Steps' }).waitFor()
    }
    await page.getByRole('checkbox').first().check()
    // Ticking scrolls down to the step.
    await page.evaluate('scrollTo(0, 0)')
    await mkdir(dirname(PICTURE), { recursive: true })
    await page.screenshot({ path: PICTURE })
  } finally {
    await browser.close()
    await stack.stop()
  }
  const kb = (await stat(PICTURE)).size / 1000
  console.log(`${PICTURE}: ${kb.toFixed(0)} KB`)
  if (kb > BUDGET_KB) throw new StackError(`The picture is larger than ${BUDGET_KB} KB`)
})
