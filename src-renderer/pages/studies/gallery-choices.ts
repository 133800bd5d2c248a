/**
 * What of a gallery is shown, as the page's address says it, and how the address says it. Pure. The words of an address
 * are `model`, `beside`, `class`, `outcome`, `other` (the outcome of the second model), `from`, `to` (confidence), `sort`.
 */
import { DISAGREE } from '../../../src-main/contract/images/gallery'
import { formatCount } from '../../components/format'
import type { ConfidenceRange, GallerySort } from '../../../src-main/contract/images/gallery'

/** What there is to choose from. */
export interface GalleryOffer<Outcome extends string, Sort extends GallerySort> {
  /** Ids. */
  models: readonly string[]
  /** Of the one that is looked at when the address names none; null: any. */
  usual?: string | null
  outcomes: readonly Outcome[]
  sorts: readonly Sort[]
}

/** What is asked, beyond which study and which pictures. */
export interface GalleryChoices<Outcome extends string, Sort extends GallerySort> {
  model: string | null
  beside: string | null
  class: string | null
  outcome: Outcome | typeof DISAGREE | null
  besideOutcome: Outcome | null
  confidence: ConfidenceRange | null
  sort: Sort | 'index'
}

/** What an address says that is not offered (any more) counts as not said; so does what needs a second model. */
export function galleryChoices<Outcome extends string, Sort extends GallerySort>(
  address: ReadonlyMap<string, string>,
  { models, usual = null, outcomes, sorts }: GalleryOffer<Outcome, Sort>,
): GalleryChoices<Outcome, Sort> {
  const asked = address.get('model')
  const model = asked === '' ? null : (models.find((id) => id === asked) ?? usual)
  const beside = models.find((id) => id === address.get('beside') && model !== null && id !== model) ?? null
  const outcome = address.get('outcome')
  const sort = sorts.find((each) => each === address.get('sort')) ?? 'index'
  return {
    model,
    beside,
    class: address.get('class') || null,
    outcome: outcome === DISAGREE ? DISAGREE : (outcomes.find((each) => each === outcome) ?? null),
    besideOutcome: (beside !== null && outcomes.find((each) => each === address.get('other'))) || null,
    confidence: rangeOf(address.get('from'), address.get('to')),
    sort: sort === 'largest-difference' && beside === null ? 'index' : sort,
  }
}

function rangeOf(from: string | undefined, to: string | undefined): ConfidenceRange | null {
  const range = { from: probability(from) ?? 0, to: probability(to) ?? 1 }
  if (probability(from) === null && probability(to) === null) return null
  return range.from <= range.to ? range : null
}

/** Null where it is no probability. */
export function probability(text: string | undefined): number | null {
  if (text === undefined || text.trim() === '') return null
  const value = Number(text)
  return value >= 0 && value <= 1 ? value : null
}

/** What is wrong with the two ends of a range as they are typed, in one sentence; null: nothing. */
export function rangeTrouble(from: string, to: string): string | null {
  for (const text of [from, to])
    if (text.trim() !== '' && probability(text) === null)
      return `"${text}" is no confidence: give a number from 0 to 1.`
  const [low, high] = [probability(from), probability(to)]
  return low !== null && high !== null && low > high
    ? `No confidence is at least ${low} and at most ${high}: exchange them.`
    : null
}

/** Whether anything is left out. */
export function isFiltered({
  class: className,
  outcome,
  besideOutcome,
  confidence,
}: GalleryChoices<string, GallerySort>): boolean {
  return [className, outcome, besideOutcome, confidence].some((each) => each !== null)
}

/** What shows all images again. */
export const NO_FILTER = { class: '', outcome: '', other: '', from: '', to: '' }

/** `37 of 4,000 pairs`; without what is left out `4,000 pairs`. */
export function countsWords({ total, of }: { total: number; of: number }, what: string): string {
  const things = of === 1 ? what : `${what}s`
  return total === of
    ? `${formatCount(of)} ${things}`
    : `${formatCount(total)} of ${formatCount(of)} ${things}`
}
