// Dashboards, alerts and workflows are files that nobody runs here. Accidents they would have: a metric that was
// renamed, an alert without a runbook, a secret that no document names, an action that moves under us.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { COUNTERS } from '../../supabase/functions/_shared/contract/metrics.ts'
import { renderMetrics } from '../../supabase/functions/orchestrator/renderMetrics.ts'
import { parseExposition } from '../support/prometheus.ts'
import { readYaml, type Yaml } from '../support/readYaml.ts'
import { REPOSITORY } from '../support/stack.ts'

const read = (path: string) => readFileSync(join(REPOSITORY, path), 'utf8')

/** Every series GET metrics may tell, one count each. */
const labels = {
  route: 'day.run',
  le: '+Inf',
  status: '200',
  code: 'none',
  agent: 'ta',
  outcome: 'hit',
  reason: 'timeout',
}
const exposition = parseExposition(
  renderMetrics(Object.keys(COUNTERS).map((metric) => ({ metric, labels, value: 1 })), '1'),
)
const told = new Set(exposition.samples.map(({ name }) => name))
const labelsTold = new Set(exposition.samples.flatMap((sample) => Object.keys(sample.labels)))

type Rule = { alert: string; expr: string; labels: { severity: string }; annotations: Record<string, string> }
// The shape of a rules file; each field is compared below.
const rules = (readYaml(read('ops/prometheus/alerts.yml')) as unknown as { groups: { rules: Rule[] }[] })
  .groups.flatMap((group) => group.rules)

type Dashboard = { panels: { id: number; title: string; targets: { expr: string }[] }[] }
const dashboard = JSON.parse(read('ops/grafana/wisely.json')) as Dashboard
const queries = [
  ...rules.map(({ alert, expr }) => ({ at: alert, expr })),
  ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ at: title, expr }))),
]

describe('queries', () => {
  it.each(queries)('of $at name metrics and labels that GET metrics tells', ({ expr }) => {
    const metrics = [...expr.matchAll(/\bwisely_\w+/g)].map(([name]) => name)
    const used = [...expr.matchAll(/[{,]\s*(\w+)(?:=~|!~|!=|=)"/g)].map(([, label = '']) => label)
    const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/,\s*/))

    expect(metrics.filter((name) => !told.has(name))).toEqual([])
    if (metrics.length === 0) expect(expr).toBe('up{job="wisely"} == 0')
    const version = ['version', 'job']
    expect([...used, ...grouped].filter((label) => !labelsTold.has(label) && !version.includes(label)))
      .toEqual([])
    expect(expr.split('(').length).toBe(expr.split(')').length)
  })

  it('use every counter somewhere', () => {
    const all = queries.map(({ expr }) => expr).join('\n')

    expect(Object.keys(COUNTERS).filter((name) => !all.includes(name))).toEqual([])
  })
})

describe('alerts', () => {
  const runbook = read('docs/operations.md')

  it.each(rules)('$alert says how urgent it is and leads to its section of the runbook', (rule) => {
    expect(['page', 'ticket']).toContain(rule.labels.severity)
    expect(rule.annotations.runbook).toBe(`docs/operations.md#${rule.alert.toLowerCase()}`)
    const section = runbook.split(`### ${rule.alert}\n`)[1]?.split('\n#')[0] ?? ''
    expect(['**Means**', '**Check**', '**Do**'].filter((part) => !section.includes(part))).toEqual([])
  })

  it('are all the sections that the runbook has', () => {
    const sections = [...runbook.matchAll(/^### (Wisely\w+)$/gm)].map(([, name]) => name)

    expect(sections.sort()).toEqual(rules.map(({ alert }) => alert).sort())
  })
})

it('the dashboard has panels with ids of their own', () => {
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length)
})

it('the scrape asks the route that exists, with the header that opens it', () => {
  const scrape = JSON.stringify(readYaml(read('ops/prometheus/scrape.yml')))

  expect(scrape).toContain('"metrics_path":"/functions/v1/orchestrator/metrics"')
  expect(scrape).toContain('"http_headers":{"apikey":')
})

type Step = { uses?: string; run?: string; env?: Record<string, string> }
type Workflow = {
  permissions: Record<string, string>
  jobs: Record<string, { needs?: string; steps: Step[]; strategy?: { matrix: { node: string[] } } }>
}
// The shape of a workflow; each field is compared below.
const readWorkflow = (name: string) =>
  readYaml(read(`.github/workflows/${name}.yml`)) as unknown as Yaml & Workflow
const runs = ({ steps }: { steps: Step[] }) => steps.flatMap(({ run }) => (run === undefined ? [] : [run]))

describe.each(['ci', 'deploy'])('workflow %s', (name) => {
  const workflow = readWorkflow(name)
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps)

  it('may read the repository and nothing else', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' })
  })

  it('uses actions of one publisher, at a major version or a commit', () => {
    const used = steps.flatMap(({ uses }) => (uses === undefined ? [] : [uses]))
    expect(used.filter((action) => !/^actions\/[\w-]+@(v\d+|[0-9a-f]{40})$/.test(action))).toEqual([])
  })

  it('runs no install script, and only npm commands that exist', () => {
    const { scripts } = JSON.parse(read('package.json'))
    const lines = Object.values(workflow.jobs).flatMap(runs)
    expect(lines.filter((line) => /npm (ci|install)/.test(line) && !line.includes('--ignore-scripts')))
      .toEqual([])
    const named = lines.flatMap((line) =>
      [...line.matchAll(/npm run (\S+)/g)].map(([, script = '']) => script)
    )
    expect(named.filter((script) => !(script in scripts))).toEqual([])
  })

  it('hands secrets over by the environment of a step, never inside a command', () => {
    expect(steps.filter(({ run }) => run?.includes('${{ secrets.'))).toEqual([])
  })
})

