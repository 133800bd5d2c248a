/**
 * The terminal that a host was started from: what it says there, and what Ctrl-C and Enter mean. On a
 * terminal the first Ctrl-C asks when something is computed, the second ends; without one, and for SIGTERM
 * and a terminal that is closed, the first ends.
 */
import { shownText } from '../../contract/shown'
import { EXIT_CODES } from '../../contract/exit-codes'

export interface TerminalListeners {
  /** What to ask before ending; null to end at once. */
  ask: () => string | null
  end: () => void
  enter: () => void
}

/** What Ctrl-C does, given whether somebody can answer and whether it has asked already. */
export function onInterrupt(
  interactive: boolean,
  asked: boolean,
  question: string | null,
): { ask: string } | 'end' {
  return interactive && !asked && question !== null ? { ask: question } : 'end'
}

export class Terminal {
  readonly interactive = process.stdin.isTTY && process.stdout.isTTY
  #asked = false
  #ending = false
  #listeners: TerminalListeners | null = null

  /** Starts to listen. */
  listen(listeners: TerminalListeners): void {
    this.#listeners = listeners
    // A terminal that is closed while we live on in a session of our own (`setsid`) fails whoever reads or writes it.
    for (const stream of [process.stdin, process.stdout, process.stderr]) stream.on('error', () => undefined)
    process.on('SIGINT', this.#interrupt)
    process.on('SIGTERM', this.#end)
    process.on('SIGHUP', this.#end)
    if (this.interactive) process.stdin.setEncoding('utf8').on('data', this.#typed).resume()
  }

  say(text: string): void {
    process.stdout.write(`${shownText(text)}\n`)
  }

  close(): void {
    process.off('SIGINT', this.#interrupt)
    process.off('SIGTERM', this.#end)
    process.off('SIGHUP', this.#end)
    if (this.interactive) process.stdin.off('data', this.#typed).pause()
  }

  readonly #interrupt = (): void => {
    const what = onInterrupt(this.interactive, this.#asked, this.#listeners?.ask() ?? null)
    if (what === 'end') this.#end()
    else {
      this.#asked = true
      this.say(`\n${what.ask}`)
    }
  }

  readonly #end = (): void => {
    // Asked to end while ending: somebody is in a hurry. What is finished is on disk already.
    if (this.#ending) process.exit(EXIT_CODES.partly)
    this.#ending = true
    this.#listeners?.end()
  }

  readonly #typed = (text: string): void => {
    if (!text.includes('\n')) return
    // Enter answers the question with "let it run".
    if (this.#asked) this.#asked = false
    else this.#listeners?.enter()
  }
}
