/** Something the developer can put right: shown as its message alone, without a stack trace, and exit code 1. */
export class StackError extends Error {
  override name = 'StackError'
}

/** Runs a command's body; a StackError becomes one message on stderr and exit code 1. */
export async function runCommand(body: () => Promise<void>): Promise<void> {
  try {
    await body()
  } catch (error) {
    if (!(error instanceof StackError)) throw error
    console.error(error.message)
    Deno.exit(1)
  }
}
