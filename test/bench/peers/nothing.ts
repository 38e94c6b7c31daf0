/** The least a server can be. */
export default { fetch: () => new Response('{}', { headers: { 'content-type': 'application/json' } }) }
