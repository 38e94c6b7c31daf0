import { resolveEndpoints } from '../../../supabase/functions/_shared/agentClients.ts'
import { call, INTENT, signUpLearner } from '../../support/learner.ts'
import type { Row } from '../../support/scoreboard.ts'
import { answerStatus, startScriptedAgent } from '../../support/scriptedAgent.ts'
import { startStack } from '../../support/stack.ts'

// Where an agent may live, and what travels to it.

const CANARY = 'canaryvalue'
/** Grouped as an attacker would think of them; each is refused by name, and its value is not repeated. */
const REFUSED = [
  ...['ftp', 'file', 'gopher', 'javascript', 'data', 'ws', 'http'].map((scheme) =>
    `${scheme}://${CANARY}.example.org/`
  ),
  ...[`https:${CANARY}.example.org`, `//${CANARY}.example.org`, `${CANARY}.example.org`, `https:/${CANARY}`],
  ...['user:canaryvalue@', 'canaryvalue@', ':canaryvalue@', '@', '%40canaryvalue:x@'].map((user) =>
    `https://${user}ta.example.org`
  ),
  ...['?token=canaryvalue', '#canaryvalue', '\r\nx: canaryvalue', '\tcanaryvalue', '\u0000canaryvalue'].map((
    end,
  ) => `https://ta.example.org/${end}`),
  ...[
    ' https://canaryvalue.example.org',
    'https://ta.example.org\\@canaryvalue.example',
    'https://ta.example.org /',
  ],
  ...[
    '169.254.169.254',
    '2852039166',
    '0xa9fea9fe',
    '0251.0376.0251.0376',
    '169.254.43518',
    '１６９.254.169.254',
  ],
  ...[
    '169。254。169。254',
    '10.0.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '100.100.100.200',
    '0.0.0.0',
    '198.19.0.1',
  ],
  ...['192.0.0.192', '224.0.0.1', '255.255.255.255', '192.0.2.1', '203.0.113.7', '198.51.100.7'],
  ...['[::]', '[fe80::1]', '[fd00:ec2::254]', '[fc00::1]', '[::ffff:169.254.169.254]', '[::ffff:7f00:1]'],
  ...['[64:ff9b::a9fe:a9fe]', '[2002:a9fe:a9fe::1]', '[2001:db8::1]', '[ff02::1]', '[::1'],
  ...[
    'metadata',
    'metadata.google.internal',
    'metadata.google.internal.',
    'printer.local',
    'evil.localhost',
    'kong',
  ],
].map((
  each,
) => (/^[\w.。[\]:１６９]+$/.test(each) && !each.includes('//') && !each.startsWith('https:') &&
    !each.includes(CANARY)
  ? `https://${each}/latest/meta-data`
  : each)
)
/** Loopback is for a machine of one's own. */
const REFUSED_HOSTED = ['http://127.0.0.1:9000', 'https://localhost', 'http://[::1]:9000', 'https://127.1']

function isRefused(vars: Record<string, string>): boolean {
  try {
    resolveEndpoints({ EDGE_SERVICE_JWT: 'token', ...vars })
    return false
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    return /^Cannot start: WISELY_AGENT_TA_URL [a-z]/.test(message) && !message.includes(CANARY)
  }
}

function measureRefusals(): Row {
  const verdicts = [
    ...REFUSED.map((url) => [url, isRefused({ WISELY_AGENT_TA_URL: url })] as const),
    ...REFUSED_HOSTED.map((url) =>
      [url, isRefused({ SUPABASE_URL: 'https://abc.supabase.co', WISELY_AGENT_TA_URL: url })] as const
    ),
  ]
  const wrong = verdicts.filter(([, isOut]) => !isOut).map(([url]) => url)
  if (wrong.length > 0) console.error(`isolation: taken ${JSON.stringify(wrong)}`)
  return {
    name: 'agent URLs refused by name, value unsaid',
    figure: `${verdicts.length - wrong.length}/${verdicts.length}`,
    target: 'all of >= 20',
    met: wrong.length === 0 && verdicts.length >= 20,
  }
}

/** A stack whose function must not start: it answers BOOT_ERROR and keeps the value out of its words. */
async function measureBoot(): Promise<Row> {
  const urls = [
    `https://user:${CANARY}@ta.example.org`,
    `https://169.254.169.254/${CANARY}`,
    `http://${CANARY}.example.org`,
  ]
  let right = 0
  for (const url of urls) {
    const stack = await startStack({ WISELY_AGENT_TA_URL: url })
    try {
      const reply = await call(stack.info, 'health', { method: 'GET' })
      const output = stack.output()
      const isSaid = output.includes('WISELY_AGENT_TA_URL') && !output.includes(CANARY)
      right += Number(reply.status === 503 && reply.text.includes('BOOT_ERROR') && isSaid)
    } finally {
      await stack.stop()
    }
  }
  return {
    name: 'agent URLs that stop a real boot',
    figure: `${right}/${urls.length}`,
    target: 'all',
    met: right === urls.length,
  }
}

/** Topics that try to become a path, a query or a header: the agent must see one path and the topic as data. */
async function measureTopics(): Promise<Row> {
  const agent = await startScriptedAgent()
  agent.play('*', answerStatus(404))
  const stack = await startStack({
    WISELY_AGENT_CLO_URL: agent.root,
    WISELY_AGENT_TA_URL: agent.root,
    WISELY_AGENT_TA_METHOD: 'post',
  })
  const topics = [
    'a/../../admin?x=1#y',
    'a&user_id=other&depth=expert',
    'a\r\nX-Injected: 1',
    '%2e%2e%2fadmin',
    'a b+c%20d;e=f',
    'https://evil.example/@',
    '{{7*7}}${7*7}',
    '日本語 & ümlaut',
  ]
  let wrong = 0
  try {
    for (const topic of topics) {
      const learner = await signUpLearner(stack.info)
      await learner.call('intent.sync', { body: { ...INTENT, topic } })
      agent.requests.splice(0)
      await learner.call('day.run', { body: {} })
      const asked = agent.requests.map(({ method, url, headers, body }) => ({
        path: url.pathname,
        topic: method === 'GET' ? url.searchParams.getAll('topic') : [JSON.parse(body).intent.topic],
        isInjected: 'x-injected' in headers || url.searchParams.has('x') ||
          url.searchParams.getAll('user_id').includes('other'),
      }))
      const isClean = asked.length >= 2 &&
        asked.every((each) =>
          /^\/(clo|ta)\/signals$/.test(each.path) && each.topic.length === 1 &&
          each.topic[0] === topic.trim() &&
          !each.isInjected
        )
      if (!isClean) console.error(`isolation: topic ${JSON.stringify(topic)} ${JSON.stringify(asked)}`)
      wrong += Number(!isClean)
    }
  } finally {
    await stack.stop()
    await agent.close()
  }
  return {
    name: 'topics that reached an agent as anything but data',
    figure: `${wrong} of ${topics.length}`,
    target: '0',
    met: wrong === 0,
  }
}

export async function measureAgentDoor(): Promise<Row[]> {
  return [measureRefusals(), await measureBoot(), await measureTopics()]
}
