// The inserts inside a WAL stream of Postgres' `pgoutput` plug-in, protocol version 1 with text values.
// https://www.postgresql.org/docs/17/protocol-logicalrep-message-formats.html

/** Column name to text value; `null` is SQL null. */
export type Row = Record<string, string | null>

/** Reads one message after another; answers the row of an insert and `null` for everything else. */
export function createInsertReader(): (message: Uint8Array) => Row | null {
  const columnsOf = new Map<number, string[]>()
  return (message) => {
    const cursor = createCursor(message)
    switch (cursor.readChar()) {
      case 'R':
        columnsOf.set(cursor.readInt32(), readColumns(cursor))
        return null
      case 'I':
        return readRow(cursor, columnsOf.get(cursor.readInt32()) ?? [])
      default:
        return null
    }
  }
}

type Cursor = ReturnType<typeof createCursor>

function createCursor(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let offset = 0
  const readBytes = (length: number) => bytes.subarray(offset, offset += length)
  return {
    readChar: () => String.fromCharCode(view.getUint8(offset++)),
    readInt16: () => view.getInt16((offset += 2) - 2),
    readInt32: () => view.getInt32((offset += 4) - 4),
    readText: (length: number) => new TextDecoder().decode(readBytes(length)),
    readName() {
      const name = new TextDecoder().decode(readBytes(bytes.indexOf(0, offset) - offset))
      offset += 1
      return name
    },
  }
}

function readColumns(cursor: Cursor): string[] {
  cursor.readName() // schema
  cursor.readName() // table
  cursor.readChar() // replica identity
  return Array.from({ length: cursor.readInt16() }, () => {
    cursor.readChar() // part of the key or not
    const name = cursor.readName()
    cursor.readInt32() // type
    cursor.readInt32() // type modifier
    return name
  })
}

function readRow(cursor: Cursor, columns: string[]): Row {
  cursor.readChar() // 'N': the new row follows
  const row: Row = {}
  const count = cursor.readInt16()
  for (const column of columns.slice(0, count)) {
    row[column] = cursor.readChar() === 't' ? cursor.readText(cursor.readInt32()) : null
  }
  return row
}