it('ci passes the gate on Node 20 and 22', () => {
  const { gate } = readWorkflow('ci').jobs

  expect(gate?.strategy?.matrix.node).toEqual(['20', '22'])
  expect(gate && runs(gate)).toContain('npm run ok')
})

it('deploy goes gate, link, migrations, function, smoke; its secrets are the documented ones', () => {
  const { gate, deploy } = readWorkflow('deploy').jobs
  const order = [
    'supabase link',
    'supabase db push',
    'functions deploy orchestrator --use-api',
    'npm run smoke',
  ]
  const places = order.map((part) => (deploy ? runs(deploy) : []).findIndex((line) => line.includes(part)))

  expect(gate && runs(gate)).toContain('npm run ok')
  expect(deploy?.needs).toBe('gate')
  expect(places).toEqual([1, 2, 3, 4])
  const used = [...read('.github/workflows/deploy.yml').matchAll(/secrets\.([A-Z_]+)/g)].map(([, name]) =>
    name
  )
  const documented = [...read('docs/deployment.md').matchAll(/^\| `(SUPABASE_[A-Z_]+)` /gm)].map(([, name]) =>
    name
  )
  expect([...new Set(used)].sort()).toEqual(documented.sort())
})

describe('the reader of these files', () => {
  it('refuses what it does not read', () => {
    for (const text of ['a: |\n  b', 'a: {b: c}', 'a: b: c', 'a: 1\na: 2', 'a:\n  b: 1\n c: 2', 'a: &x 1']) {
      expect(() => readYaml(text), text).toThrow()
    }
  })

  it('reads maps, lists, quotes and comments', () => {
    expect(readYaml('# x\na:\n  - b: 1\n    c: [d, "e"]\n  - f\ng: \'h: i\'\nj:\n- k\n')).toEqual({
      a: [{ b: '1', c: ['d', 'e'] }, 'f'],
      g: 'h: i',
      j: ['k'],
    })
  })
})
