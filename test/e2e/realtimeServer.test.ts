// The promises of the local Realtime server, asked with the client that applications use.
// Accident it prevents: the local stack delivers what a hosted project would refuse, or the other way round.
import {
  createClient,
  type RealtimeChannel,
  type RealtimeClientOptions,
  type SupabaseClient,
} from '@supabase/supabase-js'
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from 'vitest'
import ws from 'ws'
import { signToken } from '../support/signToken.ts'

type Learner = { user_id: string; token: string }
type Received = { event: string; payload: Record<string, unknown>; meta?: { id: string } }

// The types of ws allow a null address, those of the client do not; the client never passes one.
const transport = ws as unknown as RealtimeClientOptions['transport']
const stack = inject('stack')
const database = new pg.Pool({ connectionString: stack.DB_URL, max: 1 })
const clients: SupabaseClient[] = []
let ada: Learner
let ben: Learner

beforeAll(async () => {
  await createPolicyIfMissing()
  ;[ada, ben] = [await signUp(), await signUp()]
})
afterEach(async () => {
  for (const client of clients.splice(0)) await client.removeAllChannels()
})
afterAll(() => database.end())

test('a broadcast reaches the other clients of a public topic, and its sender only where asked', async () => {
  const name = `room-${randomUUID()}`
  const sender = (await connect()).channel(name, { config: { broadcast: { ack: true } } })
  const other = (await connect()).channel(name, { config: { broadcast: { self: true } } })
  const [toSender, toOther] = [collect(sender), collect(other)]
  await Promise.all([subscribe(sender), subscribe(other)])

  const answer = await sender.send({ type: 'broadcast', event: 'first', payload: { text: 'grüße' } })
  await toOther.hasEvents(['first'])
  await other.send({ type: 'broadcast', event: 'second', payload: {} })

  expect(answer).toBe('ok')
  await toOther.hasEvents(['first', 'second'])
  await toSender.hasEvents(['second'])
  expect(toOther.received[0]?.payload).toEqual({ text: 'grüße' })
})

test('a broadcast over HTTP reaches the subscribers of a public topic', async () => {
  const client = await connect()
  const channel = client.channel(`room-${randomUUID()}`)
  const inbox = collect(channel)
  await subscribe(channel)

  const answer = await channel.httpSend('posted', { n: 1 })

  expect(answer).toEqual({ success: true })
  await inbox.hasEvents(['posted'])
})

test('a learner joins the own private topic; another learner and anon are refused with the reason', async () => {
  const refusal = {
    status: 'CHANNEL_ERROR',
    reason: `Unauthorized: You do not have permissions to read from this Channel topic: ${topicOf(ada)}`,
  }

  expect(await subscribe(privateChannel(await connect(ada.token), ada))).toEqual({ status: 'SUBSCRIBED' })
  expect(await subscribe(privateChannel(await connect(ben.token), ada))).toEqual(refusal)
  expect(await subscribe(privateChannel(await connect(), ada))).toEqual(refusal)
})

test('a message sent in SQL arrives with its id, and only on the topic of its kind', async () => {
  const [hidden, open] = [
    privateChannel(await connect(ada.token), ada),
    (await connect()).channel(topicOf(ada)),
  ]
  const [toPrivate, toPublic] = [collect(hidden), collect(open)]
  await Promise.all([subscribe(hidden), subscribe(open)])

  await database.query(
    `select realtime.send('{"n":1}', 'open', $1, false), realtime.send('{"n":2}', 'secret', $1, true),
            realtime.send('{"n":3}', 'end', $1, false)`,
    [topicOf(ada)],
  )

  await toPublic.hasEvents(['open', 'end'])
  await toPrivate.hasEvents(['secret'])
  const [message] = toPrivate.received
  expect(message?.payload).toEqual({ n: 2, id: expect.any(String) })
  expect(message?.meta).toEqual({ id: message?.payload.id })
})

test('twenty messages of one transaction arrive after its commit and in its order', async () => {
  const channel = privateChannel(await connect(ada.token), ada)
  const inbox = collect(channel)
  await subscribe(channel)
  const names = Array.from({ length: 20 }, (_, index) => `event-${index}`)

  const transaction = await database.connect()
  await transaction.query('begin')
  for (const name of names) {
    await transaction.query(`select realtime.send('{}', $1, $2)`, [name, topicOf(ada)])
  }
  const beforeCommit = inbox.received.length
  await transaction.query('commit')
  transaction.release()

  expect(beforeCommit).toBe(0)
  await inbox.hasEvents(names)
})

test('without an INSERT policy nobody but the secret key sends on a private topic', async () => {
  const reader = privateChannel(await connect(ada.token), ada)
  const inbox = collect(reader)
  await subscribe(reader)
  const client = await connect(ada.token)
  const [forger, own] = [
    privateChannel(client, ada),
    client.channel(randomUUID(), { config: { broadcast: { ack: true } } }),
  ]
  await Promise.all([subscribe(forger), subscribe(own)])

  await forger.send({ type: 'broadcast', event: 'forged', payload: {} })
  await forger.httpSend('forged', {})
  // Acknowledged on the same socket, so the forged message before it has been dealt with.
  expect(await own.send({ type: 'broadcast', event: 'after', payload: {} })).toBe('ok')
  await privateChannel(await connect(null, stack.SECRET_KEY), ada).httpSend('trusted', {})

  await inbox.hasEvents(['trusted'])
})

