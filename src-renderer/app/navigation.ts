/**
 * The left side of the window: the pages in the order of the argument.
 */
import { STUDY_PAGES } from './kinds'
import type { PageName } from './routes'

export const NAVIGATION: readonly { page: PageName; title: string }[] = [
  { page: 'data', title: 'Data' },
  ...STUDY_PAGES,
  { page: 'neural', title: 'Neural' },
  { page: 'map', title: 'Map' },
  { page: 'figures', title: 'Figures' },
  { page: 'queue', title: 'Queue' },
  { page: 'methods', title: 'Methods' },
]

/** Pages that nothing on the left leads to. */
const OTHERS: readonly { page: PageName; title: string }[] = [
  { page: 'start', title: 'Start' },
  { page: 'sweep', title: 'New σ sweep' },
  { page: 'bin', title: 'Bin' },
]

/** What the window's title and the heading of a page say. */
export function titleOf(asked: PageName): string {
  return [...NAVIGATION, ...OTHERS].find(({ page }) => page === asked)?.title ?? 'Halfpower'
}
