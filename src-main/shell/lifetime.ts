/**
 * When a host may end by itself. One that was started with a window ends a while after its last window is
 * closed, unless something is computed or answered; a headless one never does. A decision, and a clock that
 * asks for it.
 */

/** Milliseconds without window and work after which the host ends: a reload or a short sleep is no end. */
export const GRACE = 30_000

export interface Situation {
  headless: boolean
  /** Whether a window was ever connected: until then somebody may still open the address. */
  hadWindow: boolean
  windows: number
  /** Studies that run or wait, calls and uploads that are being answered. */
  work: number
}

/** Whether nobody needs the host now. */
export function isQuiet({ headless, hadWindow, windows, work }: Situation): boolean {
  return !headless && hadWindow && windows === 0 && work === 0
}

export class Lifetime {
  #quietSince: number | null = null
  #timer: NodeJS.Timeout | null = null
  #over = false

  /** @param onEnd called once, when the host has been quiet for `grace` milliseconds */
  constructor(
    private readonly situation: () => Situation,
    private readonly onEnd: () => void,
    private readonly grace = GRACE,
  ) {}

  /** To be called whenever the situation may have changed; it is also looked at now and then. */
  look(now = performance.now()): void {
    if (!isQuiet(this.situation())) this.#quietSince = null
    else this.#quietSince ??= now
    if (this.#quietSince !== null && now - this.#quietSince >= this.grace && !this.#over) {
      this.#over = true
      this.stop()
      this.onEnd()
    }
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), Math.min(1_000, this.grace))
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }
}
