/**
 * The left side of the window: the pages in the order of the argument.
 */
import type { PageName } from './router.svelte'

export const NAVIGATION: readonly { page: PageName; title: string }[] = [
  { page: 'data', title: 'Data' },
  { page: 'models', title: 'Models' },
  { page: 'hybrids', title: 'Hybrids' },
  { page: 'map', title: 'Map' },
  { page: 'queue', title: 'Queue' },
]

/** What the window's title and the heading of a page say. */
export const TITLES: Record<PageName, string> = {
  start: 'Start',
  data: 'Data',
  models: 'Models',
  hybrids: 'Hybrids',
  map: 'Map',
  queue: 'Queue',
  sweep: 'New σ sweep',
}
