import {
  changeEnvelope,
  changeManifest,
  changeRefusal,
  intercept,
  isAsk,
  type Json,
  type Mutant,
  readBody,
  refuse,
  reheaded,
  withBody,
  withHeaders,
} from './bend.ts'

export const TOKEN_OF_MUTANTS = 'the-token-of-the-mutants'
const FIXED_ETAG = '"fixed"'

function withWeekOne(body: Json): Json {
  // The kit's requests have a position.
  return { ...body, position: { ...(body['position'] as Json), week: 1 } }
}

/** Asks the agent as if the caller had shown the right token. */
function letIn(hasToken: boolean): Mutant['bend'] {
  return intercept((seen, well) =>
    seen.request.headers.has('authorization') === hasToken
      ? well(withHeaders(seen, (headers) => headers.set('authorization', `Bearer ${TOKEN_OF_MUTANTS}`)))
      : well(seen.request)
  )
}

/** Does not recognise one form of If-None-Match. */
function missForm(form: RegExp): Mutant['bend'] {
  return intercept((seen, well) =>
    form.test(seen.request.headers.get('if-none-match') ?? '')
      ? well(withHeaders(seen, (headers) => headers.delete('if-none-match')))
      : well(seen.request)
  )
}

/** Gives good answers another ETag. */
function reEtag(etagOf: (etag: string) => string): Mutant['bend'] {
  return intercept(async (seen, well) => {
    const response = await well(seen.request)
    if (!isAsk(seen) || !response.headers.has('etag')) return response
    return await reheaded(response, (headers) => headers.set('etag', etagOf(headers.get('etag') ?? '')))
  })
}

/** One ETag for all data, recognised as such. */
const oneEtag: Mutant['bend'] = intercept(async (seen, well) => {
  const star = (text: string | null) => text?.includes(FIXED_ETAG) ? '*' : text
  const request = seen.text === ''
    ? withHeaders(seen, (headers) => {
      const form = star(headers.get('if-none-match'))
      if (form !== null && form !== undefined) headers.set('if-none-match', form)
    })
    : readBody(seen, 'if_none_match') === FIXED_ETAG
    ? withBody(seen, (body) => ({ ...body, if_none_match: '*' }))
    : seen.request
  const response = await well(request)
  return response.headers.has('etag')
    ? await reheaded(response, (headers) => headers.set('etag', FIXED_ETAG))
    : response
})

const served = (seen: Parameters<typeof isAsk>[0], path: string) => seen.path.endsWith(path)
let serial = 0

