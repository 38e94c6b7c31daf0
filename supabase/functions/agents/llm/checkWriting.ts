import { isPlaceholder } from '../../_shared/domain/planner/placeholders.ts'
import { cleanAgentText } from '../../_shared/domain/planner/text.ts'
import { speaksEnglish } from './speaksEnglish.ts'

/** Keys whose texts are names of things, not sentences of the author. */
const NAMES = new Set(['id', 'unit_id', 'unit_ids', 'prereqs', 'bloom', 'kind'])

function listTexts(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, item]) => NAMES.has(key) ? [] : listTexts(item))
}

/** A copy with every text cleaned and every address gone that is not on the list. */
function dropAddresses(value: unknown, allowedUrls: readonly string[]): unknown {
  if (typeof value === 'string') return cleanAgentText(value, 4000, allowedUrls)
  if (Array.isArray(value)) return value.map((item) => dropAddresses(item, allowedUrls))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, dropAddresses(item, allowedUrls)]),
  )
}

/** What a model wrote as far as it may be used: cleaned, without foreign addresses; null when a gate fails. */
export function checkWriting<T>(written: T, allowedUrls: readonly string[]): T | null {
  // Cleaning keeps the shape; what it may break (an empty text) is caught by the contract's schema afterwards.
  const cleaned = dropAddresses(written, allowedUrls) as T
  const texts = listTexts(cleaned)
  return texts.some(isPlaceholder) || !speaksEnglish(texts) ? null : cleaned
}
