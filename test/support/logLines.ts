import type { Log, LogFields } from '../../supabase/functions/_shared/contract/ports.ts'

export type LogLine = { level: string; fields: LogFields }

/** A log that keeps every line, composed as the real one does it. */
export function logInto(lines: LogLine[]): Log {
  return (level, fields) => {
    lines.push({ level, fields: readFields(fields) })
  }
}

export function readFields(fields: Parameters<Log>[1]): LogFields {
  return typeof fields === 'function' ? fields() : fields
}
