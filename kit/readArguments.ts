import { type Participant, PARTICIPANTS } from '../supabase/functions/_shared/contract/agentMessages.ts'
import { selectChecks } from './checks.ts'

export type Arguments = {
  url: string
  agent: Participant
  token: string
  format: 'text' | 'json' | 'junit'
  only: string[]
}

export const USAGE = `Holds an agent to the contract wisely.signals/1.

  wisely-agent-check --url https://host/root --agent ta --token $TOKEN [--json | --junit] [--only C,D2]

  --url    the root; /{agent}/signals, /{agent}/manifest and /healthz are appended to it
  --agent  one of ${PARTICIPANTS.join(', ')}
  --token  the bearer token the agent accepts; or the variable AGENT_TOKEN
  --json   the report as JSON
  --junit  the report as JUnit XML
  --only   groups (C) or checks (D2), separated by commas

Ends with 0 when every MUST holds, 1 when one does not, 2 when the agent cannot be reached or the call was wrong.`

const VALUED = ['--url', '--agent', '--token', '--only']
const FLAGS = ['--json', '--junit']

function readPairs(args: readonly string[]): Map<string, string> | string {
  const given = new Map<string, string>()
  for (let index = 0; index < args.length; index++) {
    const [name = '', inline] = (args[index] ?? '').split(/=(.*)/s)
    if (FLAGS.includes(name) && inline === undefined) given.set(name, '')
    else if (VALUED.includes(name)) {
      const value = inline ?? args[++index]
      if (value === undefined || value.startsWith('--')) {
        return `${name} needs a value`
      }
      given.set(name, value)
    } else return `${name} is not known`
  }
  return given
}

function findUrlFault(text: string): string | null {
  if (!URL.canParse(text)) return '--url is no URL'
  const { protocol, username, search, hash } = new URL(text)
  if (protocol !== 'https:' && protocol !== 'http:') {
    return '--url must begin with https:// or http://'
  }
  return username || search || hash ? '--url must be a plain root, without user, query or fragment' : null
}

/** The arguments of the program, or what is wrong with them. */
export function readArguments(
  args: readonly string[],
  env: Record<string, string | undefined>,
): Arguments | { wrong: string } {
  const given = readPairs(args)
  if (typeof given === 'string') return { wrong: given }
  const url = given.get('--url')
  if (url === undefined) return { wrong: '--url is missing' }
  const urlFault = findUrlFault(url)
  if (urlFault !== null) return { wrong: urlFault }

  const agent = PARTICIPANTS.find((name) => name === given.get('--agent'))
  if (agent === undefined) {
    return { wrong: `--agent must be one of ${PARTICIPANTS.join(', ')}` }
  }
  const token = given.get('--token') ?? env['AGENT_TOKEN'] ?? ''
  if (!/^[\x21-\x7e]+$/.test(token)) {
    return {
      wrong: '--token is missing, or holds spaces or other odd characters',
    }
  }
  if (given.has('--json') && given.has('--junit')) {
    return { wrong: '--json and --junit exclude each other' }
  }

  const only = (given.get('--only') ?? '').split(',').map((name) => name.trim().toUpperCase()).filter(Boolean)
  if (selectChecks(only) === null) {
    return { wrong: `--only knows no ${only.join(', ')}` }
  }
  const format = given.has('--json') ? 'json' : given.has('--junit') ? 'junit' : 'text'
  return { url, agent, token, format, only }
}
