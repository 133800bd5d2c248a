/**
 * Citations of docs/methods.md ("methods C.5") inside sentences: found, so that each way in can make them a link.
 * Every citation has an anchor of the same name in that page (test/build/methods.test.ts).
 */

const SECTION = '[A-N](?:\\.[0-9]+)?'
const CITATION = new RegExp(
  `[Mm]ethods,? (${SECTION}(?:(?:, ?| and | to |, and )(?:methods )?${SECTION}(?![A-Za-z]))*)(?![A-Za-z])`,
  'g',
)

export interface CitedText {
  text: string
  /** Section that the text names, e.g. `C.5`; null for other text. */
  section: string | null
}

/** A sentence in pieces: its words, and each section that is cited. Joined, they are the sentence. */
export function citedText(sentence: string): CitedText[] {
  const pieces: CitedText[] = []
  let end = 0
  for (const citation of sentence.matchAll(CITATION)) {
    const names = [...citation[1]!.matchAll(new RegExp(SECTION, 'g'))]
    const offset = citation.index + citation[0].length - citation[1]!.length
    names.forEach((name, i) => {
      // The word "methods" belongs to the first link: a lone letter would be hard to hit.
      const from = i === 0 ? citation.index : offset + name.index
      const to = offset + name.index + name[0].length
      if (from > end) pieces.push({ text: sentence.slice(end, from), section: null })
      pieces.push({ text: sentence.slice(from, to), section: name[0] })
      end = to
    })
  }
  if (end < sentence.length) pieces.push({ text: sentence.slice(end), section: null })
  return pieces
}

/** The same for a terminal, which has no links: what prints these sections there ("halfpower methods C.5"). */
export function citedInTerminal(sentence: string): string {
  return sentence.replace(CITATION, (_, list: string) => {
    const sections = [...list.matchAll(new RegExp(SECTION, 'g'))].map(([section]) => section)
    return `"halfpower methods ${sections.join(' ')}"`
  })
}
