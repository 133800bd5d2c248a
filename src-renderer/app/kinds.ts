/**
 * What the window calls each kind of study, and where its results are shown: the one table of kinds in the page,
 * from which routes, navigation, titles and the queue follow. The component of its page is found
 * by the name of the page (pages.ts).
 */
import type { StudyKindName } from '../../src-main/contract/plans'

export interface KindPage {
  /** What such a study is, in the queue. */
  words: string
  /** The page that shows its results, and what that is called; null: none shows a study of this kind alone. */
  page: string | null
  title: string | null
  /** The page for all such studies, not for one of them: shown once a study is done. */
  shared?: true
}

/** In the order of the argument, which is that of the navigation. */
export const KIND_PAGES = {
  sweep: { words: 'σ sweep', page: 'models', title: 'Models', shared: true },
  evaluation: { words: 'clean accuracy', page: null, title: null },
  hybrid: { words: 'hybrid images', page: 'hybrids', title: 'Hybrids' },
  attack: { words: 'minimal perturbations', page: 'perturbations', title: 'Perturbations' },
  spectrum: { words: 'spectra of perturbations', page: 'spectra', title: 'Spectra' },
  corruption: { words: 'common corruptions', page: 'corruptions', title: 'Corruptions' },
  filter: { words: 'low- and high-passed images', page: 'filters', title: 'Filters' },
  'fourier-map': { words: 'Fourier map', page: 'fourier-map', title: 'Fourier map' },
  neural: { words: 'population of neurons', page: null, title: null },
} as const satisfies Record<StudyKindName, KindPage>

type Kinds = typeof KIND_PAGES
/** Names of the pages that show studies. */
export type KindPageName = Exclude<Kinds[keyof Kinds]['page'], null>

/** Pages that show studies, in the order of the navigation. */
export const STUDY_PAGES = Object.values(KIND_PAGES).flatMap(({ page, title }) =>
  page === null ? [] : [{ page, title }],
)

/** Where the component of a page stands: `fourier-map` in `pages/fourier-map/FourierMapPage.svelte`. */
export function componentPath(page: KindPageName): string {
  const name = page.replace(/(^|-)[a-z]/g, (start) => start.slice(-1).toUpperCase())
  return `pages/${page}/${name}Page.svelte`
}

/** Where a study's results are, once there are any; null: nowhere, or none yet. */
export function resultsOf(study: {
  kind: StudyKindName
  id: string
  state: string
  units: { done: number }
}): { page: KindPageName; title: string; id: string | null } | null {
  const kind: KindPage = KIND_PAGES[study.kind]
  const ready = kind.shared ? study.state === 'done' : study.units.done > 0
  if (kind.page === null || kind.title === null || !ready) return null
  return { page: kind.page as KindPageName, title: kind.title, id: kind.shared ? null : study.id }
}
