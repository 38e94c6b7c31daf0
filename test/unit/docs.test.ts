import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { listExamples, nameComponent } from '../../dev/openapi/examples.ts'
import { errorBodySchema, problemBodySchema } from '../../dev/openapi/schemas.ts'
import {
  AGENT_CODES,
  agentEnvelopeSchema,
  agentRequestSchema,
  manifestSchema,
  taDataSchema,
} from '../../supabase/functions/_shared/contract/agentMessages.ts'
import {
  dayDoneRequestSchema,
  dayDoneResponseSchema,
} from '../../supabase/functions/_shared/contract/dayDone.ts'
import {
  dayRunRequestSchema,
  dayRunResponseSchema,
} from '../../supabase/functions/_shared/contract/dayRun.ts'
import { ERROR_CODES, REASONS } from '../../supabase/functions/_shared/contract/errors.ts'
import {
  EVENT_PAYLOADS,
  eventSchema,
  eventsResponseSchema,
} from '../../supabase/functions/_shared/contract/events.ts'
import { healthResponseSchema } from '../../supabase/functions/_shared/contract/health.ts'
import {
  intentSyncRequestSchema,
  intentSyncResponseSchema,
} from '../../supabase/functions/_shared/contract/intentSync.ts'
import {
  callbackResponseSchema,
  cancelSessionResponseSchema,
  sessionConfigSchema,
  sessionStatusResponseSchema,
  startSessionRequestSchema,
  startSessionResponseSchema,
} from '../../supabase/functions/_shared/contract/session.ts'
import { externalAnswerSchema } from '../../supabase/functions/_shared/domain/quality/externalScore.ts'
import { proxyRequestSchema, proxyResponseSchema } from '../../supabase/functions/_shared/contract/proxy.ts'
import { statusResponseSchema } from '../../supabase/functions/_shared/contract/status.ts'
import { createJudge } from '../support/openapiJudge.ts'
import { REPOSITORY } from '../support/stack.ts'

// Guards against documents that drift from the code: an example nobody parses, a code nobody listed, a variable nobody
// reads, a link to a file that moved. The document this repository began with had all four.

const read = (path: string) => readFileSync(join(REPOSITORY, path), 'utf8')

/** Paths relative to the repository of the files below a folder whose name ends so. */
function listFiles(folder: string, ...endings: string[]): string[] {
  return readdirSync(join(REPOSITORY, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : listFiles(path, ...endings)
    return endings.some((ending) => path.endsWith(ending)) ? [path] : []
  })
}

const documents = ['README.md', 'CHANGELOG.md', ...listFiles('docs', '.md')]

const uuid = z.uuid()
const agentLine = z.strictObject({ outcome: z.string(), ms: z.int(), attempts: z.int() })

const SCHEMAS: Record<string, z.ZodType> = {
  intentSyncRequest: intentSyncRequestSchema,
  intentSyncResponse: intentSyncResponseSchema,
  dayRunRequest: dayRunRequestSchema,
  dayRunResponse: dayRunResponseSchema,
  dayDoneRequest: dayDoneRequestSchema,
  dayDoneResponse: dayDoneResponseSchema,
  statusResponse: statusResponseSchema,
  event: eventSchema,
  eventsResponse: eventsResponseSchema,
  healthResponse: healthResponseSchema,
  startSessionRequest: startSessionRequestSchema,
  startSessionResponse: startSessionResponseSchema,
  sessionStatusResponse: sessionStatusResponseSchema,
  cancelSessionResponse: cancelSessionResponseSchema,
  sessionConfig: sessionConfigSchema,
  callbackRequest: externalAnswerSchema,
  callbackResponse: callbackResponseSchema,
  proxyRequest: proxyRequestSchema,
  proxyResponse: proxyResponseSchema,
  errorBody: errorBodySchema,
  problemBody: problemBodySchema,
  pulse: z.strictObject({
    id: uuid,
    type: z.enum(Object.keys(EVENT_PAYLOADS)),
    session_id: uuid.optional(),
    intent_id: uuid.optional(),
    week: z.int().optional(),
    day: z.int().optional(),
  }),
  agentRequest: agentRequestSchema,
  agentEnvelope: agentEnvelopeSchema,
  taEnvelope: agentEnvelopeSchema.extend({ data: taDataSchema }),
  manifest: manifestSchema,
  logLine: z.strictObject({
    level: z.enum(['debug', 'info', 'warn', 'error']),
    timestamp: z.iso.datetime({ precision: 3 }),
    function: z.string(),
    user_id: z.string().length(16).nullable(),
    execution_time_ms: z.number(),
    agents: z.strictObject({ clo: agentLine, alex: agentLine, ta: agentLine, socratic: agentLine }),
    cache_hits: z.int(),
    cache_misses: z.int(),
    degraded_mode: z.boolean(),
    request_id: z.string(),
    trace_id: z.string().length(32),
    span_id: z.string().length(16),
    status: z.int(),
    code: z.string().nullable(),
  }),
}

