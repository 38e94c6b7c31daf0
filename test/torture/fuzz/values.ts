import fc from 'fast-check'
import type { OpenapiDocument } from '../../support/openapiJudge.ts'

/** A JSON Schema as the document holds it. */
type Schema = {
  $ref?: string
  anyOf?: Schema[]
  const?: unknown
  enum?: unknown[]
  type?: string
  format?: string
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  items?: Schema
  minItems?: number
  maxItems?: number
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | object
}

/** Longest text and list of an ordinary value; the bounds themselves are met by mutations. */
const TEXT_MAX = 40
const ITEMS_MAX = 3

/** Zones that Intl takes, of which the database may know fewer. */
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'America/Coyhaique',
  'EST5EDT',
  'utc',
]

/** Values that fit a schema of the document; `fixed` replaces fields that the schema cannot describe. */
export function valuesOf(
  document: OpenapiDocument,
  schema: object,
  fixed: Record<string, fc.Arbitrary<unknown>> = { user_tz: fc.constantFrom(...ZONES) },
): fc.Arbitrary<unknown> {
  // Schemas are made by zod: every keyword in them is one of the type above.
  return build(schema as Schema)

  function build(at: Schema): fc.Arbitrary<unknown> {
    if (at.$ref !== undefined) {
      return build(document.components.schemas[at.$ref.split('/').at(-1) ?? ''] as Schema)
    }
    if (at.anyOf !== undefined) return fc.oneof(...at.anyOf.map(build))
    if (at.const !== undefined) return fc.constant(at.const)
    if (at.enum !== undefined) return fc.constantFrom(...at.enum)
    switch (at.type) {
      case 'null':
        return fc.constant(null)
      case 'boolean':
        return fc.boolean()
      case 'integer':
        return fc.integer({ min: at.minimum ?? 0, max: at.maximum ?? 1000 })
      case 'array': {
        const bounds = {
          minLength: at.minItems ?? 0,
          maxLength: Math.min(at.maxItems ?? ITEMS_MAX, ITEMS_MAX),
        }
        return fc.array(build(at.items ?? {}), bounds)
      }
      case 'object':
        return buildObject(at)
      case 'string':
        return buildText(at)
      default:
        return fc.jsonValue({ maxDepth: 1 })
    }
  }

  function buildObject(
    { properties = {}, required = [], additionalProperties }: Schema,
  ): fc.Arbitrary<unknown> {
    const fields = Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, fixed[name] ?? build(property)]),
    )
    const known = fc.record(fields, { requiredKeys: required })
    if (additionalProperties === false) return known
    const others = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.jsonValue({ maxDepth: 1 }), {
      maxKeys: 2,
    })
    return fc.tuple(others, known).map(([left, right]) => ({ ...left, ...right }))
  }
}

function buildText({ format, pattern, minLength = 0, maxLength = TEXT_MAX }: Schema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid()
  if (format === 'uri') return fc.webUrl().map((url) => url.slice(0, maxLength))
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern))
  const bounds = { minLength: minLength + 1, maxLength: Math.min(maxLength, TEXT_MAX) }
  return fc.oneof(
    fc.string({ ...bounds, unit: 'grapheme-ascii' }).map((text) => `a${text}`.slice(0, maxLength)),
    fc.string({ ...bounds, unit: 'grapheme' }).map((text) => `a${text}`.slice(0, maxLength)),
  ).filter((text) => text.isWellFormed() && !text.includes('\u0000'))
}
