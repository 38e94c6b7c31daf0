import { createRequire } from 'node:module'
import { join } from 'node:path'

type Problem = { ruleId: string; severity: string; message: string; location: { pointer?: string }[] }
type Redocly = {
  createConfig(config: object): Promise<unknown>
  lintFromString(options: { source: string; absoluteRef: string; config: unknown }): Promise<Problem[]>
}

/** Rules of the recommended set that are switched off, each with its reason. */
const EXCEPTIONS: Record<string, string> = {
  'no-unused-components': 'ErrorBody is what an unknown route answers, which no path can carry',
}

/** What Redocly's recommended rules say, a line each; errors and warnings alike. */
export async function lintDocument(repository: string, text: string): Promise<string[]> {
  // Installed in tools/ only: the gate needs it, a user does not.
  const redocly: Redocly = createRequire(join(repository, 'tools', 'package.json'))('@redocly/openapi-core')
  const rules = Object.fromEntries(Object.keys(EXCEPTIONS).map((rule) => [rule, 'off']))
  const config = await redocly.createConfig({ extends: ['recommended'], rules })
  const problems = await redocly.lintFromString({
    source: text,
    absoluteRef: join(repository, 'openapi.json'),
    config,
  })
  return problems.map(({ severity, ruleId, message, location }) =>
    `${severity} ${ruleId} ${location[0]?.pointer ?? ''}: ${message}`
  )
}