type Example = { at: string; schema: string | undefined; text: string }

const examples = documents.flatMap((path): Example[] =>
  listExamples(read(path)).map(({ line, ...example }) => ({ at: `${path}:${line}`, ...example }))
)
/** Shapes of the HTTP API; the agents' contract and the log are no part of the OpenAPI document. */
const OF_API = /(Request|Response|Body|Config)$|^event$/
const judge = createJudge()

describe('JSON examples', () => {
  it.each(examples)('$at fits $schema', ({ schema, text }) => {
    const known = SCHEMAS[schema ?? '']
    expect(known, `no schema named ${schema}`).toBeDefined()
    known?.parse(JSON.parse(text))
  })

  it.each(examples.filter(({ schema = '' }) => OF_API.test(schema) && schema !== 'agentRequest'))(
    '$at fits $schema of the OpenAPI document',
    ({ schema = '', text }) => {
      const name = nameComponent(schema)
      expect(Object.keys(judge.document.components.schemas)).toContain(name)
      expect(judge.findMisfit(`/components/schemas/${name}`, JSON.parse(text))).toBeNull()
    },
  )

  it('show every request and answer of the API', () => {
    const shown = new Set(
      examples.filter(({ at }) => /^docs\/(api|sessions|proxy)\.md/.test(at)).map(({ schema }) => schema),
    )
    const own = Object.keys(SCHEMAS).filter((name) =>
      /Request$|Response$|Body$/.test(name) && name !== 'agentRequest'
    )
    expect(own.filter((name) => !shown.has(name))).toEqual([])
  })
})

describe('docs/api.md', () => {
  const text = read('docs/api.md')

  it('lists every error code with its status', () => {
    const missing = Object.entries(ERROR_CODES).filter(([code, status]) =>
      !new RegExp(`^\\| ${status} +\\| \`${code}\``, 'm').test(text)
    )
    expect(missing).toEqual([])
  })

  it('lists every reason', () => {
    expect(Object.keys(REASONS).filter((reason) => !new RegExp(`^\\| \`${reason}\``, 'm').test(text)))
      .toEqual([])
  })
})

it('docs/events.md lists every event type and docs/agents.md every agent code', () => {
  const row = (path: string, name: string) => new RegExp(`^\\| \`${name}\``, 'm').test(read(path))
  expect(Object.keys(EVENT_PAYLOADS).filter((type) => !row('docs/events.md', type))).toEqual([])
  expect(AGENT_CODES.filter((code) => !row('docs/agents.md', code))).toEqual([])
})

const VARIABLE =
  /\b(?:(?:WISELY|EDGE|SUPABASE|SB|FAST_AGENT|N8N)_[A-Z_]*[A-Z]|(?:HMAC|CRON)_SECRET|ALLOWED_ORIGINS|DENO_DEPLOYMENT_ID)\b/g
