/** What the project's own YAML files are made of. */
export type Yaml = string | Yaml[] | { [key: string]: Yaml }

type Line = { indent: number; text: string; at: number }

/**
 * Reads the part of YAML that workflows and rules here keep to: block maps and lists, flow lists of scalars, plain and
 * quoted scalars, comments. Everything else throws, so that a file which needs more is noticed.
 */
export function readYaml(source: string): Yaml {
  const lines = source.split('\n').flatMap((raw, index): Line[] => {
    const text = raw.trim()
    if (text === '' || text.startsWith('#')) return []
    if (/^\s*\t/.test(raw)) throw new Error(`line ${index + 1}: a tab`)
    return [{ indent: raw.length - raw.trimStart().length, text, at: index + 1 }]
  })
  const value = readBlock(lines, lines[0]?.indent ?? 0)
  if (lines[0]) throw new Error(`line ${lines[0].at}: not part of what is above`)
  return value
}

function readBlock(lines: Line[], indent: number): Yaml {
  return lines[0]?.text.startsWith('- ') ? readList(lines, indent) : readMap(lines, indent)
}

function readList(lines: Line[], indent: number): Yaml[] {
  const items: Yaml[] = []
  while (lines[0]?.indent === indent && lines[0].text.startsWith('- ')) {
    const line = lines[0]
    const rest = line.text.slice(2).trim()
    if (!/^[\w.-]+:( |$)/.test(rest)) {
      items.push(readScalar(rest, line.at))
      lines.shift()
      continue
    }
    lines[0] = { indent: indent + 2, text: rest, at: line.at }
    items.push(readMap(lines, indent + 2))
  }
  return items
}

function readMap(lines: Line[], indent: number): { [key: string]: Yaml } {
  const map: { [key: string]: Yaml } = {}
  while (lines[0]?.indent === indent && !lines[0].text.startsWith('- ')) {
    const { text, at } = lines[0]
    const [, key = '', rest = ''] = /^([\w.-]+):(?: +(.*))?$/.exec(text) ?? []
    if (key === '' || key in map) throw new Error(`line ${at}: not a key of its own: ${text}`)
    lines.shift()
    const next = lines[0]
    const isNested = next !== undefined &&
      (next.indent > indent || next.indent === indent && next.text.startsWith('- '))
    map[key] = rest !== '' ? readScalar(rest, at) : isNested ? readBlock(lines, next.indent) : ''
  }
  return map
}

function readScalar(text: string, at: number): Yaml {
  const flow = /^\[(.*)\]$/.exec(text)
  if (flow) return (flow[1] ?? '').split(',').map((item) => readScalar(item.trim(), at))
  const quoted = /^'([^']*)'$/.exec(text) ?? /^"([^"\\]*)"$/.exec(text)
  if (quoted) return quoted[1] ?? ''
  if (/^[[{&*!|>%@`'"]/.test(text) || /: | #/.test(text)) throw new Error(`line ${at}: not plain: ${text}`)
  return text
}
