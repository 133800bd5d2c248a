/**
 * Connections on which nobody has shown that he is known yet. They may be few: of more, the oldest is closed, so that
 * whoever opens hundreds and says nothing (another user of this machine, a program that scans ports) shuts himself
 * out and never a window, whose browser says who it is at once.
 */
import type { Duplex } from 'node:stream'

/** At once; a browser opens six or so to one host. */
const MOST = 64

export class StrangerConnections {
  /** Oldest first. */
  readonly #open = new Set<Duplex>()

  get count(): number {
    return this.#open.size
  }

  add(connection: Duplex): void {
    this.#open.add(connection)
    connection.once('close', () => this.#open.delete(connection))
    const [oldest] = this.#open
    if (this.#open.size > MOST) oldest?.destroy()
  }

  /** It is a known window's now. */
  forget(connection: Duplex): void {
    this.#open.delete(connection)
  }
}
