/**
 * Which page is shown: the part of the address after `#`, so that a reload, the back button and a link
 * keep their meaning in both hosts. `#/models/ID`, `#/hybrids/STUDY`, `#/sweep`; after `?`, choices of the
 * page, e.g. `#/map?x=cycles`.
 */
import { STUDY_PAGES } from './kinds'

export const PAGES = [
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

export interface Route {
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

class Router {
  #hash = $state(location.hash)
  readonly route = $derived(parseRoute(this.#hash))
  /** The part of the address from `#` on. */
  readonly part = $derived(this.#hash)

  constructor() {
    window.addEventListener('hashchange', () => (this.#hash = location.hash))
  }

  go(page: PageName, id?: string | null, choices?: Record<string, string>): void {
    location.hash = link(page, id, choices)
  }

  /** Changes the page's choices without a new entry in the history, e.g. while a slider is moved. */
  choose(choices: Record<string, string>): void {
    const { page, id, choices: old } = this.route
    const hash = link(page, id, { ...Object.fromEntries(old), ...choices })
    history.replaceState(null, '', hash)
    this.#hash = hash
  }
}

export const router = new Router()
