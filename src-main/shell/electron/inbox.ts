/**
 * What is asked of the program by the system, another start or a terminal, from its first moment on: kept until the
 * window's part is there to take it. Signals and other starts come when they come, also while Electron starts.
 */

/** How urgently the program is to end: after a question; at once where a question is open already; at once. */
export type Urgency = 'ask' | 'insist' | 'now'

export interface Taker {
  /** Another start, or the system, wants the window, with this project. */
  show(project: string | null): void
  quit(urgency: Urgency): void
}

export class Inbox implements Taker {
  #taker: Taker | null = null
  #shows: (string | null)[] = []

  /** @param endAtOnce nothing has begun yet, so that nothing needs to be kept */
  constructor(private readonly endAtOnce: () => void) {}

  show(project: string | null): void {
    if (this.#taker) this.#taker.show(project)
    else this.#shows.push(project)
  }

  quit(urgency: Urgency): void {
    if (this.#taker) this.#taker.quit(urgency)
    else this.endAtOnce()
  }

  /** Hands over; of several projects that were asked for meanwhile, the last. */
  handTo(taker: Taker): void {
    this.#taker = taker
    const shows = this.#shows.splice(0)
    if (shows.length > 0) taker.show(shows.findLast((project) => project !== null) ?? null)
  }
}
