/**
 * The left side of the window: the pages in the order of the argument.
 */
import type { PageName } from './router.svelte'

export const NAVIGATION: readonly { page: PageName; title: string }[] = [
  { page: 'data', title: 'Data' },
  { page: 'models', title: 'Models' },
  { page: 'hybrids', title: 'Hybrids' },
  { page: 'perturbations', title: 'Perturbations' },
  { page: 'spectra', title: 'Spectra' },
  { page: 'corruptions', title: 'Corruptions' },
  { page: 'filters', title: 'Filters' },
  { page: 'fourier-map', title: 'Fourier map' },
  { page: 'map', title: 'Map' },
  { page: 'queue', title: 'Queue' },
  { page: 'methods', title: 'Methods' },
]

/** What the window's title and the heading of a page say. */
export const TITLES: Record<PageName, string> = {
  start: 'Start',
  data: 'Data',
  models: 'Models',
  hybrids: 'Hybrids',
  perturbations: 'Perturbations',
  spectra: 'Spectra',
  corruptions: 'Corruptions',
  filters: 'Filters',
  'fourier-map': 'Fourier map',
  map: 'Map',
  queue: 'Queue',
  sweep: 'New σ sweep',
  methods: 'Methods',
}
