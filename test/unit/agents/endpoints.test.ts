import { describe, expect, test } from 'vitest'
import { resolveEndpoints } from '../../../supabase/functions/_shared/agentClients.ts'

const TOKEN = { EDGE_SERVICE_JWT: 'service-token' }
const SERVICE_ROLE = `h.${btoa(JSON.stringify({ role: 'service_role' }))}.s`

function resolveTa(vars: Record<string, string>) {
  return resolveEndpoints({ ...TOKEN, ...vars }).signals.ta
}

describe('an agent lives', () => {
  test('in this process when nothing is set, and needs no token', () => {
    const { signals, instructor, with_research, warnings } = resolveEndpoints({})

    expect(signals.ta).toEqual({
      agent: 'ta',
      root: 'http://agents.internal/agents',
      transport: 'in_process',
      method: 'post',
      token: null,
      raw_ids: true,
      depends_on: ['intent', 'history'],
      fresh_for_hours: 72,
    })
    expect({ instructor, with_research, warnings }).toEqual({
      instructor: null,
      with_research: false,
      warnings: [],
    })
  })

  test('behind EDGE_BASE_URL when the transport is http, plain http on a private name included', () => {
    const ta = resolveTa({ WISELY_AGENTS_TRANSPORT: 'http', EDGE_BASE_URL: 'http://kong:8000/' })

    expect(ta).toMatchObject({
      root: 'http://kong:8000/functions/v1/agents',
      transport: 'http',
      method: 'post',
      token: 'service-token',
      raw_ids: true,
    })
  })

  test('at its own URL first, asked by GET and under a pseudonym', () => {
    const ta = resolveTa({
      WISELY_AGENT_TA_URL: 'https://ta.example.org/v1/',
      WISELY_AGENTS_TRANSPORT: 'in-process',
    })

    expect(ta).toMatchObject({
      root: 'https://ta.example.org/v1',
      transport: 'http',
      method: 'get',
      raw_ids: false,
    })
  })

  test('where its settings say, with the method, windows and dependencies they give', () => {
    const ta = resolveTa({
      WISELY_AGENT_TA_URL: 'https://ta.example.org',
      WISELY_AGENT_TA_METHOD: 'post',
      WISELY_AGENT_TA_TOKEN: 'its-own',
      WISELY_AGENT_TA_RAW_IDS: '1',
      WISELY_AGENT_TA_DEPENDS_ON: 'intent, day,reviews',
      WISELY_AGENT_TA_FRESH_HOURS: '0.5',
    })

    expect(ta).toMatchObject({
      method: 'post',
      token: 'its-own',
      raw_ids: true,
      depends_on: ['intent', 'day', 'reviews'],
      fresh_for_hours: 0.5,
    })
  })

  test('an instructor exists only with a URL, and makes room for research', () => {
    const { instructor, with_research } = resolveEndpoints({
      ...TOKEN,
      WISELY_AGENT_INSTRUCTOR_URL: 'https://coach.example.org',
    })

    expect(instructor).toMatchObject({ agent: 'instructor', method: 'post', token: 'service-token' })
    expect(with_research).toBe(true)
  })
})

describe('agents that a language model writes for', () => {
  const EDGE = { ...TOKEN, EDGE_BASE_URL: 'http://kong:8000' }

  test('live in function agents over HTTP, the others in this process, and the day has room for research', () => {
    const { signals, instructor, with_research } = resolveEndpoints({ ...EDGE, WISELY_LLM_AGENTS: 'clo' })

    expect(signals.clo).toMatchObject({
      root: 'http://kong:8000/functions/v1/agents',
      transport: 'http',
      method: 'post',
    })
    expect(signals.ta.transport).toBe('in_process')
    expect([instructor, with_research]).toEqual([null, true])
  })

  test('include an instructor without a URL of its own', () => {
    const { instructor, with_research } = resolveEndpoints({ ...EDGE, WISELY_LLM_AGENTS: 'instructor' })

    expect(instructor).toMatchObject({ root: 'http://kong:8000/functions/v1/agents', transport: 'http' })
    expect(with_research).toBe(true)
  })

  test('keep the URL the operator gave', () => {
    const vars = { ...EDGE, WISELY_LLM_AGENTS: 'ta', WISELY_AGENT_TA_URL: 'https://ta.example.org' }

    expect(resolveEndpoints(vars).signals.ta.root).toBe('https://ta.example.org')
  })

  test('need EDGE_BASE_URL, and names that exist', () => {
    expect(() => resolveEndpoints({ ...TOKEN, WISELY_LLM_AGENTS: 'clo' })).toThrow('EDGE_BASE_URL')
    expect(() => resolveEndpoints({ ...EDGE, WISELY_LLM_AGENTS: 'clo,nobody' })).toThrow('WISELY_LLM_AGENTS')
  })
})

