/** Keeps the computer from going to sleep by itself while something is computed. The screen may. */
import { powerSaveBlocker } from 'electron'

export class Wakefulness {
  #blocker: number | null = null

  /** @param working whether anything is computed now */
  look(working: boolean): void {
    if (working) this.#blocker ??= powerSaveBlocker.start('prevent-app-suspension')
    else if (this.#blocker !== null) {
      powerSaveBlocker.stop(this.#blocker)
      this.#blocker = null
    }
  }
}
