/**
 * A browser host in a terminal: opens the project, prints the address, opens a window where there can be
 * one, and decides with lifetime.ts and the terminal when it ends. Whatever ends it, what is computed is
 * kept, and stays in line for the next start.
 */
import { EXIT_CODES } from '../../contract/exit-codes'
import { noticeOf } from '../../contract/studies/notice'
import { quotedWord } from '../../project/quoted'
import { goOnWhenOpened } from '../go-on'
import { GRACE, Lifetime } from '../lifetime'
import { StudyWatch } from '../study-watch'
import { startBrowserHost } from './host'
import { OwnWindows, windowObstacle } from './open-window'
import { Terminal } from './terminal'
import type { ExitCode } from '../../contract/exit-codes'
import type { Workbench } from '../../workbench/workbench'
import type { BrowserHost } from './host'
import type { LastOpen } from './last-open'

/** Milliseconds within which a page that is loaded again is back. */
const RELOAD_TIME = 2_000

export interface ServeOptions {
  workbench: Workbench
  /** Folder of the built page. */
  page: string
  /** The project to open; null opens with a window what was open last, and else none. */
  project: string | null
  /** 0 lets the system choose. */
  port: number
  /** No window and no end but Ctrl-C. */
  headless: boolean
  /** Null: what is open is not remembered for the next start. */
  lastOpen: LastOpen | null
}

/** Runs until it is ended. Throws a UserError when it cannot begin. Closes the workbench. */
export async function serve(options: ServeOptions): Promise<ExitCode> {
  const { workbench } = options
  try {
    return await new Serving(options).run()
  } finally {
    await workbench.close()
  }
}

class Serving {
  readonly #terminal = new Terminal()
  readonly #windows = new OwnWindows()
  readonly #watch: StudyWatch
  readonly #lifetime: Lifetime
  #host: BrowserHost | null = null
  #hadWindow = false
  /** What stands behind `#` in the addresses that are given out: where the last window was. */
  #part = ''
  #closedTimer: NodeJS.Timeout | undefined
  #resolveEnd: () => void = () => undefined

  constructor(private readonly options: ServeOptions) {
    this.#watch = new StudyWatch(
      options.workbench,
      () => this.#lifetime.look(),
      (info) => {
        const notice = noticeOf(info)
        if (notice) this.#terminal.say(`${notice.title}. ${notice.body}`)
      },
    )
    this.#lifetime = new Lifetime(
      () => ({
        headless: options.headless,
        hadWindow: this.#hadWindow,
        windows: this.#host?.windows ?? 0,
        work: this.#watch.count + (this.#host?.busy ?? 0),
      }),
      () => {
        this.#terminal.say('No window and nothing to compute: Halfpower ends.')
        this.#resolveEnd()
      },
    )
  }

  async run(): Promise<ExitCode> {
    const { workbench, page, port, headless, lastOpen } = this.options
    const ended = new Promise<void>((resolve) => (this.#resolveEnd = resolve))
    goOnWhenOpened(workbench)
    const unlisten = workbench.on('project.changed', (info) => lastOpen?.opened(info?.folder ?? null))
    this.#host = await startBrowserHost({
      workbench,
      picture: (path) => workbench.image(path),
      page,
      port,
      onWindows: (count) => this.#counted(count),
    })
    try {
      await this.#openProject()
      this.#terminal.listen({
        ask: () => this.#question(),
        end: () => this.#resolveEnd(),
        enter: () => this.#again(),
      })
      const obstacle = headless ? null : windowObstacle()
      if (headless || obstacle !== null) this.#printAddress(obstacle)
      else await this.#openWindow()
      this.#lifetime.start()
      await ended
      return this.#farewell()
    } finally {
      // The end closes the project, too; what is open now is what is opened next.
      unlisten()
      await lastOpen?.keep()
      this.#lifetime.stop()
      clearTimeout(this.#closedTimer)
      this.#terminal.close()
      await this.#host.close()
      await this.#windows.close()
    }
  }

  async #openProject(): Promise<void> {
    const { workbench, headless, lastOpen } = this.options
    const last = this.options.project === null && !headless ? ((await lastOpen?.read()) ?? null) : null
    const project = this.options.project ?? last?.project ?? null
    if (project === null) return
    const opening = workbench.invoke('project.open', { folder: project, mode: 'auto' })
    // Nobody has asked for what was open last: one that has gone is not worth a word.
    const info = last === null ? await opening : await opening.catch(() => null)
    if (info === null) return
    if (last !== null) {
      this.#part = last.part
      lastOpen?.shows(last.part)
      this.#terminal.say(`Opening ${quotedWord(project)}, which was open last.`)
    }
    for (const notice of info.notices) this.#terminal.say(notice)
    if (info.asks !== null)
      this.#terminal.say(`${info.asks} The window asks; or: halfpower study resume ${quotedWord(project)}`)
  }

  #address(): string {
    return this.#host === null ? '' : `${this.#host.newAddress()}${this.#part}`
  }

  #printAddress(obstacle: string | null): void {
    const address = this.#address()
    this.#terminal.say(
      obstacle === null
        ? `Open this address in a browser (it works once): ${address}`
        : `${obstacle} Open this address in a browser (it works once): ${address}`,
    )
    if (this.#terminal.interactive) this.#terminal.say('Enter prints another address, Ctrl-C ends Halfpower.')
    else this.#terminal.say('Ctrl-C ends Halfpower.')
  }

  async #openWindow(): Promise<void> {
    if (!(await this.#windows.open(this.#address()))) {
      this.#printAddress('The browser that was found could not be started.')
      return
    }
    this.#terminal.say(
      `Halfpower is at http://127.0.0.1:${this.#host?.port} in its window. Ctrl-C here ends it.`,
    )
  }

  /** Enter: a window again, or an address for one. */
  #again(): void {
    if (this.options.headless || windowObstacle() !== null) this.#printAddress(null)
    else void this.#openWindow()
  }

  #counted(windows: number): void {
    if (windows > 0) this.#hadWindow = true
    clearTimeout(this.#closedTimer)
    if (windows === 0 && !this.options.headless)
      this.#closedTimer = setTimeout(() => this.#sayWindowClosed(), RELOAD_TIME)
    this.#lifetime.look()
  }

  #sayWindowClosed(): void {
    const running = this.#watch.sentence()
    const what =
      running === null
        ? `The window is closed. Halfpower ends in ${GRACE / 1000} s unless it is opened again.`
        : `The window is closed. ${running} and goes on.`
    if (this.#terminal.interactive) this.#terminal.say(`${what} Enter opens the window again.`)
    else this.#printAddress(what)
  }

  /** What Ctrl-C has to ask before it ends us; null when it may at once. */
  #question(): string | null {
    const running = this.#watch.sentence()
    return running === null
      ? null
      : `${running}. Ctrl-C again pauses it and ends Halfpower; it goes on when this project is opened next. Enter lets it run.`
  }

  #farewell(): ExitCode {
    const running = this.#watch.sentence()
    if (running === null) return EXIT_CODES.done
    this.#terminal.say(
      `Pausing. What is finished is kept, and the rest goes on when this project is opened next.`,
    )
    return EXIT_CODES.partly
  }
}
