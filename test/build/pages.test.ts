/** README.md is one page, and every page of the repository that a reader is sent to is there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** Lines that a newcomer reads. */
const ONE_PAGE = 140
const TOP = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md']
const DOCS = readdirSync(join(ROOT, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => join('docs', name))

const read = (page: string): string => readFileSync(join(ROOT, page), 'utf8')

/** As GitHub makes them of headings. */
function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    match[1]!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

describe('the pages of the repository', () => {
  it('are one page where a newcomer begins', () => {
    expect(read('README.md').split('\n').length).toBeLessThanOrEqual(ONE_PAGE)
  })

  it.each([...TOP, ...DOCS])('%s links to what is there', (page) => {
    const links = [...read(page).matchAll(/\]\(([^)#\s]*)(?:#([^)\s]*))?\)/g)]
    const missing = links.filter(([, file = '', anchor]) => {
      if (/^[a-z]+:/.test(file)) return false
      const target = file === '' ? page : join(dirname(page), file)
      if (!existsSync(join(ROOT, target))) return true
      // Anchors of the methods are written out there, and have a test of their own.
      if (anchor === undefined || target === join('docs', 'methods.md')) return false
      return !anchors(read(target)).includes(anchor)
    })
    expect(missing.map(([whole]) => whole)).toEqual([])
  })

  it('are all within reach from the first', () => {
    const reached = new Set(['README.md'])
    for (const page of reached)
      for (const [, file = ''] of read(page).matchAll(/\]\(([^)#\s]+\.md)/g)) {
        const target = join(dirname(page), file)
        if (existsSync(join(ROOT, target))) reached.add(target)
      }
    expect(DOCS.filter((page) => !reached.has(page))).toEqual([])
  })
})
