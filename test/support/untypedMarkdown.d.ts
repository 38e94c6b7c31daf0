// What the tests use of two renderers that bring no types.

declare module 'markdown-it' {
  export default class MarkdownIt {
    constructor(options: { html: boolean; linkify: boolean })
    linkify: { set(options: { fuzzyLink: boolean }): void }
    render(markdown: string): string
  }
}

declare module 'commonmark' {
  export class Parser {
    parse(markdown: string): unknown
  }
  export class HtmlRenderer {
    constructor(options: { safe: boolean })
    render(node: unknown): string
  }
}
