/** The text of a form's field, trimmed; empty when there is no such field. */
export function readText(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name)
  return typeof value === 'string' ? value.trim() : ''
}

/** A whole number, or null when the field is empty. */
export function readNumber(form: HTMLFormElement, name: string): number | null {
  const text = readText(form, name)
  return text === '' ? null : Number(text)
}
