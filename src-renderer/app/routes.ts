/**
 * Addresses of pages, which are the part after `#`. Pure. `#/models/ID`, `#/hybrids/STUDY`, `#/sweep`; after `?`, choices of the
 * page, e.g. `#/map?x=cycles`.
 */
import { STUDY_PAGES } from './kinds'

const PAGES = [
  'start',
  'data',
  ...STUDY_PAGES.map(({ page }) => page),
  'neural',
  'map',
  'figures',
  'queue',
  'sweep',
  'methods',
  'bin',
] as const
export type PageName = (typeof PAGES)[number]

interface Route {
  page: PageName
  /** What the page is about, e.g. a model's id; null for the page itself. */
  id: string | null
  /** The page's own choices. */
  choices: ReadonlyMap<string, string>
}

/** Reads the part of an address after `#`. What is not a page of ours is the start page. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  const [name = '', id] = path.split('/')
  return {
    page: PAGES.find((page) => page === name) ?? 'start',
    id: id === undefined || id === '' ? null : decode(id),
    choices: new Map(new URLSearchParams(query)),
  }
}

/** The address of a page, for links: `<a href={link('models', id)}>`. */
export function link(page: PageName, id?: string | null, choices: Record<string, string> = {}): string {
  const query = new URLSearchParams(choices).toString()
  return `#/${page}${id == null ? '' : `/${encodeURIComponent(id)}`}${query === '' ? '' : `?${query}`}`
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
