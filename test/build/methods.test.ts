/** That every citation of the methods leads somewhere: in comments, in sentences on the screen, in documents. */
import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { markdownPage } from '../../build/markdown-page.mjs'
import { citedInTerminal, citedText } from '../../src-main/contract/methods-text/citation'
import { methodsSections, namedSections } from '../../src-main/contract/methods-text/sections'

const root = resolve(import.meta.dirname, '../..')
const METHODS = readFileSync(join(root, 'docs/methods.md'), 'utf8')
const ANCHORS = [...METHODS.matchAll(/<a id="([^"]+)"><\/a>/g)].map((match) => match[1]!)

function files(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|svelte|mjs|py|md)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

/** Comments are wrapped: a citation may begin on one line and end on the next. */
function unwrapped(text: string): string {
  return text.replace(/\s*\n\s*(?:\*|\/\/|#)?\s*/g, ' ')
}

describe('citations of the methods', () => {
  it('has an anchor for each of them', () => {
    const missing = new Set<string>()
    let count = 0
    const sources = ['src-main', 'src-renderer', 'test', 'build', 'docs'].flatMap(files)
    for (const file of [
      ...sources,
      ...['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md'].map((name) => join(root, name)),
    ])
      for (const { section } of citedText(unwrapped(readFileSync(file, 'utf8')))) {
        if (section === null) continue
        count++
        if (!ANCHORS.includes(section)) missing.add(`${section} in ${file.slice(root.length + 1)}`)
      }
    expect([...missing]).toEqual([])
    // The sources are full of them: fewer would mean that the search is blind.
    expect(count).toBeGreaterThan(100)
  })

  it('names each section once, and links only to sections that are there', () => {
    expect(ANCHORS.filter((anchor, at) => ANCHORS.indexOf(anchor) !== at)).toEqual([])
    const links = [...METHODS.matchAll(/\]\(#([^)]+)\)/g)].map((match) => match[1]!)
    expect(links.length).toBeGreaterThan(10)
    expect(links.filter((target) => !ANCHORS.includes(target))).toEqual([])
  })

  it('is a page of the window whose anchors and links fit together', () => {
    const html = markdownPage(METHODS, 'methods')
    for (const anchor of ANCHORS) expect(html).toContain(`id="${anchor}"`)
    const addresses = [...html.matchAll(/href="#([^"]*)"/g)].map((match) => match[1]!)
    for (const address of addresses) expect(ANCHORS).toContain(address.replace('/methods/', ''))
  })

  it('takes a sentence apart without losing a letter', () => {
    const sentence = 'Costs 1.5 points (methods L.7), as methods C.1, C.2 and C.4 say; methods Apply to all.'
    const pieces = citedText(sentence)
    expect(pieces.map(({ text }) => text).join('')).toBe(sentence)
    expect(pieces.filter(({ section }) => section !== null)).toEqual([
      { text: 'methods L.7', section: 'L.7' },
      { text: 'methods C.1', section: 'C.1' },
      { text: 'C.2', section: 'C.2' },
      { text: 'C.4', section: 'C.4' },
    ])
    expect(citedInTerminal('at severity 1 (methods L.19).')).toBe('at severity 1 ("halfpower methods L.19").')
    expect(citedInTerminal('as methods C.1, C.2 and C.4 say')).toBe('as "halfpower methods C.1 C.2 C.4" say')
  })

  it('gives every section that can be cited to a terminal', () => {
    const sections = methodsSections(METHODS)
    expect(sections.map(({ section }) => section)).toEqual(ANCHORS)
    for (const { title, text } of sections) {
      expect(title).not.toMatch(/^[#*-]|\*\*$/)
      expect(title.length).toBeGreaterThan(2)
      expect(text).not.toMatch(/<a id|\]\(#/)
    }
    const [reversal, clipped, chapter] = namedSections(METHODS, ['C.5', 'l.7', 'C'])
    expect(reversal!.title).toBe('Read-outs and f_rev')
    expect(reversal!.text).toContain('np.interp')
    expect(reversal!.text).not.toContain('Filtered images')
    expect(clipped).toMatchObject({ section: 'L.7', title: 'ImageNet-C' })
    expect(clipped!.text).not.toContain('L.8')
    expect(chapter!.text).toContain('### C.6 Filtered images')
    expect(chapter!.text).not.toContain('Adversarial perturbations')
    expect(() => namedSections(METHODS, ['Z.9'])).toThrow('no section "Z.9"')
  })
})
