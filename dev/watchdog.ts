/** Ends the stack's children when the stack itself was killed and could not: a killed stack leaves no process. */
export type Watchdog = {
  watch(pid: number): void
  /** Resolves when the watchdog knows: an ended child's pid may soon be a stranger's. */
  forget(pid: number): Promise<void>
}

/**
 * Reads `+pid` and `-pid` lines; its input ends when the stack does, however that happens. SIGINT is a fast shutdown
 * for PostgreSQL and the end of a function.
 */
const SCRIPT = `
while read -r line; do
  case $line in
    +*) pids="$pids \${line#+}" ;;
    -*) kept=; for pid in $pids; do [ "$pid" = "\${line#-}" ] || kept="$kept $pid"; done; pids=$kept ;;
  esac
done
[ -z "$pids" ] || kill -INT $pids 2>/dev/null`

export function openWatchdog(): Watchdog {
  const shell = new Deno.Command('/bin/sh', {
    args: ['-c', SCRIPT],
    stdin: 'piped',
    stdout: 'null',
    stderr: 'null',
    // Must survive the Ctrl-C and the closed terminal that end the stack.
    detached: true,
  }).spawn()
  shell.unref()
  const input = shell.stdin.getWriter()
  const send = (line: string) => input.write(new TextEncoder().encode(`${line}\n`)).catch(() => {})
  return {
    watch: (pid) => void send(`+${pid}`),
    forget: (pid) => send(`-${pid}`),
  }
}
