import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  ERROR_CODES,
  type ErrorCode,
  type Reason,
  REASONS,
} from '../../supabase/functions/_shared/contract/errors.ts'
import { replaceBetween } from './betweenMarks.ts'
import { DOCUMENTED, type DocumentedRoute, OPERATIONS } from './operations.ts'
import { CODES, REASON_ROWS } from './refusals.ts'

/** llms.txt with its lists made anew: routes and codes of the contract, commands of package.json. */
export function composeLlms(repository: string): string {
  const text = readFileSync(join(repository, 'llms.txt'), 'utf8')
  const lists = { routes: listRoutes(), codes: listCodes(), commands: listCommands(repository) }
  return Object.entries(lists).reduce(
    (made, [name, lines]) => replaceBetween(made, name, lines.join('\n')),
    text,
  )
}

function listRoutes(): string[] {
  return Object.entries(DOCUMENTED).map(([name, { methods, access }]) => {
    // The keys of DOCUMENTED, as Object.entries forgets.
    const { summary, request } = OPERATIONS[name as DocumentedRoute]
    const more = [request === undefined ? '' : `body ${request}`, access === 'anybody' ? 'no credential' : '']
      .filter((part) => part !== '').join(', ')
    return `- \`${methods.join(', ')} ${name}\`: ${summary}${more === '' ? '' : ` (${more})`}`
  })
}

function listCodes(): string[] {
  return (Object.keys(ERROR_CODES) as ErrorCode[]).map((code) => {
    const reasons = (Object.keys(REASONS) as Reason[]).filter((reason) => REASON_ROWS[reason].code === code)
    const more = reasons.length === 0 ? '' : ` Reasons: ${reasons.join(', ')}.`
    return `- ${ERROR_CODES[code]} \`${code}\`: ${CODES[code].when}.${more}`
  })
}

function listCommands(repository: string): string[] {
  const { scripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
  const short = (name: string) => name === 'start' || name === 'test' ? `npm ${name}` : `npm run ${name}`
  return [`- ${Object.keys(scripts).map((name) => `\`${short(name)}\``).join(', ')}`]
}
