import { startStack } from '../support/stack.ts'
import type { Suite } from './suite.ts'
import { measureAgentDoor } from './trust/agentDoor.ts'
import { compareUnknown, measureCrossUser } from './trust/crossUser.ts'
import { measureKeyRotation } from './trust/keyRotation.ts'
import { measureMatrix } from './trust/matrix.ts'
import { measureRealtimeDoor } from './trust/realtimeDoor.ts'
import { measureTokens, measureUserIds } from './trust/tokenCases.ts'
import { createRandom, raiseVictim } from './trust/world.ts'

const NAMES = ['Ada', 'Ben', 'Cleo', 'Dora', 'Emil']

/** Who may see, write and ask what: learners, roles, tokens, topics, agent addresses, keys. */
export const isolation: Suite = {
  name: 'isolation',
  weight: 2,
  async run({ seed, budgetMs, progress }) {
    const random = createRandom(seed)
    const stack = await startStack()
    try {
      const victims = []
      for (const name of NAMES) victims.push(await raiseVictim(stack.info, `${name} ${seed}`))
      const [mine, other] = victims
      if (mine === undefined || other === undefined) throw new Error('Cannot torture: no learners')
      const endsAt = performance.now() + budgetMs / 2

      progress('tokens')
      const rows = [
        ...await measureTokens(stack.info, mine),
        await measureUserIds(stack.info, mine, other),
      ]
      progress('roles x tables x commands')
      rows.push(...await measureMatrix(stack.info, mine, other))
      progress('Realtime')
      rows.push(...await measureRealtimeDoor(stack.info, victims.slice(0, 3)))
      progress('keys change under traffic')
      rows.push(...await measureKeyRotation(stack.info, victims, Math.min(5_000, budgetMs / 20)))
      progress('one learner reaches for everything of another')
      rows.unshift(
        ...await measureCrossUser(stack.info, victims, () => performance.now() > endsAt),
        ...await compareUnknown(mine, victims.slice(1), random),
      )
      progress('where agents may live')
      return [...rows, ...await measureAgentDoor()]
    } finally {
      await stack.stop()
    }
  },
}