/** One row for the five agents. */
const withoutAgentName = (name: string) =>
  name.replace(/^WISELY_AGENT_(CLO|ALEX|TA|SOCRATIC|INSTRUCTOR)_/, 'WISELY_AGENT_<NAME>_')

/** Variable names in string literals and property accesses of the functions and the stack; comments do not count. */
function namesInCode(): Set<string> {
  const paths = [...listFiles('supabase/functions', '.ts'), ...listFiles('dev', '.ts', '.mjs')]
  const names = new Set<string>()
  for (const path of paths) {
    if (TOOLS.some((tool) => path.startsWith(tool))) continue
    const code = read(path).replace(/^\s*(\/\/|\*|\/\*).*$/gm, '')
    for (const [name] of code.matchAll(VARIABLE)) names.add(withoutAgentName(name))
    for (const [, suffix] of code.matchAll(/`\$\{prefix\}_([A-Z_]+)`/g)) {
      names.add(`WISELY_AGENT_<NAME>_${suffix}`)
    }
  }
  return names
}

/** Programs that hand variables to the Supabase CLI or to a child of their own; nobody sets those by hand. */
const TOOLS = ['dev/deploy', 'dev/advisors', 'dev/smokeOldRuntime']

describe('docs/configuration.md', () => {
  const rows = [
    ...read('docs/configuration.md').matchAll(/^\| `([A-Z0-9_<>]+)` +\|.*\| (yes|no) +\| ([a-z, ]+?) +\|$/gm),
  ]
  const documented = rows.map((row) => row[1] ?? '')
  const readBy = (reader: string) =>
    rows.filter((row) => row[3]?.split(', ').includes(reader)).map((row) => row[1] ?? '')
  const named = (path: string) =>
    [...read(path).matchAll(/^# ([A-Z0-9_<>]+)=/gm)].map((match) => match[1] ?? '')

  it('documents exactly the variables that the code reads', () => {
    expect([...documented].sort()).toEqual([...namesInCode()].sort())
  })

  it('has every variable once', () => {
    expect(new Set(documented).size).toBe(documented.length)
  })

  it('agrees with the two example files', () => {
    const injected = (name: string) => /^(SUPABASE|SB|DENO)_/.test(name)
    const ofStack = readBy('stack').filter((name) => !injected(name) && !readBy('functions').includes(name))
    expect(named('.env.example').sort()).toEqual(
      ofStack.filter((name) => name !== 'WISELY_EXIT_WITH_PARENT').sort(),
    )
    expect(named('supabase/functions/.env.example').sort()).toEqual(
      readBy('functions').filter((name) => !injected(name)).sort(),
    )
  })
})

describe('links', () => {
  const links = documents.flatMap((path) =>
    [...read(path).matchAll(/\]\((?!https?:)([^)#\s]*)(#[^)]*)?\)/g)].map((match) => ({
      path,
      target: match[1] === '' ? path : join(dirname(path), match[1] ?? ''),
      anchor: match[2] ?? null,
    }))
  )

  it('lead to files that exist', () => {
    expect(links.filter(({ target }) => !existsSync(join(REPOSITORY, target)))).toEqual([])
  })

  it('with an anchor lead to a heading', () => {
    const broken = links.filter(({ target, anchor }) => {
      if (anchor === null) return false
      const headings = [...read(target).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
        `#${(heading ?? '').toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-')}`
      )
      return !headings.includes(anchor)
    })
    expect(broken).toEqual([])
  })

  it('are not the only way: every document is linked from another one', () => {
    const linked = new Set(links.map(({ path, target }) => (path === target ? '' : target)))
    expect(
      documents.filter((path) =>
        path !== 'README.md' && !linked.has(path) && !linked.has(`${dirname(path)}/`)
      ),
    )
      .toEqual([])
  })
})

/** Documents name files by their path, those of the functions also from their room on: `http/respond.ts`. */
const FILE_NAME =
  /(?<![\w/.-])(?:dev|test|client|examples|supabase|contract|domain|agents|store|http|platform|orchestrator)\/[\w/.-]+\.(?:ts|mjs|sql|sh|toml)\b/g
const ROOTS = ['', 'supabase/functions', 'supabase/functions/_shared']

it('every file that a document names exists', () => {
  const missing = documents.flatMap((path) =>
    [...read(path).matchAll(FILE_NAME)].map(([file]) => file)
      .filter((file) => !ROOTS.some((root) => existsSync(join(REPOSITORY, root, file))))
      .map((file) => `${path}: ${file}`)
  )
  expect(missing).toEqual([])
})

it('every database object that a document names is in a migration', () => {
  const sql = listFiles('supabase/migrations', '.sql').map(read).join('\n')
  // The Realtime topic and the agents' contract begin the same way.
  const named = documents.flatMap((path) =>
    [...read(path).matchAll(/(?<!@)\bwisely\.(?!events\b|json\b|signals\/)([a-z_]+)/g)].map(([name]) => ({
      path,
      name,
    }))
  )
  expect(named.length).toBeGreaterThan(0)
  expect(named.filter(({ name }) => !new RegExp(`(function|table) ${name}\\b`).test(sql))).toEqual([])
})

it('every npm command that a document names is a script', () => {
  const { scripts } = JSON.parse(read('package.json'))
  const missing = documents.flatMap((path) =>
    [...read(path).matchAll(/npm run (?:-s )?([a-z][\w:-]*)/g)].map((match) => match[1] ?? '')
      .filter((script) => !(script in scripts))
      .map((script) => `${path}: ${script}`)
  )
  expect(missing).toEqual([])
})

describe('README.md', () => {
  const text = read('README.md')

  it('has at most 250 lines', () => {
    expect(text.split('\n').length - 1).toBeLessThanOrEqual(250)
  })

  it('and the examples say the same lines', () => {
    const blocks = (language: string) =>
      [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map((match) =>
        match[1] ?? ''
      )
    const lines = (code: string) => code.split('\n').map((line) => line.trim()).filter((line) => line !== '')
    const curl = lines(blocks('bash').filter((block) => /\bcurl /.test(block)).join('\n'))
      .filter((line) => !/^export (BASE|KEY)=/.test(line))
    const script = lines(blocks('ts').slice(0, 3).join('\n')).map((line) =>
      line.replace("'./client/", "'../client/")
    )

    expect(curl.filter((line) => !lines(read('examples/curl.sh')).includes(line))).toEqual([])
    expect(script.filter((line) => !lines(read('examples/supabase.ts')).includes(line))).toEqual([])
  })
})

describe('docs/style.md', () => {
  const rows = [
    ...read('docs/style.md').split('## Where do I change')[1]?.matchAll(
      /^\| (?!question|-)(.*?) +\| \[(.*?)\]\((.*?)\)/gm,
    ) ?? [],
  ]

  it('answers at least 14 questions with one existing file each', () => {
    expect(rows.length).toBeGreaterThanOrEqual(14)
    expect(rows.filter(([, , file]) => !existsSync(join(REPOSITORY, file ?? '')))).toEqual([])
    expect(rows.filter(([, , file, link]) => link !== `../${file}`)).toEqual([])
  })
})

describe('docs/decisions', () => {
  const pages = listFiles('docs/decisions', '.md').filter((path) => !path.endsWith('README.md'))

  it.each(pages)('%s has its four headings, in order', (path) => {
    expect([...read(path).matchAll(/^## (.*)$/gm)].map((match) => match[1])).toEqual([
      'Context',
      'Choice',
      'Evidence',
      'Consequence',
    ])
  })

  it('are numbered without gaps and listed', () => {
    const numbers = pages.map((path) => Number(/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]))
    expect(numbers.sort((a, b) => a - b)).toEqual(pages.map((_, index) => index + 1))
    const index = read('docs/decisions/README.md')
    expect(pages.filter((path) => !index.includes(path.split('/').at(-1) ?? ''))).toEqual([])
  })
})
