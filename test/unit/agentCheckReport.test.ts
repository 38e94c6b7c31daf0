import { describe, expect, it } from 'vitest'
import { formatJunit } from '../../kit/formatJunit.ts'
import { formatReport } from '../../kit/formatReport.ts'
import { readArguments } from '../../kit/readArguments.ts'
import type { CheckResult, Report } from '../../kit/report.ts'

const finding = {
  sent: 'GET /ta/signals (week 0)',
  received: '200 {"ok":true}\u0000 <b>',
  expected: '400 & no 5xx',
}

function makeReport(results: Partial<CheckResult>[], passed = false): Report {
  const blank: CheckResult = {
    id: 'A1',
    level: 'MUST',
    title: 't',
    status: 'pass',
    finding: null,
    note: null,
  }
  return {
    ...{
      agent: 'ta',
      root: 'https://ta.example',
      method: 'GET',
      calls: 42,
      ms: 1234,
      p50_ms: 2.5,
      p95_ms: 9,
    },
    ...{ passed, ended_early: false, results: results.map((result) => ({ ...blank, ...result })) },
  }
}

const report = makeReport([
  { id: 'A11', title: 'out of range: 400', status: 'fail', finding },
  { id: 'B6', level: 'SHOULD', title: 'codes', status: 'fail', finding },
  { id: 'C8', title: 'if_none_match', status: 'skip', note: 'this agent takes no bodies' },
  { id: 'K2', title: 'healthz' },
])

describe('the report for a reader', () => {
  it('shows sent, received and expected of a finding, and ends with the verdict', () => {
    const text = formatReport(report)

    expect(text).toContain(`  FAIL A11 MUST   out of range: 400\n         sent      ${finding.sent}\n`)
    expect(text).toContain('\n  hint B6  SHOULD codes\n')
    expect(text).toContain('skip C8  MUST   if_none_match (this agent takes no bodies)')
    expect(text).toContain('42 calls in 1.2 s, answers p50 2.5 ms, p95 9 ms')
    expect(text.endsWith('does not conform: A11')).toBe(true)
    expect(formatReport(makeReport([{}], true)).endsWith('conforms: every MUST holds')).toBe(true)
  })
})

describe('the JUnit report', () => {
  it('counts a broken MUST as failure and keeps advice out of the red', () => {
    const xml = formatJunit(report)

    expect(xml).toContain('tests="4" failures="1" skipped="1" errors="0"')
    expect(xml.match(/<failure /g)).toHaveLength(1)
    expect(xml).toContain('<system-out>')
  })

  it('is red when the run ended early', () => {
    expect(formatJunit({ ...makeReport([{}]), ended_early: true })).toMatch(
      /tests="2" .* errors="1"[\s\S]*<error /,
    )
  })

  it('is XML whatever an agent answers', () => {
    const xml = formatJunit(report)

    expect(xml).not.toContain('\u0000')
    expect(xml).toContain('expected: 400 &amp; no 5xx')
    expect(xml).toContain('&lt;b&gt;')
    // Every tag that opens also closes.
    expect(xml.match(/<testcase /g)?.length).toBe(
      (xml.match(/<\/testcase>|<testcase [^>]*\/>/g) ?? []).length,
    )
  })
})

describe('the arguments', () => {
  const right = ['--url', 'https://ta.example/root', '--agent', 'ta', '--token', 'abc']

  it('are read in both spellings, the token from the environment too', () => {
    expect(readArguments([...right, '--json', '--only', 'c,D2'], {})).toEqual({
      ...{ url: 'https://ta.example/root', agent: 'ta', token: 'abc', format: 'json', only: ['C', 'D2'] },
    })
    expect(readArguments(['--url=http://localhost:1', '--agent=clo'], { AGENT_TOKEN: 'x' })).toMatchObject({
      ...{ agent: 'clo', token: 'x', format: 'text', only: [] },
    })
  })

  it.each([
    [[], '--url is missing'],
    [['--url', 'ftp://x', '--agent', 'ta', '--token', 'a'], '--url must begin with'],
    [['--url', 'https://u:p@x', '--agent', 'ta', '--token', 'a'], '--url must be a plain root'],
    [['--url', 'https://x', '--agent', 'eve', '--token', 'a'], '--agent must be one of'],
    [['--url', 'https://x', '--agent', 'ta'], '--token is missing'],
    [[...right, '--only', 'Z9'], '--only knows no Z9'],
    [[...right, '--json', '--junit'], 'exclude each other'],
    [[...right, '--verbose'], '--verbose is not known'],
    [['--url'], '--url needs a value'],
  ])('that are wrong are named: %j', (args, message) => {
    expect(readArguments(args, {})).toEqual({ wrong: expect.stringContaining(message) })
  })
})
