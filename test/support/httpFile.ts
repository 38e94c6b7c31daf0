/** One request of an .http file, with its variables not yet filled in. */
type FileRequest = {
  name: string
  method: string
  url: string
  headers: Record<string, string>
  body: string | null
}

type HttpFile = { variables: Record<string, string>; requests: FileRequest[] }

/** Reads what examples/requests.http uses of the REST Client syntax: variables, names, headers, bodies. */
export function readHttpFile(text: string): HttpFile {
  const [preamble = '', ...blocks] = text.split(/^###.*$/m)
  const variables = [...preamble.matchAll(/^@(\w+) = (.*)$/gm)].map((
    [, name = '', value = ''],
  ) => [name, value])
  return { variables: Object.fromEntries(variables), requests: blocks.map(readRequest) }
}

function readRequest(block: string): FileRequest {
  const [head = '', ...body] = block.trim().split('\n\n')
  const lines = head.split('\n')
  const name = /^# @name (\w+)$/m.exec(head)?.[1] ?? ''
  const [first = '', ...headers] = lines.filter((line) => !line.startsWith('#'))
  const [method = '', url = ''] = first.split(' ')
  const pairs = headers.map((
    line,
  ) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()])
  return {
    name,
    method,
    url,
    headers: Object.fromEntries(pairs),
    body: body.length === 0 ? null : body.join('\n\n'),
  }
}

/** The text with `{{variable}}` and `{{name.response.body.$.field}}` filled in; throws on one that nobody set. */
export function fillIn(
  text: string,
  variables: Record<string, string>,
  answers: Map<string, unknown>,
): string {
  return text.replace(/\{\{([\w.$]+)\}\}/g, (_, key: string) => {
    const [name = '', field] = key.split('.response.body.$.')
    const value = field === undefined ? variables[name] : fieldOf(answers.get(name), field)
    if (typeof value !== 'string') throw new Error(`Cannot fill in ${key}: nothing set it`)
    return field === undefined ? fillIn(value, variables, answers) : value
  })
}

function fieldOf(answer: unknown, field: string): unknown {
  return answer !== null && typeof answer === 'object'
    ? Object.entries(answer).find(([key]) => key === field)?.[1]
    : null
}
