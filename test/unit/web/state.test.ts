import { describe, expect, it } from 'vitest'
import type { DayRunResponse, StatusResponse } from '../../../client/mod.ts'
import {
  loadChecked,
  loadNotes,
  type NoteStorage,
  saveChecked,
  saveHint,
} from '../../../web/state/dayNotes.ts'
import { decideView } from '../../../web/state/decideView.ts'
import { parsePageConfig } from '../../../web/state/pageConfig.ts'

describe('what is remembered of a day', () => {
  const openStorage = (): NoteStorage & { texts: Map<string, string> } => {
    const texts = new Map<string, string>()
    return {
      texts,
      getItem: (key) => texts.get(key) ?? null,
      setItem: (key, text) => void texts.set(key, text),
    }
  }

  it('ticks belong to one session and one version of its plan', () => {
    const storage = openStorage()
    saveChecked(storage, 'a', 1, ['w1d1s1'])
    expect(loadChecked(storage, 'a', 1)).toEqual(['w1d1s1'])
    expect(loadChecked(storage, 'a', 2)).toEqual([])
    expect(loadChecked(storage, 'b', 1)).toEqual([])
  })

  it('the hint stays beside the ticks', () => {
    const storage = openStorage()
    saveChecked(storage, 'a', 1, ['w1d1s1'])
    saveHint(storage, 'a', 'Good time investment!')
    expect(loadNotes(storage, 'a')).toEqual({
      checked: ['w1d1s1'],
      plan_version: 1,
      hint: 'Good time investment!',
    })
  })

  it.each(['no json', 'null', '7', '{"checked":"w1d1s1","plan_version":"1","hint":{}}'])(
    'a stored %s counts as nothing',
    (text) => {
      const storage = openStorage()
      storage.texts.set('wisely.day.a', text)
      expect(loadNotes(storage, 'a')).toEqual({ checked: [], plan_version: 0, hint: null })
    },
  )

  it('a storage that refuses stops nobody', () => {
    const refuse = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
    expect(() => saveHint({ getItem: refuse, setItem: refuse }, 'a', 'hint')).not.toThrow()
    expect(loadNotes({ getItem: refuse, setItem: refuse }, 'a').checked).toEqual([])
  })
})

describe('what a learner sees', () => {
  // Only what the decision reads; the rest of both answers is the API's business.
  const status = (more: object) =>
    ({ active_intent: { id: 'i' }, latest_session: null, ...more }) as StatusResponse
  const plan = { session_id: 's' } as DayRunResponse
  const latest = (id: string, completion: object | null) => status({ latest_session: { id, completion } })

  it.each([
    ['loading', null, null],
    ['goal', status({ active_intent: null }), null],
    ['ready', status({}), null],
    ['ready', status({}), plan],
    ['coming', latest('s', null), null],
    ['coming', latest('another', null), plan],
    ['plan', latest('s', null), plan],
    ['finished', latest('s', {}), plan],
  ])('%s', (kind, known, shown) => {
    expect(decideView(known, shown).kind).toBe(kind)
  })
})

describe('config.json', () => {
  const backend = { api_url: 'https://p.supabase.co', publishable_key: 'sb_publishable_x' }

  it('has an address and a key, and a demo learner on the local stack alone', () => {
    expect(parsePageConfig(backend)).toEqual({ ...backend, demo: null })
    const demo = { email: 'demo@wisely.example', password: 'learn-every-day' }
    expect(parsePageConfig({ ...backend, demo })).toEqual({ ...backend, demo })
    expect(parsePageConfig({ ...backend, demo: { email: 'half' } }).demo).toBeNull()
  })

  it.each([null, 'text', {}, { api_url: 'https://p.supabase.co' }, { ...backend, api_url: 1 }])(
    '%j is refused in words',
    (value) => {
      expect(() => parsePageConfig(value)).toThrow('config.json needs the texts api_url and publishable_key')
    },
  )
})