describe('a token', () => {
  const url = { WISELY_AGENT_TA_URL: 'https://ta.example.org' }

  test('is required over HTTP', () => {
    expect(() => resolveEndpoints(url)).toThrow('set WISELY_AGENT_TA_TOKEN or EDGE_SERVICE_JWT')
  })

  test('with role service_role is not sent unless the operator allows it', () => {
    const refused = resolveEndpoints({ ...url, EDGE_SERVICE_JWT: SERVICE_ROLE })
    const allowed = resolveEndpoints({
      ...url,
      EDGE_SERVICE_JWT: SERVICE_ROLE,
      WISELY_AGENT_ALLOW_SERVICE_ROLE: '1',
    })

    expect(refused.signals.ta.token).toBeNull()
    expect(refused.warnings).toEqual(['EDGE_SERVICE_JWT is a service-role token: it is not sent to agents'])
    expect(allowed.signals.ta.token).toBe(SERVICE_ROLE)
  })

  test('that is a secret key is never sent', () => {
    const { signals, warnings } = resolveEndpoints({
      ...url,
      WISELY_AGENT_TA_TOKEN: 'sb_secret_canary',
      WISELY_AGENT_ALLOW_SERVICE_ROLE: '1',
    })

    expect(signals.ta.token).toBeNull()
    expect(warnings).toHaveLength(1)
    expect(warnings.join()).not.toContain('canary')
  })
})

const REFUSED_URLS = [
  'ftp://ta.example.org',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'https:ta.example.org',
  '//ta.example.org',
  'ta.example.org',
  'http://ta.example.org',
  'https://user:canary@ta.example.org',
  'https://canary@ta.example.org',
  'https://@ta.example.org',
  'https://ta.example.org/?q=1',
  'https://ta.example.org/#x',
  'https://ta.example.org/\r\nx: 1',
  'https://ta.example.org\\@evil.example',
  ' https://ta.example.org',
  'https://169.254.169.254/latest',
  'https://2852039166/',
  'https://0xa9fea9fe/',
  'https://0251.0376.0251.0376/',
  'https://169.254.43518/',
  'https://１６９.254.169.254/',
  'https://169。254。169。254/',
  'https://10.0.0.1',
  'https://172.16.0.1',
  'https://192.168.1.1',
  'https://100.64.0.1',
  'https://0.0.0.0',
  'https://198.18.0.1',
  'https://224.0.0.1',
  'https://255.255.255.255',
  'https://[fe80::1]',
  'https://[fd00:ec2::254]',
  'https://[::]',
  'https://[::ffff:169.254.169.254]',
  'https://[::ffff:7f00:1]',
  'https://[64:ff9b::a9fe:a9fe]',
  'https://[2002:a9fe:a9fe::1]',
  'https://[2001:0:4136:e378::1]',
  'https://[2001::1]',
  'https://[2001:db8::1]',
  'https://[ff02::1]',
  'https://metadata',
  'https://metadata.google.internal',
  'https://metadata.google.internal.',
  'https://printer.local',
  'https://evil.localhost',
  'http://127.0.0.1.example.org',
  'http://[::1',
]

