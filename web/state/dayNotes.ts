/** What this browser remembers of one day: never sent anywhere. */
export type DayNotes = {
  /** The ticked steps of `plan_version`; a rebuilt plan starts without ticks, because its ids name other steps. */
  checked: string[]
  plan_version: number
  /** What day.done said; status does not repeat it. */
  hint: string | null
}

/** The part of localStorage that is used. */
export type NoteStorage = Pick<Storage, 'getItem' | 'setItem'>

const NOTHING: DayNotes = { checked: [], plan_version: 0, hint: null }

/** Reads what is remembered; anything unreadable counts as nothing. */
export function loadNotes(storage: NoteStorage, session_id: string): DayNotes {
  try {
    const { checked, plan_version, hint } = JSON.parse(storage.getItem(keyOf(session_id)) ?? '{}')
    return {
      checked: Array.isArray(checked) ? checked.filter((id) => typeof id === 'string') : [],
      plan_version: Number.isInteger(plan_version) ? plan_version : 0,
      hint: typeof hint === 'string' ? hint : null,
    }
  } catch {
    return NOTHING
  }
}

export function loadChecked(storage: NoteStorage, session_id: string, plan_version: number): string[] {
  const notes = loadNotes(storage, session_id)
  return notes.plan_version === plan_version ? notes.checked : []
}

export function saveChecked(
  storage: NoteStorage,
  session_id: string,
  plan_version: number,
  checked: string[],
): void {
  save(storage, session_id, { ...loadNotes(storage, session_id), plan_version, checked })
}

export function saveHint(storage: NoteStorage, session_id: string, hint: string): void {
  save(storage, session_id, { ...loadNotes(storage, session_id), hint })
}

function save(storage: NoteStorage, session_id: string, notes: DayNotes): void {
  try {
    storage.setItem(keyOf(session_id), JSON.stringify(notes))
  } catch {
    // Storage is full or forbidden: the ticks live as long as the page.
  }
}

function keyOf(session_id: string): string {
  return `wisely.day.${session_id}`
}
