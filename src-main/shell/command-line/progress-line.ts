/**
 * Progress on stderr: a bar that is redrawn on a terminal, a line now and then otherwise.
 */
import { shown, shownText } from '../../contract/shown'
import { duration } from './output'
import type { StudyProgress } from '../../contract/studies'

const BAR = 24
/** Milliseconds between two lines about the same unit when stderr is no terminal. */
const LINE_INTERVAL = 10_000

export class ProgressLine {
  #drawn = false
  #lastLabel = ''
  #lastTime = 0

  constructor(
    private readonly step: string,
    private readonly stream: NodeJS.WriteStream = process.stderr,
  ) {}

  show(progress: StudyProgress): void {
    const text = shown(describe(this.step, progress))
    if (this.stream.isTTY) {
      const width = Math.max(20, (this.stream.columns || 80) - 1)
      const done = Math.round(progress.fraction * BAR)
      this.stream.write(`\r\x1b[2K${`${'█'.repeat(done)}${'░'.repeat(BAR - done)} ${text}`.slice(0, width)}`)
      this.#drawn = true
      return
    }
    const now = performance.now()
    if (progress.label === this.#lastLabel && now - this.#lastTime < LINE_INTERVAL) return
    this.#lastLabel = progress.label
    this.#lastTime = now
    this.stream.write(`${text}\n`)
  }

  /** A message that stays. */
  say(text: string): void {
    this.clear()
    this.stream.write(`${shownText(text)}\n`)
  }

  /** Takes the bar away. */
  clear(): void {
    if (this.#drawn) this.stream.write('\r\x1b[2K')
    this.#drawn = false
  }
}

/** One line: how far, what, how fast, how long. */
export function describe(step: string, progress: StudyProgress): string {
  const speed = progress.imagesPerSecond === null ? '' : ` · ${Math.round(progress.imagesPerSecond)} images/s`
  const left = progress.secondsLeft === null ? '' : ` · ${duration(progress.secondsLeft)} left`
  return `${step} ${Math.floor(progress.fraction * 100)} % · ${progress.label}${speed}${left}`
}
