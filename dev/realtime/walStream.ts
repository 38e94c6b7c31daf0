// New rows of realtime.messages, read from the write-ahead log over a temporary slot: at most once, in commit order.
// The publication is created with the database (dev/bootstrap.sql); the slot ends with the connection.
import postgres from 'postgres'
import { createInsertReader, type Row } from './pgoutput.ts'

const PUBLICATION = 'supabase_realtime_messages_publication'
const CONNECT_TIMEOUT_S = 5
const RECONNECT_MS = [100, 200, 400, 800, 1_600]
const LONGEST_RECONNECT_MS = 3_000

type ReceiveRow = (row: Row) => void
type Connection = { closed: Promise<void>; close(): Promise<void> }

/** Resolves when the stream runs and rejects when it cannot start; later breaks are repaired with growing pauses. */
export async function startWalStream(options: {
  adminDbUrl: string
  receiveRow: ReceiveRow
  log: (line: string) => void
}): Promise<{ stop(): Promise<void> }> {
  const { adminDbUrl, receiveRow, log } = options
  const stopping = new AbortController()
  let connection = await openConnection(adminDbUrl, receiveRow)
  const kept = keepConnected()
  return {
    async stop() {
      stopping.abort()
      await connection.close()
      await kept
      await connection.close() // the one that may have been opened meanwhile
    },
  }

  async function keepConnected() {
    for (;;) {
      await connection.closed
      if (stopping.signal.aborted) return
      log('realtime: the stream from the database broke, reconnecting')
      const next = await reconnect()
      if (!next) return
      connection = next
      log('realtime: the stream from the database is back')
    }
  }

  /** Messages committed while Postgres is away are not delivered, as on the platform. */
  async function reconnect(): Promise<Connection | null> {
    for (let tries = 0;; tries++) {
      await wait(RECONNECT_MS[tries] ?? LONGEST_RECONNECT_MS, stopping.signal)
      if (stopping.signal.aborted) return null
      try {
        return await openConnection(adminDbUrl, receiveRow)
      } catch (error) {
        if (tries === RECONNECT_MS.length) log(`realtime: still no stream from the database: ${error}`)
      }
    }
  }
}

async function openConnection(adminDbUrl: string, receiveRow: ReceiveRow): Promise<Connection> {
  const closing = Promise.withResolvers<void>()
  const sql = postgres(adminDbUrl, {
    max: 1,
    fetch_types: false,
    max_lifetime: null,
    connect_timeout: CONNECT_TIMEOUT_S,
    connection: { application_name: 'realtime_replication_connection', replication: 'database' },
    onclose: () => closing.resolve(),
  })
  const close = async () => {
    await sql.end({ timeout: 0 })
    await closing.promise
  }
  try {
    const found = await sql.unsafe(`select from pg_catalog.pg_publication where pubname = '${PUBLICATION}'`)
    if (found.count === 0) throw new Error(`Cannot stream messages: no publication ${PUBLICATION}`)
    const slot = `realtime_messages_${crypto.randomUUID().replaceAll('-', '')}`
    await sql.unsafe(`CREATE_REPLICATION_SLOT ${slot} TEMPORARY LOGICAL pgoutput NOEXPORT_SNAPSHOT`)
    const stream = await sql.unsafe(
      `START_REPLICATION SLOT ${slot} LOGICAL 0/0 (proto_version '1', publication_names '${PUBLICATION}')`,
    ).writable()
    const readInsert = createInsertReader()
    // The end of the connection is learnt from `onclose`; without a listener the error would end this process.
    stream.on('error', () => {})
    stream.on('data', (chunk: Uint8Array) => {
      if (isChange(chunk)) {
        const row = readInsert(chunk.subarray(25))
        if (row) receiveRow(row)
      } else if (wantsAnswer(chunk)) stream.write(confirmAll(chunk))
    })
    return { closed: closing.promise, close }
  } catch (error) {
    await sql.end({ timeout: 0 })
    throw error
  }
}

/** `w`, then 24 bytes of positions and time, then one pgoutput message. */
function isChange(chunk: Uint8Array): boolean {
  return chunk[0] === 0x77
}

/** `k`, the position (8 bytes), the time (8 bytes), 1 when an answer is due. */
function wantsAnswer(chunk: Uint8Array): boolean {
  return chunk[0] === 0x6b && chunk[17] === 1
}

/** Confirms exactly the position the server named: with any other one its shutdown would wait for this client. */
function confirmAll(keepalive: Uint8Array): Uint8Array {
  const answer = new Uint8Array(34)
  answer[0] = 0x72
  for (const offset of [1, 9, 17]) answer.set(keepalive.subarray(1, 9), offset)
  const microsecondsSince2000 = BigInt(Date.now() - Date.UTC(2000, 0, 1)) * 1_000n
  new DataView(answer.buffer).setBigInt64(25, microsecondsSince2000)
  return answer
}

function wait(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const finish = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, durationMs)
    signal.addEventListener('abort', finish)
  })
}
