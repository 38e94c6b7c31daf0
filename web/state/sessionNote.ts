import type { NoteStorage } from './dayNotes.ts'

/** The quality session that this browser follows, so that a reload goes on with it; null for none. */
export function loadSessionNote(storage: NoteStorage, userId: string): string | null {
  try {
    return storage.getItem(keyOf(userId)) || null
  } catch {
    return null
  }
}

export function saveSessionNote(storage: NoteStorage, userId: string, id: string | null): void {
  try {
    storage.setItem(keyOf(userId), id ?? '')
  } catch {
    // Storage is full or forbidden: the session is followed as long as the page lives.
  }
}

function keyOf(userId: string): string {
  return `wisely.quality.${userId}`
}
