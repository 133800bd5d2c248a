/**
 * Halfpower inside Electron: one workbench, one window, and what happens between the first and the last.
 * Closing the window or the program while a study runs asks; whatever ends it, what is computed is kept.
 */
import { join, resolve } from 'node:path'
import { app, Menu, powerMonitor, session } from 'electron'
import { toErrorData } from '../../contract/errors'
import { EXIT_CODES } from '../../contract/exit-codes'
import { noticeOf } from '../../contract/studies/notice'
import { goOnWhenOpened } from '../go-on'
import { Lifetime } from '../lifetime'
import { goesOnWords } from '../goes-on-words'
import { StudyWatch } from '../study-watch'
import { answerCalls, tellEvents } from './calls'
import { SystemDialogs } from './dialogs'
import { lockDownSession } from './lock-down'
import { Memory } from './memory'
import { menuTemplate } from './menu'
import { notify, Outside } from './outside'
import { servePage } from './page-protocol'
import { Wakefulness } from './power'
import { afterTrouble } from './recovery'
import { hideWindow, loadAgain, openWindow, partOf, placeOf, showWindow } from './window'
import type { BrowserWindow } from 'electron'
import type { StudyInfo } from '../../contract/studies'
import type { Workbench } from '../../workbench/workbench'
import type { Taker, Urgency } from './inbox'
import type { Picture } from './page-protocol'
import type { Decision, Ending } from './quitting'
import type { Trouble } from './recovery'

export interface ApplicationOptions {
  workbench: Workbench
  picture: Picture
  /** Folder of the built page. */
  page: string
  /** The built preload. */
  preload: string
  /** The project to open; null opens what was open last. */
  project: string | null
  /** From now on it can be asked for things: before a project, and with it a lock, is opened. */
  onTakes?: (taker: Taker) => void
}

export class Application implements Taker {
  readonly #watch: StudyWatch
  readonly #dialogs: SystemDialogs
  readonly #lifetime: Lifetime
  readonly #wakefulness = new Wakefulness()
  readonly #outside: Outside
  #window: BrowserWindow | null = null
  /** Somebody is being asked whether to end, and this takes the question back; null while nobody is. */
  #question: AbortController | null = null
  /** It has been decided that the program ends. */
  #ending = false
  /** When the page was loaded again after a trouble. */
  #loadedAgain: number | null = null
  /** The page hung and was ended: that it is gone comes next. */
  #endedPage = false
  /** The folder of the open project. */
  #folder: string | null = null
  /** What the page showed when its window was closed. */
  #part = ''

