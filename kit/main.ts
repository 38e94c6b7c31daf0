#!/usr/bin/env node
import { checkAgent, UnreachableError } from './checkAgent.ts'
import { formatJunit } from './formatJunit.ts'
import { formatReport } from './formatReport.ts'
import { type Arguments, readArguments, USAGE } from './readArguments.ts'
import type { Report } from './report.ts'

const EXIT = { conforms: 0, fails: 1, misused: 2 } as const

function formatAs(format: Arguments['format'], report: Report): string {
  switch (format) {
    case 'json':
      return JSON.stringify(report, null, 2)
    case 'junit':
      return formatJunit(report)
    case 'text':
      return formatReport(report)
    default:
      return format satisfies never
  }
}

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(USAGE)
    return EXIT.conforms
  }
  const read = readArguments(args, process.env)
  if ('wrong' in read) {
    console.error(`Cannot check: ${read.wrong}\n\n${USAGE}`)
    return EXIT.misused
  }
  try {
    const report = await checkAgent(read)
    console.log(formatAs(read.format, report))
    return report.passed ? EXIT.conforms : EXIT.fails
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error
    console.error(error.message)
    return EXIT.misused
  }
}

process.exitCode = await main(process.argv.slice(2))
