import { strongEtag } from '../_shared/http/etag.ts'

export type Document = { text: string; etag: string }

/** Reads the OpenAPI document at the first request for it: the start of an isolate and other requests do not pay. */
export function createDocumentReader(): () => Promise<Document> {
  let document: Promise<Document> | null = null
  return () => document ??= readDocument()
}

async function readDocument(): Promise<Document> {
  const { OPENAPI } = await import('./openapiDocument.ts')
  return { text: OPENAPI, etag: strongEtag(OPENAPI) }
}
