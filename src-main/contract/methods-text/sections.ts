/**
 * docs/methods.md in sections, for a reader without a window. A section begins at its anchor and ends where the next of
 * its rank does: `C` holds C.1 to C.6. Pure.
 */
import { UserError } from '../errors'

export interface MethodsSection {
  /** `C` or `C.5`. */
  section: string
  title: string
  /** Markdown without anchors and links, from its heading on. */
  text: string
}

const ANCHOR = /^<a id="([^"]+)"><\/a>\n/gm

/** Every section, in the page's order. */
export function methodsSections(page: string): MethodsSection[] {
  const anchors = [...page.matchAll(ANCHOR)].map((match) => ({ section: match[1]!, at: match.index }))
  return anchors.map(({ section, at }, i) => {
    const next = anchors.slice(i + 1).find((other) => !other.section.startsWith(`${section}.`))
    const text = withoutLinks(page.slice(at, next?.at))
    return { section, title: titleOf(text), text }
  })
}

/**
 * The sections of these names, in their order.
 * @throws UserError('usage') for a name that the page does not have
 */
export function namedSections(page: string, names: readonly string[]): MethodsSection[] {
  const sections = methodsSections(page)
  return names.map((name) => {
    const found = sections.find(({ section }) => section.toUpperCase() === name.toUpperCase())
    if (!found)
      throw new UserError(
        'usage',
        `The methods have no section "${name}": name one like C or C.5; "halfpower methods" lists them.`,
      )
    return found
  })
}

function withoutLinks(markdown: string): string {
  return markdown
    .replace(ANCHOR, '')
    .replace(/\[([^\]]+)\]\(#[^)]+\)/g, '$1')
    .trim()
}

/** Of a heading (`### C.5 Read-outs and f_rev`) or of an item of a list (`- **L.7 ImageNet-C.** Its files …`). */
function titleOf(text: string): string {
  const line = text.split('\n')[0]!
  const item = /^- \*\*[A-N]\.\d+ (.*?)\.?\*\*/.exec(line)
  return item ? item[1]! : line.replace(/^#+ [A-N](?:\.\d+)?\.? /, '')
}