  private constructor(
    private readonly options: ApplicationOptions,
    private readonly memory: Memory,
  ) {
    this.#watch = new StudyWatch(
      options.workbench,
      () => this.#look(),
      (info) => this.#ended(info),
    )
    this.#dialogs = new SystemDialogs(memory, () => this.#window)
    this.#outside = new Outside(() => this.show(null))
    this.#lifetime = new Lifetime(
      () => ({
        headless: false,
        hadWindow: true,
        windows: this.#isSeen() ? 1 : 0,
        work: this.#watch.count,
      }),
      () => void this.#end(),
    )
  }

  /** Opens the window. Only after Electron is ready. */
  static async start(options: ApplicationOptions): Promise<Application> {
    const memory = await Memory.read(join(app.getPath('userData'), 'window.json'))
    const application = new Application(options, memory)
    await application.#start()
    return application
  }

  show(project: string | null): void {
    this.#show()
    if (project !== null) void this.#open(project)
  }

  quit(urgency: Urgency): void {
    if (this.#ending) {
      // Asked to end while ending: somebody is in a hurry. What is finished is on disk already.
      if (urgency !== 'ask') app.exit(EXIT_CODES.partly)
    } else if (urgency === 'now' || (urgency === 'insist' && this.#question)) void this.#end()
    else
      void this.#ask('program').then((decision) => {
        if (decision === 'quit') void this.#end()
      })
  }

  async #start(): Promise<void> {
    const { workbench, page, picture, project } = this.options
    lockDownSession(session.defaultSession)
    servePage(page, picture)
    answerCalls(workbench, this.#dialogs)
    goOnWhenOpened(workbench)
    workbench.on('project.changed', (info) => {
      if (info) app.addRecentDocument(info.folder)
      // The end closes it, too; what was open then is what is opened next.
      if (!this.#ending) this.#folder = info?.folder ?? null
    })
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(menuTemplate(process.platform, () => void this.#chooseProject())),
    )
    app.on('before-quit', (event) => {
      if (this.#ending) return
      event.preventDefault()
      this.quit('ask')
    })
    // The window's own `close` has decided already.
    app.on('window-all-closed', () => void this.#end())
    app.on('activate', () => this.#show())
    // The computer is switched off or the session ends: nobody waits for an answer.
    powerMonitor.on('shutdown', () => this.quit('now'))
    const { open } = this.memory.remembered
    const again = project === null ? open : null
    this.#show(again?.part)
    this.options.onTakes?.(this)
    if (project !== null) await this.#open(project)
    else if (again) await this.#openAgain(again.project)
  }

  #show(part = ''): void {
    if (this.#ending) return
    this.#lifetime.stop()
    this.#outside.hide()
    if (this.#window) showWindow(this.#window)
    else {
      this.#window = openWindow({
        preload: this.options.preload,
        memory: this.memory,
        part,
        onClose: () => this.#closing(),
        onTrouble: (trouble) => void this.#mend(trouble),
      })
      tellEvents(this.options.workbench, this.#window.webContents)
      this.#window.on('closed', () => (this.#window = null))
      // Windows says so to windows only.
      this.#window.on('session-end', () => this.quit('now'))
    }
  }

  #isSeen(): boolean {
    return this.#window !== null && (this.#window.isVisible() || this.#window.isMinimized())
  }

  /** Something has begun or ended. */
  #look(): void {
    this.#wakefulness.look(this.#watch.count > 0)
    this.#outside.count(this.#watch.count)
  }

  /** A study of ours has ended: said by the system unless somebody looks at the window anyway. */
  #ended(info: StudyInfo): void {
    const notice = noticeOf(info)
    if (notice && !(this.#isSeen() && this.#window?.isFocused())) notify(notice, () => this.show(null))
  }

  /** What is to become of what runs; one question at a time, whoever asks. */
  async #ask(what: Ending): Promise<Decision> {
    if (this.#question) return 'stay'
    const question = new AbortController()
    this.#question = question
    const decision = await this.#dialogs.askAtClosing(what, this.#watch.sentence(), question.signal)
    this.#question = null
    return question.signal.aborted ? 'stay' : decision
  }

  /** The window may close at once when nothing runs; else somebody is asked first. */
  #closing(): 'close' | 'wait' {
    if (this.#window) this.#part = partOf(this.#window)
    if (this.#ending || this.#watch.sentence() === null) return 'close'
    void this.#ask('window').then((decision) => {
      if (decision === 'quit') void this.#end()
      if (decision === 'hide') this.#goOnWithoutWindow()
    })
    return 'wait'
  }

  #goOnWithoutWindow(): void {
    if (!this.#window) return
    hideWindow(this.#window)
    const running = this.#watch.sentence()
    if (running !== null) process.stdout.write(`${goesOnWords(running)}\n`)
    this.#outside.show()
    // Out of sight, it ends by itself when the studies have.
    this.#lifetime.start()
  }

  async #mend(trouble: Trouble): Promise<void> {
    const window = this.#window
    if (!window || this.#ending) return
    const now = performance.now()
    // A page that was ended because it hung is the same trouble.
    if (trouble.kind === 'gone' && this.#endedPage) {
      this.#endedPage = false
      loadAgain(window, trouble)
      return
    }
    if (
      afterTrouble(this.#loadedAgain, now) === 'ask' &&
      !(await this.#dialogs.askAfterTrouble(trouble, this.#watch.sentence()))
    ) {
      await this.#end()
      return
    }
    this.#loadedAgain = now
    this.#endedPage = trouble.kind === 'hangs'
    if (!window.isDestroyed()) loadAgain(window, trouble)
  }

  async #chooseProject(): Promise<void> {
    const folder = await this.#dialogs.chooseFolder('Open a project')
    if (folder !== null) await this.#open(folder)
  }

  async #open(folder: string): Promise<void> {
    const { workbench } = this.options
    try {
      const open = await workbench.invoke('project.info', {})
      if (open?.folder === resolve(folder)) return
      if ((await this.#ask('project')) !== 'quit') return
      await workbench.invoke('project.open', { folder, mode: 'auto' })
    } catch (error) {
      await this.#dialogs.say(toErrorData(error).message)
    }
  }

  /** What was open at the last end. One that has gone is not worth a word: nobody has asked for it. */
  async #openAgain(folder: string): Promise<void> {
    await this.options.workbench.invoke('project.open', { folder, mode: 'auto' }).catch(() => undefined)
  }

  async #end(): Promise<void> {
    if (this.#ending) return
    this.#ending = true
    this.#question?.abort()
    this.#lifetime.stop()
    this.#wakefulness.look(false)
    this.#outside.hide()
    const window = this.#window && !this.#window.isDestroyed() ? this.#window : null
    const remembered = this.memory.remember({
      ...(window ? { window: placeOf(window) } : {}),
      open:
        this.#folder === null ? null : { project: this.#folder, part: window ? partOf(window) : this.#part },
    })
    window?.hide()
    await this.options.workbench.close().catch(() => undefined)
    await remembered
    app.quit()
  }
}
