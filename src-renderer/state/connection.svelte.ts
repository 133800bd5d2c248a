/**
 * Whether the host answers. The frame lays a bar over the page while it does not.
 */
import { onConnection } from './api'
import type { ConnectionState } from './transport'

class Connection {
  state = $state<ConnectionState>('connecting')
  /** How often the host has come back: what a page has asked by itself is asked again when this changes. */
  returns = $state(0)
  /** Whether it was open before: a first connection is no reconnection. */
  #wasOpen = false
  readonly #again = new Set<() => void>()

  constructor() {
    onConnection((state) => {
      this.state = state
      if (state !== 'open') return
      if (this.#wasOpen) {
        this.returns++
        for (const listener of this.#again) listener()
      }
      this.#wasOpen = true
    })
  }

  /** Called each time the host is back: events were missed meanwhile, so everything is asked for again. */
  onAgain(listener: () => void): () => void {
    this.#again.add(listener)
    return () => void this.#again.delete(listener)
  }
}

export const connection = new Connection()
