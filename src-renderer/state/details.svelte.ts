/**
 * The panel on the right: what the selected thing is and where it came from. Pages fill it with
 * `components/Details.svelte`; the frame shows what was filled in last. Nothing filled in: no panel.
 */
import type { Snippet } from 'svelte'

export interface Filling {
  readonly title: string
  readonly content: Snippet
}

class DetailsPanel {
  #fillings = $state.raw<readonly Filling[]>([])
  readonly current = $derived(this.#fillings.at(-1) ?? null)

  /** Shows this until the returned function is called. */
  fill(filling: Filling): () => void {
    this.#fillings = [...this.#fillings, filling]
    return () => {
      this.#fillings = this.#fillings.filter((other) => other !== filling)
    }
  }
}

export const details = new DetailsPanel()
