import type { TestProject } from 'vitest/node'
import { type StackInfo, startStack } from './stack.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The stack that all files of a project share: `inject('stack')`. */
    stack: StackInfo
  }
}

/** Boots one stack for a project's test files and ends it after the last one. */
export default async function bootStack(project: TestProject): Promise<() => Promise<void>> {
  const startedAt = performance.now()
  const stack = await startStack()
  console.log(`stack for ${project.name}: ready in ${((performance.now() - startedAt) / 1000).toFixed(2)} s`)
  project.provide('stack', stack.info)
  return stack.stop
}
