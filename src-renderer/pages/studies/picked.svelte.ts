/** Which images of a gallery are chosen for a figure: kept while filters and orders change, in the order in which they were chosen. */
import { MOST_PANEL_IMAGES } from '../../../src-main/figures/views/image-lists'

export class Picked<Name> {
  /** Whether a click chooses an image instead of opening it. */
  picking = $state(false)
  #names = $state.raw<readonly Name[]>([])

  /** @param keyOf the same for the same image */
  constructor(private readonly keyOf: (name: Name) => string) {}

  get names(): readonly Name[] {
    return this.#names
  }

  get isFull(): boolean {
    return this.#names.length >= MOST_PANEL_IMAGES
  }

  has(name: Name): boolean {
    const key = this.keyOf(name)
    return this.#names.some((each) => this.keyOf(each) === key)
  }

  /** Chooses it, or no longer; no more than a panel takes. */
  toggle(name: Name): void {
    const key = this.keyOf(name)
    if (this.has(name)) this.#names = this.#names.filter((each) => this.keyOf(each) !== key)
    else if (!this.isFull) this.#names = [...this.#names, name]
  }

  clear(): void {
    this.#names = []
  }
}
