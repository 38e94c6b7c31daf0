// An independent reader of Prometheus text 0.0.4, as strict as the format: a scraper that fails shows no metrics at all.

export type Sample = { name: string; labels: Record<string, string>; value: number }
export type Exposition = { types: Map<string, string>; samples: Sample[] }

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/y

/** Parses and judges; throws an Error that names the line. */
export function parseExposition(text: string): Exposition {
  if (!text.endsWith('\n')) throw new Error('the last line does not end')
  const types = new Map<string, string>()
  const samples: Sample[] = []
  const closed = new Set<string>()
  let family = ''
  for (const line of text.slice(0, -1).split('\n')) {
    const type = new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram|summary|untyped)$`).exec(line)
    if (type) {
      const [, name = '', kind = ''] = type
      if (types.has(name)) throw new Error(`second TYPE: ${line}`)
      closed.add(family)
      family = name
      types.set(name, kind)
      continue
    }
    if (new RegExp(`^# HELP ${NAME} [^\\n]+$`).test(line)) continue
    const sample = parseSample(line)
    const owner = types.get(family) === 'histogram'
      ? sample.name.replace(/_(bucket|sum|count)$/, '')
      : sample.name
    if (owner !== family || closed.has(owner)) throw new Error(`outside of its family: ${line}`)
    samples.push(sample)
  }
  judgeSamples(types, samples)
  return { types, samples }
}

/** The value of one series; undefined when it is not told. */
export function valueOf(
  { samples }: Exposition,
  name: string,
  labels: Record<string, string> = {},
): number | undefined {
  return samples.find((sample) =>
    sample.name === name && Object.entries(labels).every(([key, text]) => sample.labels[key] === text)
  )?.value
}

function parseSample(line: string): Sample {
  const match = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)$`).exec(line)
  const value = Number(match?.[3])
  if (!match || Number.isNaN(value)) throw new Error(`not a sample: ${line}`)
  const labels: Record<string, string> = {}
  const text = match[2] ?? ''
  LABEL.lastIndex = 0
  while (LABEL.lastIndex < text.length) {
    const label = LABEL.exec(text)
    if (!label?.[1] || label[1] in labels) throw new Error(`bad labels: ${line}`)
    labels[label[1]] = label[2] ?? ''
  }
  return { name: match[1] ?? '', labels, value }
}

function judgeSamples(types: Map<string, string>, samples: Sample[]): void {
  const seen = new Set<string>()
  for (const { name, labels, value } of samples) {
    const key = `${name} ${JSON.stringify(Object.entries(labels).sort())}`
    if (seen.has(key)) throw new Error(`twice: ${key}`)
    seen.add(key)
    if (types.get(name) === 'counter' && value < 0) throw new Error(`a negative counter: ${key}`)
  }
  for (const [family] of [...types].filter(([, kind]) => kind === 'histogram')) {
    judgeHistogram(family, samples)
  }
}

function judgeHistogram(family: string, samples: Sample[]): void {
  const withoutBound = ({ le: _, ...labels }: Record<string, string>) => JSON.stringify(labels)
  const buckets = samples.filter(({ name }) => name === `${family}_bucket`)
  for (const series of new Set(buckets.map(({ labels }) => withoutBound(labels)))) {
    const own = buckets.filter(({ labels }) => withoutBound(labels) === series)
    const bounds = own.map(({ labels }) => (labels.le === '+Inf' ? Infinity : Number(labels.le)))
    const rises = (list: number[]) => list.every((value, at) => at === 0 || value >= (list[at - 1] ?? 0))
    if (!rises(bounds) || !rises(own.map(({ value }) => value))) throw new Error(`not cumulative: ${series}`)
    const count = samples.find(({ name, labels }) =>
      name === `${family}_count` && JSON.stringify(labels) === series
    )
    if (bounds.at(-1) !== Infinity || own.at(-1)?.value !== count?.value) throw new Error(`no end: ${series}`)
  }
}