/** One fault each in transport, envelope or validators; the agent is well-behaved in everything else. */
export const WIRE_MUTANTS: readonly Mutant[] = [
  {
    ...{ agent: 'ta', fails: 'A1', fault: 'serves no manifest' },
    bend: intercept(async (seen, well) =>
      served(seen, '/manifest') ? refuse(404, 'AGENT_ERROR') : await well(seen.request)
    ),
  },
  {
    ...{ agent: 'ta', fails: 'A2', fault: "serves another agent's manifest" },
    bend: changeManifest((manifest) => ({ ...manifest, agent: 'clo' })),
  },
  {
    ...{ agent: 'ta', fails: 'A2', fault: 'has a manifest of 17 KB' },
    bend: changeManifest((manifest) => ({ ...manifest, notes: 'x'.repeat(17 * 1024) })),
  },
  {
    ...{ agent: 'ta', fails: 'A3', fault: 'declares GET and refuses it' },
    bend: intercept(async (seen, well) =>
      isAsk(seen) && seen.request.method === 'GET' ? refuse(405, 'AGENT_ERROR') : await well(seen.request)
    ),
  },
  {
    ...{ agent: 'ta', fails: 'A4', fault: 'breaks the connection on large bodies' },
    bend: intercept((seen, well) =>
      seen.text.length > 64 * 1024 ? Promise.reject(new TypeError('reset')) : well(seen.request)
    ),
  },
  {
    ...{ agent: 'ta', fails: 'A5', fault: 'types refusals as text/html' },
    bend: changeRefusal(400, (body) => body, (headers) => headers.set('content-type', 'text/html')),
  },
  {
    ...{ agent: 'ta', fails: 'A6', fault: 'redirects strangers to a login page' },
    bend: intercept(async (seen, well) => {
      const response = await well(seen.request)
      const headers = { location: 'https://login.example/' }
      return response.status === 401 ? new Response(null, { status: 302, headers }) : response
    }),
  },
  {
    ...{ agent: 'ta', fails: 'A7', fault: 'sets a cookie' },
    bend: intercept(async (seen, well) =>
      await reheaded(await well(seen.request), (headers) => headers.set('set-cookie', 'seen=1'))
    ),
  },
  { agent: 'ta', fails: 'A8', fault: 'answers without a token', bend: letIn(false) },
  { agent: 'ta', fails: 'A9', fault: 'takes any token', bend: letIn(true) },
  {
    ...{ agent: 'ta', fails: 'A10', fault: 'falls over broken JSON' },
    bend: intercept(async (seen, well) =>
      seen.text === '{"contract":' ? refuse(500, 'AGENT_ERROR') : await well(seen.request)
    ),
  },
  {
    ...{ agent: 'ta', fails: 'A11', fault: 'takes week 0 for week 1' },
    bend: intercept((seen, well) =>
      well(readBody(seen, 'position.week') === 0 ? withBody(seen, withWeekOne) : seen.request)
    ),
  },
  {
    ...{ agent: 'ta', fails: 'A12', fault: 'reads bodies of any size' },
    bend: intercept((seen, well) =>
      well(seen.text.length > 64 * 1024 ? withBody(seen, ({ padding: _, ...body }) => body) : seen.request)
    ),
  },
  {
    ...{ agent: 'ta', fails: 'A13', fault: 'refuses unknown keys' },
    bend: intercept(async (seen, well) =>
      readBody(seen, 'future_key') === undefined ? await well(seen.request) : refuse(400, 'BAD_SCHEMA')
    ),
  },
  {
    ...{ agent: 'ta', fails: 'A14', fault: 'answers a contract it does not speak' },
    bend: intercept((seen, well) =>
      well(
        readBody(seen, 'contract') === 'wisely.signals/9'
          ? withBody(seen, (body) => ({ ...body, contract: 'wisely.signals/1' }))
          : seen.request,
      )
    ),
  },
  {
    ...{ agent: 'ta', fails: 'B1', fault: 'refuses without an envelope' },
    bend: changeRefusal(413, () => ({ message: 'Payload too large' })),
  },
  {
    ...{ agent: 'ta', fails: 'B2', fault: 'says ok: true in a refusal' },
    bend: changeRefusal(401, () => ({ ok: true, data: {} })),
  },
  {
    ...{ agent: 'ta', fails: 'B3', fault: 'shows its stack' },
    bend: changeRefusal(400, (body) => ({ ...body, error: 'boom\n    at answer (/srv/agent/main.js:3:7)' })),
  },
  {
    ...{ agent: 'ta', fails: 'B3', fault: 'writes long errors' },
    bend: changeRefusal(400, (body) => ({ ...body, error: 'no. '.repeat(200) })),
  },
  {
    ...{ agent: 'ta', fails: 'B4', fault: 'leaves generated_at out' },
    bend: changeEnvelope((envelope) => ({
      ...envelope,
      // The reference agents always send meta.
      meta: { ...(envelope['meta'] as Json), generated_at: undefined },
    })),
  },
  {
    ...{ agent: 'ta', fails: 'B5', fault: 'counts negative tokens' },
    bend: changeEnvelope((envelope) => ({
      ...envelope,
      meta: { ...(envelope['meta'] as Json), usage: { input_tokens: -1, output_tokens: 1, model: 'm' } },
    })),
  },
  {
    ...{ agent: 'ta', fails: 'B6', fault: 'invents a code' },
    bend: changeRefusal(401, (body) => ({ ...body, code: 'GO_AWAY' })),
  },
  { agent: 'ta', fails: 'C1', fault: 'makes a new ETag each time', bend: reEtag(() => `"n${++serial}"`) },
  { agent: 'ta', fails: 'C2', fault: 'gives weak ETags', bend: reEtag((etag) => `W/${etag}`) },
  { agent: 'ta', fails: 'C3', fault: 'does not know its own ETag', bend: missForm(/^"[^,]*$/) },
  { agent: 'ta', fails: 'C4', fault: 'does not know the weak form', bend: missForm(/^W\//) },
  { agent: 'ta', fails: 'C5', fault: 'reads no list of ETags', bend: missForm(/,/) },
  { agent: 'ta', fails: 'C6', fault: 'does not know the star', bend: missForm(/^\*$/) },
  {
    ...{ agent: 'ta', fails: 'C7', fault: 'drops the ETag in a 304' },
    bend: intercept(async (seen, well) => {
      const response = await well(seen.request)
      return response.status === 304
        ? await reheaded(response, (headers) => headers.delete('etag'))
        : response
    }),
  },
  {
    ...{ agent: 'ta', fails: 'C8', fault: 'ignores if_none_match' },
    bend: intercept((seen, well) =>
      well(
        readBody(seen, 'if_none_match') === undefined
          ? seen.request
          : withBody(seen, ({ if_none_match: _, ...body }) => body),
      )
    ),
  },
  { agent: 'ta', fails: 'C9', fault: 'has one ETag for all data', bend: oneEtag },
  {
    ...{ agent: 'ta', fails: 'C10', fault: 'takes any validator for its own' },
    bend: intercept((seen, well) =>
      well(
        readBody(seen, 'if_none_match') === undefined
          ? seen.request
          : withBody(seen, (body) => ({ ...body, if_none_match: '*' })),
      )
    ),
  },
]
