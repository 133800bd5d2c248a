/**
 * Which page is shown: the part of the address after `#`, so that a reload, the back button and a link
 * keep their meaning in both hosts.
 */
import { link, parseRoute } from './routes'
import type { PageName } from './routes'

export { link } from './routes'
export type { PageName } from './routes'

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

  /** Another address in the place of this one: nothing to come back to. */
  replace(page: PageName, id?: string | null): void {
    history.replaceState(null, '', link(page, id))
    this.#hash = link(page, id)
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
