import { expect, it } from 'vitest'
import { z } from 'zod'
import { OrchestratorError } from '../../../supabase/functions/_shared/contract/errors.ts'
import { parseRequest } from '../../../supabase/functions/_shared/http/parseRequest.ts'

const schema = z.strictObject({
  topic: z.string(),
  meta: z.strictObject({ days: z.array(z.int()) }).optional(),
})

function refusalOf(value: unknown, kind: z.ZodType = schema): OrchestratorError {
  try {
    parseRequest('sync intent', kind, value)
  } catch (error) {
    if (error instanceof OrchestratorError) return error
    throw error
  }
  throw new Error('it was not refused')
}

it("a valid request comes back in its schema's shape", () => {
  expect(parseRequest('sync intent', schema, { topic: 'SQL' })).toEqual({ topic: 'SQL' })
})

it('a refusal names the action and the first field, and lists each violation by its path', () => {
  const refused = refusalOf({ topic: 5, meta: { days: [1, 'secret'] } })

  expect(refused.code).toBe('VALIDATION_ERROR')
  expect(refused.message).toBe('Cannot sync intent: topic is not valid')
  expect(refused.details).toMatchObject({
    issues: [{ path: 'topic', message: expect.any(String) }, { path: 'meta.days.1' }],
  })
})

it('a refusal repeats nothing that was sent', () => {
  const refused = refusalOf({ topic: 'SQL', meta: { days: ['canary'] } })

  expect(JSON.stringify([refused.message, refused.details])).not.toContain('canary')
})

it('a request that is wrong as a whole has no field to name', () => {
  expect(refusalOf('SQL').message).toBe('Cannot sync intent: the request is not valid')
})

it('lists twenty violations at most', () => {
  const refused = refusalOf(Array(30).fill('x'), z.array(z.int()))

  expect(refused.details?.issues).toHaveLength(20)
})
