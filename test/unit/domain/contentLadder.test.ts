import { describe, expect, it } from 'vitest'
import type { Unit } from '../../../supabase/functions/_shared/contract/agentMessages.ts'
import { readMeta } from '../../../supabase/functions/_shared/domain/planner/readMeta.ts'
import {
  inPrerequisiteOrder,
  knownUnitIds,
  resolveContent,
} from '../../../supabase/functions/_shared/domain/planner/resolveContent.ts'
import { makeIntent } from './learnerFixture.ts'

type Item = Exclude<ReturnType<typeof readMeta>['outline'][number], string>

const BEES = makeIntent({ topic: 'Beekeeping' })
const resolve = (meta: object, agentUnits: Unit[] = [], intent = BEES) =>
  resolveContent(intent, { ...readMeta({}), ...meta }, agentUnits)
const outline = (...items: (string | Item)[]) => resolve({ outline: items }).units

describe('units', () => {
  const ordered = (edges: Record<string, string[]>) =>
    inPrerequisiteOrder(Object.entries(edges).map(([id, prereqs]) => ({ id, prereqs })))
      .map(({ id, prereqs }) => `${id}<${prereqs.join(',')}`)

  it('come after what they need, else in their own order', () => {
    expect(ordered({ a: [], b: [] })).toEqual(['a<', 'b<'])
    expect(ordered({ c: ['b', 'a'], a: [], b: ['a'] })).toEqual(['a<', 'b<a', 'c<b,a'])
  })

  it('need nothing that does not exist, not themselves, and nothing in a circle', () => {
    expect(ordered({ a: ['nobody'], b: ['b'] })).toEqual(['a<', 'b<'])
    expect(ordered({ a: ['c'], b: ['a'], c: ['b'] })).toEqual(['b<', 'c<b', 'a<c'])
    expect(ordered({ a: ['b'], b: ['c'], c: ['b'] })).toEqual(['c<', 'b<c', 'a<b'])
  })

  it('of one id are one unit', () => {
    const twins = [{ id: 'a', prereqs: [], name: 'first' }, { id: 'a', prereqs: [], name: 'second' }]

    expect(inPrerequisiteOrder(twins)).toHaveLength(1)
  })
})

describe("the learner's outline", () => {
  it('gives units of an hour named by their items', () => {
    expect(outline('The  hive')).toEqual([{
      ...{ id: 'the-hive', name: 'The hive', prereqs: [], kind: 'concept', est_min: 60, source: 'learner' },
    }])
    expect(outline({ name: 'The hive', id: 'h1', est_min: 90 })[0]).toMatchObject({ id: 'h1', est_min: 90 })
  })

  it('skips items without a readable name and the same item again', () => {
    expect(
      outline('\u202e', 'The hive', 'the HIVE', { name: 'Other', id: 'the-hive' }, 'Wax').map(({ name }) =>
        name
      ),
    )
      .toEqual(['The hive', 'Wax'])
  })

  it('finds what an item needs by id, by name and by another spelling of the name', () => {
    const needs = (...prereqs: string[]) =>
      outline({ name: 'The Big Hive', id: 'h1' }, { name: 'Wax', prereqs })[1]?.prereqs

    expect([needs('h1'), needs('the big hive'), needs('the_big-HIVE'), needs('nobody')]).toEqual([
      ['h1'],
      ['h1'],
      ['h1'],
      [],
    ])
  })

  it('makes sentences of a short task and a short check, and keeps longer ones', () => {
    const of = (task: string, check: string) => outline({ name: 'Wax', task, check })[0]

    expect(of('Melt it', 'ok')).toMatchObject({
      task: 'Work on "Wax" like this: Melt it',
      check: 'you can show this: ok',
    })
    expect(of('x'.repeat(20), 'y'.repeat(8))).toMatchObject({ task: 'x'.repeat(20), check: 'y'.repeat(8) })
    expect(outline('Wax')[0]).not.toHaveProperty('task')
    expect(outline('Wax')[0]).not.toHaveProperty('check')
  })

  it('keeps as much of a text as a step may say', () => {
    const [unit] = outline({ name: 'n'.repeat(130), task: 't'.repeat(500), check: 'c'.repeat(300) })

    expect([unit?.name.length, unit?.task?.length, unit?.check?.length]).toEqual([120, 400, 200])
  })
})

describe('the content ladder', () => {
  const unit: Unit = { id: 'hive', name: 'The hive', prereqs: [], kind: 'fact', est_min: 60, source: 'agent' }

  it('goes from track to outline to agent to method alone', () => {
    const groundings = [
      resolve({ outline: ['Wax'] }, [unit], makeIntent()),
      resolve({ outline: ['Wax'] }, [unit]),
      resolve({}, [unit]),
      resolve({}),
      resolve({ outline: ['\u202e'] }),
    ].map(({ grounding }) => grounding)

    expect(groundings).toEqual(['curated', 'learner_outline', 'agent', 'process_only', 'process_only'])
    expect(resolve({}).units).toEqual([])
  })

  it('has more of a track the deeper the learner wants to go', () => {
    const count = (depth: 'surface' | 'informed' | 'expert') =>
      resolve({}, [], makeIntent({ depth })).units.length

    expect(count('surface')).toBeLessThan(count('informed'))
    expect(count('informed')).toBeLessThan(count('expert'))
  })

  it("calls an agent's units an agent's, orders them, and makes sentences of their words", () => {
    const wax: Unit = {
      ...unit,
      id: 'wax',
      name: 'Wax',
      prereqs: ['hive'],
      source: 'curated',
      task: 'Melt it',
    }
    const { units } = resolve({}, [wax, { ...unit, check: '' }])

    expect(units.map(({ id, source }) => `${id} ${source}`)).toEqual(['hive agent', 'wax agent'])
    expect(units[1]?.task).toBe('Work on "Wax" like this: Melt it')
    expect(units[0]).not.toHaveProperty('check')
  })

  it('carries a source with a readable title on every rung', () => {
    const source = { title: ' The\u202e bees ', url: 'https://bees.example/' }
    const clean = { title: 'The bees', url: 'https://bees.example/' }

    expect([
      resolve({ source }, [], makeIntent()),
      resolve({ source, outline: ['Wax'] }),
      resolve({ source }, [unit]),
      resolve({ source }),
    ].map((content) => content.source)).toEqual([clean, clean, clean, clean])
    expect(resolve({ source: { title: '\u202e' } }).source).toEqual({ title: 'Source' })
    expect(resolve({}).source).toBeNull()
  })
})

describe('what the learner knows', () => {
  it('is named by name or id, in any spelling', () => {
    const content = resolve({ outline: ['The hive', { name: 'Wax', id: 'w_1' }, 'Honey'] })
    const known = (...names: string[]) => [...knownUnitIds(content, { ...readMeta({}), known: names })]

    expect(known()).toEqual([])
    expect(known('the-HIVE', 'W 1', 'nobody')).toEqual(['the-hive', 'w_1'])
    expect(known('the_hive', 'wax')).toEqual(['the-hive', 'w_1'])
  })
})
