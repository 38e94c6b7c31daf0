import { createAuthorizer } from '../../../dev/realtime/authorizeJoin.ts'
import { createBrowserlikeClient } from '../../support/learner.ts'
import type { Row } from '../../support/scoreboard.ts'
import type { StackInfo } from '../../support/stack.ts'
import type { Victim } from './world.ts'

// Who may hear and who may speak, asked twice: of the policies as Realtime asks them, and by joining with supabase-js.

const topicOf = (victim: Victim) => `wisely.events:${victim.learner.user_id}`

async function probePolicies(stack: StackInfo, victims: Victim[]) {
  const authorizer = createAuthorizer(stack.ADMIN_DB_URL)
  const seen = { own: 0, ownReads: 0, others: 0, foreignReads: 0, writes: 0 }
  try {
    const identities = [
      ...victims.map((victim) => ({ role: 'authenticated', claims: victim.claims, self: victim })),
      { role: 'anon', claims: { role: 'anon' }, self: null },
      { role: 'authenticated', claims: { role: 'authenticated' }, self: null },
    ]
    const topics = [
      ...victims.map((victim) => ({ name: topicOf(victim), owner: victim })),
      ...victims.map((victim) => ({ name: topicOf(victim).toUpperCase(), owner: null })),
      ...['wisely.events', 'wisely.events:', 'wisely.events:%', 'wisely.events:null'].map((name) => ({
        name,
        owner: null,
      })),
    ]
    for (const { role, claims, self } of identities) {
      for (const { name, owner } of topics) {
        const may = await authorizer.authorizeTopic(name, { role, claims, expiresAtMs: null })
        const isOwn = owner !== null && owner === self
        seen.own += Number(isOwn)
        seen.ownReads += Number(isOwn && may.read)
        seen.others += Number(!isOwn)
        seen.foreignReads += Number(!isOwn && may.read)
        seen.writes += Number(may.write)
      }
    }
  } finally {
    await authorizer.stop()
  }
  return seen
}

/** Joins a private topic; true when the server let the client in. */
async function joins(stack: StackInfo, topic: string, token: string | null): Promise<boolean> {
  const client = createBrowserlikeClient(stack)
  try {
    if (token !== null) await client.realtime.setAuth(token)
    const channel = client.channel(topic, { config: { private: true } })
    return await new Promise((resolve) => channel.subscribe((state) => resolve(state === 'SUBSCRIBED')))
  } finally {
    await client.removeAllChannels()
    await client.realtime.disconnect()
  }
}

export async function measureRealtimeDoor(stack: StackInfo, victims: Victim[]): Promise<Row[]> {
  const seen = await probePolicies(stack, victims)
  let wrongJoins = 0
  let tried = 0
  for (const owner of victims) {
    for (const caller of [...victims, null]) {
      const isIn = await joins(stack, topicOf(owner), caller?.learner.token ?? null)
      tried += 1
      wrongJoins += Number(isIn !== (caller === owner))
    }
  }
  return [
    {
      name: 'Realtime: own topics read',
      figure: `${seen.ownReads} of ${seen.own}`,
      target: 'all',
      met: seen.own > 0 && seen.ownReads === seen.own,
    },
    {
      name: "Realtime: others' and strangers' reads",
      figure: `${seen.foreignReads} of ${seen.others}`,
      target: '0',
      met: seen.foreignReads === 0,
    },
    {
      name: 'Realtime: writes let through',
      figure: `${seen.writes} of ${seen.own + seen.others}`,
      target: '0',
      met: seen.writes === 0,
    },
    {
      name: 'Realtime: wrong joins over the socket',
      figure: `${wrongJoins} of ${tried}`,
      target: '0',
      met: wrongJoins === 0,
    },
  ]
}
