import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** Everything axe-core finds wrong with what the page shows now, in light and in dark: `state, scheme: rule at node`. */
export async function axeFindings(page: Page, state: string): Promise<string[]> {
  const findings: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    // Through the debugger: the page's own policy allows no such script.
    const found = await page.evaluate(`${axe.source}; axe.run().then(({ violations }) => violations)`) as {
      id: string
      nodes: { target: string[] }[]
    }[]
    for (const { id, nodes } of found) {
      findings.push(
        `${state}, ${colorScheme}: ${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
      )
    }
  }
  await page.emulateMedia({ colorScheme: 'light' })
  return findings
}
