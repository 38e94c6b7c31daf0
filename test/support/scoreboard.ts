/** One line of a scoreboard: what was measured, what was promised, and whether the promise holds. */
export type Row = { name: string; figure: string; target: string; met: boolean }

/** The rows as an aligned table, unmet ones marked. */
export function renderRows(rows: readonly Row[]): string {
  const width = (of: (row: Row) => string) => Math.max(0, ...rows.map((row) => of(row).length))
  const name = width((row) => row.name)
  const figure = width((row) => row.figure)
  return rows.map((row) =>
    `${row.met ? 'met   ' : 'UNMET '} ${row.name.padEnd(name)}  ${row.figure.padEnd(figure)}  (${row.target})`
  ).join('\n')
}

/** The one line that programs read: always the last one printed. */
export function renderRowsJson(rows: readonly Row[]): string {
  return JSON.stringify({ rows })
}
