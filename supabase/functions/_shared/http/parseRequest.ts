import type { z } from 'zod'
import { OrchestratorError } from '../contract/errors.ts'

/** The request in its schema's shape, or VALIDATION_ERROR with one issue per violation. */
export function parseRequest<Parsed>(action: string, schema: z.ZodType<Parsed>, value: unknown): Parsed {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issues = result.error.issues.slice(0, 20).map((issue) => ({
    path: issue.path.map(String).join('.'),
    message: issue.message,
  }))
  throw new OrchestratorError('VALIDATION_ERROR', `Cannot ${action}: ${describe(issues[0])}`, {
    details: { issues },
  })
}

/** Names the field only: messages never repeat what the caller sent. */
function describe(issue: { path: string } | undefined): string {
  return issue === undefined || issue.path === '' ? 'the request is not valid' : `${issue.path} is not valid`
}
