// The words people type without reading anything. Accident it prevents: a command that every project has and this one
// has under another name, and an image that runs another Deno than the tests.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { REPOSITORY } from '../support/stack.ts'

const read = (path: string) => readFileSync(join(REPOSITORY, path), 'utf8')
const { scripts, devDependencies } = JSON.parse(read('package.json'))

it('0-20 dev, test and deploy are commands, and the documents name the one that shows the log', () => {
  expect(scripts.dev).toBe(scripts.start)
  expect(scripts.test).toBe('node dev/launch.mjs test')
  // Rehearsed by deploy:dry, which runs the same CLI with the same functions.
  expect(scripts.deploy).toBe('supabase db push && supabase functions deploy --use-api')
  expect(devDependencies).toHaveProperty('supabase')
  expect(read('dev/deploy/runDeploy.ts')).toMatch(/'functions',\s+'deploy'/)
  expect(read('docs/operations.md')).toContain('`tail -f .local/functions.log`')
})

it("the worker's image has the Deno that the tests run", () => {
  expect(/^FROM denoland\/deno:(\S+)$/m.exec(read('ops/worker/Dockerfile'))?.[1]).toBe(devDependencies.deno)
})
