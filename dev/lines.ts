import { createWriteStream } from 'node:fs'

/** Appends to a log file, keeping the last ones only for whoever follows a stream. */
export type LineLog = {
  /** Copies the stream into the file line by line and shows each line to `see`. */
  follow(stream: ReadableStream<Uint8Array>, see: (line: string) => void): void
  close(): void
}

/** Opens (and empties) a log file of this run. */
export function appendLines(path: string): LineLog {
  const file = createWriteStream(path, { flags: 'w', mode: 0o600 })
  const follow = async (stream: ReadableStream<Uint8Array>, see: (line: string) => void) => {
    let rest = ''
    const take = (line: string) => {
      file.write(`${line}\n`)
      see(line)
    }
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      lines.forEach(take)
    }
    if (rest !== '') take(rest)
  }
  return {
    follow: (stream, see) => void follow(stream, see).catch(() => {}),
    close: () => file.end(),
  }
}
