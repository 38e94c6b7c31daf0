import { describe, expect, it } from 'vitest'
import { escapeText, linkText } from '../../../supabase/functions/_shared/domain/planner/markdownText.ts'

const JOINER = '\u2060'

describe('text of others', () => {
  it('is one line without spaces around it', () => {
    expect(escapeText('  a \n\n b\t c ')).toBe('a b c')
  })

  it('has every mark of Markdown escaped', () => {
    expect(escapeText('\\`*_[]{}<>#|~&!$')).toBe('\\\\\\`\\*\\_\\[\\]\\{\\}\\<\\>\\#\\|\\~\\&\\!\\$')
  })

  it('holds no address that a reader would turn into a link', () => {
    expect(escapeText('see https://a.example')).toBe(`see https:${JOINER}/${JOINER}/a.example`)
    expect(escapeText('see www.a.example and WWW.b.example')).toBe(
      `see www${JOINER}.a.example and WWW${JOINER}.b.example`,
    )
    expect(escapeText('a@b.example')).toBe(`a${JOINER}@b.example`)
  })
})

describe('a link', () => {
  it('goes to http and https alone', () => {
    expect(linkText('Bees', 'https://bees.example/a')).toBe('[Bees](https://bees.example/a)')
    expect(linkText('Bees', 'http://bees.example/a')).toBe('[Bees](http://bees.example/a)')
    for (const url of [null, 'bees', 'javascript:alert(1)', 'mailto:a@b.example', 'ftp://bees.example/']) {
      expect(linkText('Bees', url)).toBe('Bees')
    }
  })

  it('has nothing in its address that could end it', () => {
    expect(linkText('Bees', 'https://bees.example/(a)_*`[b]~|c\\d')).toBe(
      '[Bees](https://bees.example/%28a%29%5f%2a%60%5bb%5d%7e%7cc/d)',
    )
  })

  it('has an escaped title', () => {
    expect(linkText('[x](y)', 'https://bees.example/')).toBe('[&#91;x&#93;(y)](https://bees.example/)')
    expect(linkText('*', null)).toBe('\\*')
  })
})
