import { HtmlRenderer, Parser } from 'commonmark'
import { JSDOM } from 'jsdom'
import MarkdownIt from 'markdown-it'
import { marked } from 'marked'

// Markdown as a careless client shows it: three renderers that let raw HTML through, and a browser's parser behind them.

const linkifying = new MarkdownIt({ html: true, linkify: true })
// Not bare names: `audit.py` is a file in our own words and a host in Paraguay.
linkifying.linkify.set({ fuzzyLink: false })

const RENDERERS: Record<string, (markdown: string) => string> = {
  marked: (markdown) => marked.parse(markdown, { async: false, gfm: true }),
  'markdown-it': (markdown) => linkifying.render(markdown),
  commonmark: (markdown) => new HtmlRenderer({ safe: false }).render(new Parser().parse(markdown)),
}

/** Everything plan_md itself is made of. */
const OWN_ELEMENTS = ['H1', 'H2', 'H3', 'P', 'UL', 'OL', 'LI', 'STRONG', 'BLOCKQUOTE', 'A']

/** Opens one document in which all renderings are parsed, one after the other. */
export function createDangerFinder(): (markdown: string, allowedHosts?: readonly string[]) => string[] {
  const { document } = new JSDOM('').window
  return (markdown, allowedHosts = []) =>
    Object.entries(RENDERERS).flatMap(([name, render]) => {
      // A template's content is parsed as in a page, and nothing in it runs or is fetched.
      const template = document.createElement('template')
      template.innerHTML = render(markdown)
      return [...template.content.querySelectorAll('*')].flatMap((element) =>
        judgeElement(element, allowedHosts).map((what) => `${name}: ${what}`)
      )
    })
}

function judgeElement(element: Element, allowedHosts: readonly string[]): string[] {
  const found = OWN_ELEMENTS.includes(element.tagName) ? [] : [`<${element.tagName.toLowerCase()}>`]
  for (const { name, value } of element.attributes) {
    const isOwnLink = element.tagName === 'A' && name === 'href' && isAllowedLink(value, allowedHosts)
    const isNumbering = element.tagName === 'OL' && name === 'start'
    if (!isOwnLink && !isNumbering) found.push(`${name}="${value}"`)
  }
  return found
}

function isAllowedLink(href: string, allowedHosts: readonly string[]): boolean {
  if (!URL.canParse(href)) return false
  const { protocol, hostname } = new URL(href)
  return (protocol === 'https:' || protocol === 'http:') && allowedHosts.includes(hostname)
}