test('when a token expires its channel is closed and receives nothing more', async () => {
  const lasting = privateChannel(await connect(ada.token), ada)
  const expiring = privateChannel(await connect(await signToken(stack, ada.user_id, 2)), ada)
  const [toLasting, toExpiring] = [collect(lasting), collect(expiring)]
  const warnings = collectSystemErrors(expiring)
  await Promise.all([subscribe(lasting), subscribe(expiring)])

  await vi.waitFor(() => expect(warnings).toEqual([expect.stringContaining('Token has expired')]), 8_000)
  await database.query(`select realtime.send('{}', 'late', $1)`, [topicOf(ada)])

  await toLasting.hasEvents(['late'])
  expect(toExpiring.received).toEqual([])
  expect(expiring.state).toBe('closed')
})

test('a renewed token keeps the channel beyond the end of the old one', async () => {
  const client = await connect(await signToken(stack, ada.user_id, 2))
  const renewed = privateChannel(client, ada)
  const expiring = privateChannel(await connect(await signToken(stack, ada.user_id, 2)), ada)
  const [inbox, warnings] = [collect(renewed), collectSystemErrors(expiring)]
  await Promise.all([subscribe(renewed), subscribe(expiring)])

  await client.realtime.setAuth(ada.token)
  await vi.waitFor(() => expect(warnings).toHaveLength(1), 8_000)
  await database.query(`select realtime.send('{}', 'still here', $1)`, [topicOf(ada)])

  await inbox.hasEvents(['still here'])
})

test("another learner's token ends a private channel", async () => {
  const client = await connect(ada.token)
  const channel = privateChannel(client, ada)
  const warnings = collectSystemErrors(channel)
  await subscribe(channel)

  await client.realtime.setAuth(ben.token)

  await vi.waitFor(
    () => expect(warnings).toEqual([expect.stringContaining('You do not have permissions')]),
    5_000,
  )
  await vi.waitFor(() => expect(channel.state).toBe('closed'), 5_000)
})

test('a connection without an API key is refused with 401', async () => {
  const socket = new ws(`${stack.API_URL.replace('http', 'ws')}/realtime/v1/websocket?vsn=2.0.0`)

  const status = await new Promise((resolve, reject) => {
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode))
    socket.on('error', reject)
  })

  expect(status).toBe(401)
})

function topicOf(learner: Learner): string {
  return `wisely.events:${learner.user_id}`
}

/** The migrations hold the same policy; before them the stack has none. */
async function createPolicyIfMissing() {
  await database.query(`
    do $$ begin
      if not exists (
        select from pg_catalog.pg_policies
        where schemaname = 'realtime' and tablename = 'messages' and policyname = 'learner receives own events'
      ) then
        create policy "learner receives own events" on realtime.messages for select to authenticated
        using (extension = 'broadcast' and realtime.topic() = 'wisely.events:' || (select auth.uid())::text);
      end if;
    end $$`)
}

async function signUp(): Promise<Learner> {
  const response = await fetch(`${stack.API_URL}/auth/v1/signup`, {
    method: 'POST',
    headers: { apikey: stack.PUBLISHABLE_KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ email: `${randomUUID()}@example.com`, password: 'correct horse battery' }),
  })
  // What the auth server answers to a sign-up without confirmation.
  const body = await response.json() as { access_token: string; user: { id: string } }
  return { user_id: body.user.id, token: body.access_token }
}

async function connect(token: string | null = null, key = stack.PUBLISHABLE_KEY): Promise<SupabaseClient> {
  const client = createClient(stack.API_URL, key, {
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { transport },
  })
  clients.push(client)
  if (token) await client.realtime.setAuth(token)
  return client
}

function privateChannel(client: SupabaseClient, learner: Learner): RealtimeChannel {
  return client.channel(topicOf(learner), { config: { private: true } })
}

/** The first answer to a join. */
function subscribe(channel: RealtimeChannel): Promise<{ status: string; reason?: string }> {
  return new Promise((resolve) => {
    channel.subscribe(
      (status, error) => resolve(error ? { status, reason: error.message } : { status }),
      5_000,
    )
  })
}

function collect(channel: RealtimeChannel) {
  const received: Received[] = []
  channel.on<Received['payload']>('broadcast', { event: '*' }, (message) => received.push(message))
  const listEvents = () => received.map(({ event }) => event)
  return {
    received,
    hasEvents: (events: string[]) => vi.waitFor(() => expect(listEvents()).toEqual(events), 5_000),
  }
}

function collectSystemErrors(channel: RealtimeChannel): string[] {
  const messages: string[] = []
  channel.on('system', {}, ({ status, message }) => {
    if (status === 'error') messages.push(message)
  })
  return messages
}
