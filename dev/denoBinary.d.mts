/** Path of the Deno binary that npm installed; throws when there is none for this machine. */
export function findDeno(repository: string): string