describe('an agent URL', () => {
  test.each(REFUSED_URLS)('%s is refused by name, not by value', (url) => {
    const boot = () => resolveTa({ WISELY_AGENT_TA_URL: url })

    expect(boot).toThrow(/^Cannot start: WISELY_AGENT_TA_URL /)
    expect(boot).not.toThrow(/canary|169|evil/)
  })

  test.each([
    'https://ta.example.org',
    'https://ta.example.org:8443/a/b',
    'https://93.184.215.14',
    'https://[2606:2800:220:1:248:1893:25c8:1946]',
    'http://127.0.0.1:9000',
    'http://127.1:9000',
    'http://localhost:9000/x',
    'http://[::1]:9000',
  ])('%s is taken', (url) => {
    expect(() => resolveTa({ WISELY_AGENT_TA_URL: url })).not.toThrow()
  })

  test.each(['http://127.0.0.1:9000', 'https://localhost', 'http://[::1]:9000', 'https://127.1'])(
    "%s is taken on a machine of one's own and refused on a hosted project",
    (url) => {
      const boot = (SUPABASE_URL: string) => () => resolveTa({ SUPABASE_URL, WISELY_AGENT_TA_URL: url })

      expect(boot('http://127.0.0.1:54321')).not.toThrow()
      expect(boot('https://abc.supabase.co')).toThrow('names a private or reserved host')
    },
  )

  test('is bound to the host list, which alone opens private addresses, and never plain http', () => {
    const listed = { WISELY_AGENT_HOSTS: 'ta.example.org, 10.0.0.7, [fd00::7]' }
    const boot = (url: string) => () => resolveTa({ ...listed, WISELY_AGENT_TA_URL: url })

    expect(boot('https://TA.example.org./x')).not.toThrow()
    expect(boot('https://10.0.0.7')).not.toThrow()
    expect(boot('https://[fd00:0::7]')).not.toThrow()
    expect(boot('https://other.example.org')).toThrow('outside WISELY_AGENT_HOSTS')
    expect(boot('https://10.0.0.8')).toThrow('outside WISELY_AGENT_HOSTS')
    expect(boot('http://10.0.0.7')).toThrow('must use https')
  })
})

test.each([
  [{ WISELY_AGENTS_TRANSPORT: 'carrier-pigeon' }, 'WISELY_AGENTS_TRANSPORT'],
  [{ WISELY_AGENTS_TRANSPORT: 'http' }, 'EDGE_BASE_URL'],
  [{ WISELY_AGENTS_TRANSPORT: 'http', EDGE_BASE_URL: 'https://u:canary@x.example' }, 'EDGE_BASE_URL'],
  [
    { WISELY_AGENTS_TRANSPORT: 'http', EDGE_BASE_URL: 'https://x.example', WISELY_AGENTS_PATH: '/../canary' },
    'WISELY_AGENTS_PATH',
  ],
  [{ WISELY_AGENT_TA_METHOD: 'canary' }, 'WISELY_AGENT_TA_METHOD'],
  [
    { WISELY_AGENT_TA_RAW_IDS: 'canary', WISELY_AGENT_TA_URL: 'https://x.example' },
    'WISELY_AGENT_TA_RAW_IDS',
  ],
  [{ WISELY_AGENT_TA_DEPENDS_ON: 'weather' }, 'WISELY_AGENT_TA_DEPENDS_ON'],
  [{ WISELY_AGENT_TA_FRESH_HOURS: '-1' }, 'WISELY_AGENT_TA_FRESH_HOURS'],
  [{ WISELY_AGENT_TA_FRESH_HOURS: '1e9' }, 'WISELY_AGENT_TA_FRESH_HOURS'],
  [{ WISELY_AGENT_TA_URL: 'https://x.example', WISELY_AGENT_HOSTS: 'a b' }, 'WISELY_AGENT_HOSTS'],
  [
    { WISELY_AGENT_TA_URL: 'https://x.example', WISELY_AGENT_TA_TOKEN: 'canary\r\nx: 1' },
    'WISELY_AGENT_TA_TOKEN',
  ],
])('a wrong setting %o stops the boot and names %s', (vars, name) => {
  expect(() => resolveTa({ ...vars })).toThrow(name)
  expect(() => resolveTa({ ...vars })).not.toThrow('canary')
})
